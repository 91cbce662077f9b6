/** What an import takes, so that no file can fill memory or disk. Uncompressed sizes are of xlsx files, which are zips. */
export const fileBytesMax = 20 * 1_048_576;
/** The bar is 50,000; more comes as a second file. */
export const rowsMax = 100_000;
export const columnsMax = 60;
export const cellCharactersMax = 2_000;
/** Of one row. */
export const recordCharactersMax = 64_000;
/** Of a sheet; and of all that is read from a file, since a workbook may show one text a million times. */
export const inflatedBytesMax = 200 * 1_048_576;
/** Of each part of a workbook that says how the sheets are to be read: real ones have some kilobytes. */
export const smallPartBytesMax = 2 * 1_048_576;
/** Texts of cells as XML: five of their own in each row, with the phonetic marks that Excel in China adds to each. */
export const sharedPartBytesMax = 96 * 1_048_576;
/** The same as they are kept in memory while the sheet is read. */
export const sharedTextBytesMax = 32 * 1_048_576;
export const zipEntriesMax = 2_000;
/** Between two marks of XML: a cell has 32,767 characters at most. */
export const xmlRunBytesMax = 128 * 1024;
export const xmlDepthMax = 64;
/** 100,000 rows of 30 cells have nine million. */
export const xmlElementsMax = 10_000_000;

/** Read and written at a time. */
export const batchRows = 500;
/** So many are made ready while one is written. */
export const batchesAhead = 2;
/** How much of a file is sealed as one value, as long as it was not read. */
export const chunkBytes = 256 * 1024;
/** How long whoever works on a file may go without a sign of life. */
export const leaseSeconds = 30;
/** How often a file that broke off is begun again, before it is given up. */
export const attemptsMax = 5;
