import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { xmlDepthMax, xmlElementsMax, xmlRunBytesMax } from './limits.ts';
import { refuse } from './refusals.ts';

/** What is told of an XML file as it goes by; names without their prefixes. */
export interface XmlListener {
  opens(name: string, attributes: Readonly<Record<string, string>>): void;
  closes?(name: string): void;
  says?(text: string): void;
  /** For whoever has to look where something is wrong. */
  line?(): number;
}

/**
 * Reads an XML file piece by piece, and stops after each for whoever takes what was heard. Nothing is kept but the tag
 * or text that is not over yet, so no size of a file fills memory, and nothing that it names is fetched.
 * Refuses: file_has_doctype, row_too_long, file_inflated, file_damaged.
 */
export async function* readXml(
  pieces: AsyncIterable<Buffer>,
  listener: XmlListener,
): AsyncGenerator<void> {
  let depth = 0;
  let elements = 0;
  let marks = 0;
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', () => {
    throw refuse('file_damaged');
  });
  parser.on('doctype', () => {
    throw refuse('file_has_doctype');
  });
  parser.on('opentag', ({ name, attributes }) => {
    marks++;
    if (++depth > xmlDepthMax) throw refuse('file_damaged');
    if (++elements > xmlElementsMax) throw refuse('file_inflated');
    listener.opens(withoutPrefix(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    marks++;
    depth--;
    listener.closes?.(withoutPrefix(name));
  });
  if (listener.says) {
    const says = (text: string) => listener.says?.(text);
    parser.on('text', says);
    parser.on('cdata', says);
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let run = 0;
  for await (const piece of pieces) {
    const before = marks;
    parser.write(decode(decoder, piece));
    run = marks === before ? run + piece.length : 0;
    if (run > xmlRunBytesMax)
      throw refuse('row_too_long', { values: { line: listener.line?.() ?? 0 } });
    yield;
  }
  parser.write(decode(decoder)).close();
}

function decode(decoder: TextDecoder, piece?: Buffer): string {
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch {
    throw refuse('file_damaged');
  }
}

const withoutPrefix = (name: string) =>
  name.includes(':') ? name.slice(name.indexOf(':') + 1) : name;
