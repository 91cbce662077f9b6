import { createInflateRaw } from 'node:zlib';
import { zipEntriesMax } from './limits.ts';
import { refuse } from './refusals.ts';

/** A file inside a zip, still compressed. */
interface Entry {
  path: string;
  method: number;
  packed: Buffer;
}

/** The files of a zip by their paths. */
export type Zip = Map<string, Entry>;

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const endBytes = 22;
const commentBytesMax = 65_535;
const [stored, deflated] = [0, 8];
const pieceBytes = 64 * 1024;

/** Looks where the files of a zip are, and inflates none. Refuses: file_damaged. */
export function openZip(file: Buffer): Zip {
  try {
    const entries = directoryEntries(file);
    const zip = new Map(entries.map((entry) => [entry.path, entry]));
    // Of two with one name, another reader might see the other.
    if (zip.size < entries.length) throw refuse('file_damaged');
    return zip;
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
    const path = file.toString('utf8', at + 46, at + 46 + nameBytes);
    if (isEncrypted || (method !== stored && method !== deflated)) throw refuse('file_damaged');
    if (file.readUInt32LE(local) !== localMark) throw refuse('file_damaged');
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    if (start + size > file.length) throw refuse('file_damaged');
    entries.push({ path, method, packed: file.subarray(start, start + size) });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

/**
 * What a file of a zip really holds, piece by piece and never more than `most`: what the zip claims about itself
 * decides nothing. Refuses: file_damaged, file_inflated.
 */
export async function* inflated({ method, packed }: Entry, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of method === stored ? cut(packed) : inflate(packed)) {
    size += piece.length;
    if (size > most) throw refuse('file_inflated');
    yield piece;
  }
}

function* cut(bytes: Buffer) {
  for (let from = 0; from < bytes.length; from += pieceBytes)
    yield bytes.subarray(from, from + pieceBytes);
}

async function* inflate(packed: Buffer): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: pieceBytes });
  stream.end(packed);
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) yield piece;
  } catch (error) {
    const isZlib = /^(Z_|ERR_)/.test(String((error as NodeJS.ErrnoException).code));
    throw isZlib ? refuse('file_damaged') : error;
  } finally {
    stream.destroy();
  }
}
