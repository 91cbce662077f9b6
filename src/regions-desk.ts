import { parseArgs } from 'node:util';
import { ConfigError } from './config.ts';
import type { OpenDeps } from './deps.ts';
import { dateInChina, isDay } from './kit/clock.ts';
import { Refusal } from './kit/refusal.ts';
import {
  endDivision,
  type LoadReport,
  loadDivisions,
  readDivisions,
  resumeDivision,
} from './regions/index.ts';
import { publishInitialRules } from './rules/index.ts';

const usage = `npm start -- regions load
    adds the divisions of the city and, the first time, its rules; later what is new, with new names; ends nothing by itself
npm start -- regions end CODE --on 2026-01-01 [--successor CODE]
    a division was dissolved, with all below it; the day is the first that it is out of force
npm start -- regions resume CODE
    takes an end back that was entered by mistake
About the city of the setting BOOK.`;

const options = { on: { type: 'string' }, successor: { type: 'string' } } as const;

type Say = (line: string) => void;

/** What the keeper of the tree of divisions does; true when it was done. */
export async function serveRegionsDesk(deps: OpenDeps, args: string[], say: Say): Promise<boolean> {
  const { values, positionals } = readArguments(args);
  const [task, code, ...rest] = positionals;
  const { on, successor } = values;
  const isBare = on === undefined && successor === undefined;
  if (rest.length > 0) throw new ConfigError(usage);
  try {
    if (task === 'load' && code === undefined && isBare) {
      sayReport(await load(deps), say);
    } else if (task === 'end' && code !== undefined && on !== undefined) {
      if (!isDay(on)) throw new ConfigError(`--on ${on} is no day.\n${usage}`);
      sayCodes('已撤销 / ended', await endDivision(deps, deps.book, { code, on, successor }), say);
    } else if (task === 'resume' && code !== undefined && isBare) {
      sayCodes('已恢复 / in force again', await resumeDivision(deps, deps.book, code), say);
    } else throw new ConfigError(usage);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(`${error.text['zh-CN']} / ${error.text.en}`);
    return false;
  }
}

function readArguments(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${usage}`);
  }
}

/** A city begins with its tree and its rules, in one. */
async function load(deps: OpenDeps): Promise<LoadReport> {
  const { book } = deps;
  const divisions = await readDivisions(String(book));
  return deps.transact(async (tx) => {
    const report = await loadDivisions(deps, tx, book, divisions);
    const today = dateInChina(await deps.clock.now(tx));
    await publishInitialRules(tx, book, String(book), today);
    return report;
  });
}

function sayReport({ added, renamed, gone, ended }: LoadReport, say: Say): void {
  const ofLevel = (digits: number) => added.filter(({ code }) => code.length === digits).length;
  say(
    `新增 / added: ${ofLevel(6)} 市区县 city and districts, ${ofLevel(9)} 街镇 streets, ${ofLevel(12)} 社区村 communities`,
  );
  for (const { code, from, to } of renamed) say(`更名 / renamed\t${code}\t${from} → ${to}`);
  for (const { code, name } of gone)
    say(
      `资料中已无，请核实是否撤销 / no longer in the list, to be decided about\t${code}\t${name}`,
    );
  for (const { code, name } of ended)
    say(`此处已撤销，未恢复 / ended here, left so\t${code}\t${name}`);
}

function sayCodes(what: string, codes: string[], say: Say): void {
  say(`${what}: ${codes.length}`);
  for (const code of codes) say(code);
}
