import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The project as text, for the tests of its order. Paths are relative to the project, with slashes. */
export const project = fileURLToPath(new URL('../../', import.meta.url));

/** Never ours to judge, whatever `.gitignore` says. */
const outside = ['.git', 'node_modules', 'package-lock.json'];
const ignored = read('.gitignore').split('\n').filter(Boolean);
const isIgnored = (path: string) =>
  [...outside, ...ignored.map((line) => line.replace(/\/$/, ''))].some((name) =>
    name.startsWith('*')
      ? path.endsWith(name.slice(1))
      : path === name || path.endsWith(`/${name}`) || path.startsWith(`${name}/`),
  );

export function read(path: string): string {
  return readFileSync(join(project, path), 'utf8');
}

/** Every file below `folder` that git would keep, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true })
    .map((entry) => ({ entry, path: posix.join(folder, entry.name) }))
    .filter(({ path }) => !isIgnored(path))
    .flatMap(({ entry, path }) => (entry.isDirectory() ? filesBelow(path) : [path]))
    .sort();
}

const parsed = new Map<string, ts.SourceFile>();

export function parse(path: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known) return known;
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true, kind);
  parsed.set(path, file);
  return file;
}

/** `file:line`, counted from 1, of `node` or of a position. */
export function where(file: ts.SourceFile, at: ts.Node | number): string {
  const position = typeof at === 'number' ? at : at.getStart(file);
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(position).line + 1}`;
}

/** Calls `visit` with every node of the file; comments are not nodes. */
export function eachNode(path: string, visit: (node: ts.Node, file: ts.SourceFile) => void): void {
  const file = parse(path);
  const walk = (node: ts.Node) => {
    visit(node, file);
    ts.forEachChild(node, walk);
  };
  walk(file);
}

export interface Import {
  from: string;
  at: string;
  /** As it is written. */
  name: string;
  /** The project's file that is meant; undefined for a package. */
  target?: string;
}

/** Everything the file imports, exports from or loads by `import()`, types too. */
export function importsOf(path: string): Import[] {
  const file = parse(path);
  return ts.preProcessFile(file.text, true, false).importedFiles.map(({ fileName: name, pos }) => ({
    from: path,
    at: where(file, pos),
    name,
    ...(name.startsWith('.') ? { target: posix.join(posix.dirname(path), name) } : {}),
  }));
}

export function exists(path: string): boolean {
  return existsSync(join(project, path.split('/').join(sep)));
}

export const isCode = (path: string) => /\.tsx?$/.test(path);

/** All that is reached by imports from `entries`, themselves included. */
export function reachedFrom(entries: string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (reached.has(path) || !exists(path)) continue;
    reached.add(path);
    if (isCode(path)) waiting.push(...importsOf(path).flatMap(({ target }) => target ?? []));
  }
  return reached;
}

/** The texts of the string literals that run; the literal types of a union are left out. */
export function stringsIn(path: string): Set<string> {
  const found = new Set<string>();
  eachNode(path, (node) => {
    if (ts.isStringLiteralLike(node) && !ts.isLiteralTypeNode(node.parent)) found.add(node.text);
  });
  return found;
}
