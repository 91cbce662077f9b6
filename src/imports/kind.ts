import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Action, Actor } from '../access/index.ts';
import type { Tx } from '../kit/db.ts';
import type { Deps } from '../kit/deps.ts';
import { fieldFault } from '../kit/field-fault.ts';
import { mapInTurns } from '../kit/in-turns.ts';
import { Refusal, type Text } from '../kit/refusal.ts';
import { type Cells, type Column, cellFault } from './cells.ts';
import { refuse } from './refusals.ts';

/** Who imports, and for which organisation, where that matters; and what the rows of the file share. */
export interface Importer {
  actor: Actor;
  organisationId: string | undefined;
  /** People who were known before, by whom a row has turned out to be about one of them: its line. */
  settled: Map<string, number>;
  /** For how many more there is room, where there is a limit; counted when it is asked for and not known. */
  room: number | undefined;
}

export const importerFor = (actor: Actor, organisationId: string | undefined): Importer => ({
  ...{ actor, organisationId },
  ...{ settled: new Map(), room: undefined },
});

/** A row by its columns, and where it stands. */
export interface ReadRow {
  line: number;
  cells: Cells;
}

/** What is wrong with one cell; without the value. */
export interface Fault {
  /** The key of the column; null where it is the whole row. */
  column: string | null;
  code: string;
  text: Text;
  /** Of the words in the cell, the one that is wrong. */
  word?: number;
}

export type RowVerdict = 'fresh' | 'there' | Fault[];

/** Writes what was made ready. Throws `Outdated`, or breaks a constraint, where it is no longer as it was examined. */
export type Write = (tx: Tx) => Promise<void>;

export interface Examined {
  /** Of each row, in order. */
  verdicts: RowVerdict[];
  /** Makes all of the fresh ones ready that can be made before the transaction. */
  prepare(): Promise<Write>;
}

/** One kind of thing that can be imported. */
export interface ImportKind {
  /** The name of the sheet, and of the file. */
  sheet: string;
  columns: readonly Column[];
  /** Who may import this anywhere at all; each row is asked about as well. */
  action: Action;
  /** Whether they come in through an organisation: as the sender says, never, or always. */
  through: 'as_said' | 'never' | 'always';
  /** What no two rows of a file share: by column, as it is compared. */
  keysOf(cells: Cells): { column: string; value: string }[];
  examine(deps: Deps, importer: Importer, rows: ReadRow[]): Promise<Examined>;
}

interface Definition<S extends TSchema, G> extends Omit<ImportKind, 'examine'> {
  /** What a row has to be once it is read. */
  schema: S;
  /** Refuses: cell_unreadable. */
  read(cells: Cells): unknown;
  /** Who a good row is about, of those who are known already: two rows of a file may name one in different ways. */
  settlesOn?(fresh: G): { person: string; pointer: string } | undefined;
  /** By code: sentences that are said to a person about themselves, for somebody who mends a list of others. */
  inList?: Readonly<Record<string, Text>>;
  /** What the operation for one says of each of many. */
  judge(
    deps: Deps,
    importer: Importer,
    forms: Static<S>[],
  ): Promise<('there' | Refusal | { fresh: G })[]>;
  prepare(deps: Deps, importer: Importer, fresh: G[]): Promise<Write>;
}

/** A kind of import from its columns, what reads a row, and the operations of its slice. */
export function defineKind<S extends TSchema, G>(definition: Definition<S, G>): ImportKind {
  const { schema, read, judge, prepare, settlesOn, inList = {}, ...rest } = definition;
  const shape = Compile(schema) as unknown as Shape;
  return {
    ...rest,
    async examine(deps, importer, rows) {
      const readings = await mapInTurns(rows, ({ cells }) => readForm(definition, shape, cells));
      const forms = readings.flatMap((reading) => ('form' in reading ? [reading.form] : []));
      const judged = await judge(deps, importer, forms);
      const fresh: G[] = [];
      let next = 0;
      const verdicts = readings.map((reading, n): RowVerdict => {
        if ('faults' in reading) return reading.faults;
        const verdict = judged[next++]!;
        if (verdict === 'there') return 'there';
        const { settled } = importer;
        if (verdict instanceof Refusal) {
          const fault = faultOf(rest.columns, verdict);
          return [{ ...fault, text: inList[fault.code] ?? fault.text }];
        }
        const again = repeated(settled, settlesOn?.(verdict.fresh), rows[n]!.line);
        if (again) return [faultOf(rest.columns, again)];
        fresh.push(verdict.fresh);
        return 'fresh';
      });
      return { verdicts, prepare: () => prepare(deps, importer, fresh) };
    },
  };
}

/** What is wrong with a row about somebody whom another row was about. */
function repeated(
  settled: Importer['settled'],
  on: { person: string; pointer: string } | undefined,
  line: number,
): Refusal | undefined {
  if (!on) return undefined;
  const first = settled.get(on.person) ?? line;
  settled.set(on.person, first);
  const at = { pointer: on.pointer, values: { line: first } };
  // A batch may be looked at again.
  return first === line ? undefined : refuse('row_repeated', at);
}

/** A schema that was compiled: interpreting it row by row takes longer than all other rules. */
interface Shape {
  Check(form: unknown): boolean;
  Errors(form: unknown): { keyword: string; instancePath: string }[];
}

function readForm<S extends TSchema, G>(
  { columns, read }: Definition<S, G>,
  shape: Shape,
  cells: Cells,
): { form: Static<S> } | { faults: Fault[] } {
  const wrong: Refusal[] = [];
  for (const column of columns) {
    const fault = cellFault(column, cells[column.key] ?? '');
    if (fault) wrong.push(fault);
  }
  if (wrong.length > 0) return { faults: wrong.map((one) => faultOf(columns, one)) };
  try {
    const form = read(cells);
    if (shape.Check(form)) return { form: form as Static<S> };
    return { faults: shapeFaults(columns, shape, form) };
  } catch (error) {
    if (error instanceof Refusal) return { faults: [faultOf(columns, error)] };
    throw error;
  }
}

/** One for a column: what follows from it is no news. */
function shapeFaults(columns: readonly Column[], shape: Shape, form: unknown): Fault[] {
  const faults = shape.Errors(form).map((error) => {
    const asAjv = error as unknown as Parameters<typeof fieldFault>[0];
    const text = {
      'zh-CN': fieldFault(asAjv, 'zh-CN').detail,
      en: fieldFault(asAjv, 'en').detail,
    };
    return { column: columnOf(columns, error.instancePath), code: error.keyword, text };
  });
  return faults.filter(({ column }, n) => faults.findIndex((one) => one.column === column) === n);
}

export function faultOf(columns: readonly Column[], { code, text, detail }: Refusal): Fault {
  const pointer = detail.pointer ?? '';
  const fault = { column: columnOf(columns, pointer), code, text };
  return code === 'word_unknown' ? { ...fault, word: Number(pointer.split('/').at(-1)) } : fault;
}

/** The column that a pointer is about: `/guardian/phone` and `/availability/0/from` have one each. */
function columnOf(columns: readonly Column[], pointer: string): string | null {
  const path = pointer.slice(1).replaceAll('/', '.');
  const exact = columns.find(({ key }) => path === key || path.startsWith(`${key}.`));
  const inside = columns.find(({ key }) => path !== '' && key.startsWith(`${path}.`));
  return (exact ?? inside)?.key ?? null;
}
