/** What an import takes, so that no file can fill memory or disk. Uncompressed sizes are of xlsx files, which are zips. */
export const fileBytesMax = 20 * 1_048_576;
/** The bar is 50,000; more comes as a second file. */
export const rowsMax = 100_000;
export const columnsMax = 60;
export const cellCharactersMax = 2_000;
/** Of one row of a CSV file. */
export const recordCharactersMax = 64_000;
export const inflatedBytesMax = 200 * 1_048_576;
/** Texts of cells that repeat; they are kept in memory while the sheet is read. */
export const sharedTextBytesMax = 24 * 1_048_576;
export const zipEntriesMax = 200;
/** Between two marks of XML: a cell's text and a bit. */
export const xmlRunBytesMax = 64 * 1024;

/** Read and written at a time. */
export const batchRows = 500;
/** So many are made ready while one is written. */
export const batchesAhead = 2;
/** How much of a file is sealed as one value. */
export const chunkBytes = 256 * 1024;
/** How long whoever works on a file may go without a sign of life. */
export const leaseSeconds = 30;
/** How often a file that broke off is begun again, before it is given up. */
export const attemptsMax = 5;
