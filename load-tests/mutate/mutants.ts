import { readFileSync } from 'node:fs';

export interface Mutant {
  file: string;
  /** The function in SQL, or the file, that it breaks. */
  place: string;
  name: string;
  /** Why it does nothing else than the original, and so cannot be killed. */
  same?: string;
  /** The whole file with the mutation in it. */
  text: string;
  /** In SQL: the function anew. */
  statement?: string;
}

/**
 * A list reads like a diff: `@@ file` names the file of those that follow; each begins with `# name` and holds the
 * lines that go (`-`) and those that come (`+`), as parts of lines. `= reason` says that it does the same.
 * Throws unless each text to go stands exactly once in its file.
 */
export function readMutants(list: string): Mutant[] {
  const mutants: Mutant[] = [];
  const faults: string[] = [];
  let file = '';
  for (const block of readFileSync(list, 'utf8').split(/\n(?=# |@@ )/)) {
    const lines = block.split('\n').filter((line) => line !== '');
    const [head = '', ...rest] = lines;
    if (head.startsWith('@@ ')) file = head.slice(3);
    if (!head.startsWith('# ')) continue;
    const of = (sign: string) =>
      rest.filter((line) => line.startsWith(sign)).map((line) => line.slice(2));
    const [find, put, [same]] = [of('-').join('\n'), of('+').join('\n'), of('=')];
    const name = head.slice(2);
    const source = readFileSync(file, 'utf8');
    const times = source.split(find).length - 1;
    if (times !== 1) faults.push(`${name}: stands ${times} times in ${file}: ${find}`);
    else
      mutants.push({ file, name, ...(same ? { same } : {}), ...mutate(file, source, find, put) });
  }
  const names = mutants.map(({ name }) => name);
  faults.push(
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${name}: twice`),
  );
  if (faults.length > 0)
    throw new Error(`the list of mutants is out of date\n${faults.join('\n')}`);
  return mutants;
}

function mutate(file: string, source: string, find: string, put: string) {
  const at = source.indexOf(find);
  const text = source.slice(0, at) + put + source.slice(at + find.length);
  if (!file.endsWith('.sql')) return { text, place: file.split('/').at(-1)! };
  const from = text.lastIndexOf('\nCREATE FUNCTION ', at) + 1;
  const to = text.indexOf('\nCOMMENT ON FUNCTION ', from);
  const statement = text.slice(from, to).replace('CREATE', 'CREATE OR REPLACE');
  return { text, statement, place: /ledger\.(\w+)/.exec(statement)![1]! };
}
