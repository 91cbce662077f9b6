import { createInflateRaw } from 'node:zlib';
import { inflatedBytesMax, sharedTextBytesMax, xmlRunBytesMax, zipEntriesMax } from './limits.ts';
import { refuse } from './refusals.ts';

/** A file inside a zip, still compressed. */
interface Entry {
  path: string;
  method: number;
  crc: number;
  packed: Buffer;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const endBytes = 22;
const commentBytesMax = 65_535;
const [stored, deflated] = [0, 8];

/** What is read of a workbook, in the order in which a reader that goes through once needs it. */
const wanted = [
  /^xl\/_rels\/workbook\.xml\.rels$/,
  /^xl\/workbook\.xml$/,
  /^xl\/styles\.xml$/,
  /^xl\/sharedStrings\.xml$/,
  /^xl\/worksheets\/sheet\d+\.xml$/,
];
const isWorkbook = /^xl\/workbook\.xml$/;
const isSharedText = /^xl\/sharedStrings\.xml$/;

/**
 * A zip with only the parts of the workbook that are read, in that order and with headers of our own: what a reader of
 * the local headers sees is what was measured here. Everything is inflated once, counted and thrown away, so that no
 * bomb, no endless cell and no document type gets to the XML reader; bytes that a zip claims about itself decide nothing.
 * Refuses: file_damaged, file_inflated, file_has_doctype, row_too_long.
 */
export async function vetWorkbook(file: Buffer): Promise<Buffer> {
  const entries = readDirectory(file);
  const kept = wanted.flatMap((path) => entries.filter((entry) => path.test(entry.path)));
  const paths = new Set(kept.map(({ path }) => path));
  if (paths.size < kept.length || !kept.some(({ path }) => isWorkbook.test(path)))
    throw refuse('file_damaged');
  let left = inflatedBytesMax;
  const sizes: number[] = [];
  for (const entry of kept) {
    const most = isSharedText.test(entry.path) ? Math.min(left, sharedTextBytesMax) : left;
    const size = await measure(entry, most);
    sizes.push(size);
    left -= size;
  }
  const parts = kept.flatMap((entry, n) => [localHeader(entry, sizes[n]!), entry.packed]);
  return Buffer.concat([...parts, endRecord()]);
}

function readDirectory(file: Buffer): Entry[] {
  try {
    return directoryEntries(file);
  } catch (error) {
    // Offsets that point past the end.
    if (error instanceof RangeError) throw refuse('file_damaged');
    throw error;
  }
}

function directoryEntries(file: Buffer): Entry[] {
  const from = Math.max(0, file.length - endBytes - commentBytesMax);
  let end = file.length - endBytes;
  while (end >= from && file.readUInt32LE(end) !== endMark) end--;
  if (end < from || end < 0) throw refuse('file_damaged');
  const count = file.readUInt16LE(end + 10);
  if (count > zipEntriesMax) throw refuse('file_damaged');
  const entries: Entry[] = [];
  for (let n = 0, at = file.readUInt32LE(end + 16); n < count; n++) {
    if (file.readUInt32LE(at) !== entryMark) throw refuse('file_damaged');
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((off) =>
      file.readUInt16LE(at + off),
    ) as [number, number, number];
    const isEncrypted = (file.readUInt16LE(at + 8) & 1) === 1;
    const method = file.readUInt16LE(at + 10);
    const size = file.readUInt32LE(at + 20);
    const local = file.readUInt32LE(at + 42);
    const path = file.toString('latin1', at + 46, at + 46 + nameBytes);
    if (isEncrypted || (method !== stored && method !== deflated)) throw refuse('file_damaged');
    if (file.readUInt32LE(local) !== localMark) throw refuse('file_damaged');
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    if (start + size > file.length) throw refuse('file_damaged');
    const packed = file.subarray(start, start + size);
    entries.push({ path, method, crc: file.readUInt32LE(at + 16), packed });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

/** How many bytes an entry really has, and nothing in it that the XML reader must not see. */
async function measure({ method, packed }: Entry, most: number): Promise<number> {
  const look = xmlLook();
  if (method === stored) {
    if (packed.length > most) throw refuse('file_inflated');
    look.at(packed);
    look.atEnd();
    return packed.length;
  }
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  inflate.end(packed);
  let size = 0;
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > most) throw refuse('file_inflated');
      look.at(piece);
    }
    look.atEnd();
  } catch (error) {
    const isZlib = /^(Z_|ERR_)/.test(String((error as NodeJS.ErrnoException).code));
    throw isZlib ? refuse('file_damaged') : error;
  } finally {
    inflate.destroy();
  }
  return size;
}

const tailCharacters = 64;
const openingMark = 0x3c;

/** Watches pieces of one XML file go by. A file that breaks off is damaged: its reader would not notice. */
function xmlLook() {
  let tail = '';
  let run = 0;
  return {
    at(piece: Buffer): void {
      const text = tail + piece.toString('latin1');
      if (/<!(doctype|entity)/i.test(text)) throw refuse('file_has_doctype');
      tail = text.slice(-tailCharacters);
      let from = 0;
      for (let at = piece.indexOf(openingMark); at >= 0; at = piece.indexOf(openingMark, from)) {
        if (run + at - from > xmlRunBytesMax) throw tooLong();
        run = 0;
        from = at + 1;
      }
      run += piece.length - from;
      if (run > xmlRunBytesMax) throw tooLong();
    },
    atEnd(): void {
      if (!/<\/[\w:]+>\s*$/.test(tail)) throw refuse('file_damaged');
    },
  };
}

const tooLong = () => refuse('row_too_long', { values: { line: 0 } });

function localHeader({ path, method, crc, packed }: Entry, size: number): Buffer {
  const name = Buffer.from(path, 'latin1');
  const header = Buffer.alloc(30);
  header.writeUInt32LE(localMark, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

/** Of an empty directory: the reader goes by the local headers, and stops here. */
function endRecord(): Buffer {
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(endMark, 0);
  return end;
}
