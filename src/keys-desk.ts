import { randomBytes } from 'node:crypto';
import { ConfigError } from './config.ts';
import type { Database } from './database.ts';
import type { OpenDeps } from './deps.ts';
import { listMasters, unusedSeconds } from './kit/master-keys.ts';
import { Refusal } from './kit/refusal.ts';
import { admitMaster, retireMasters } from './protection/index.ts';
import { atOnce, listTokenKeys, rotateTokenKeys } from './sign-in/index.ts';

const usage = `npm start -- keys list
npm start -- keys rotate             the next key signs in a minute, the old one is taken until its last tokens have expired
npm start -- keys rotate --at-once   when others may know the key: tokens it signed are worth nothing from now on
npm start -- keys add-master         lets NEXT_MASTER_KEY in beside MASTER_KEY; then start every process anew with it as MASTER_KEY.
                                     A key that is kept in DATA_DIR is replaced there, the old one stays beside it
npm start -- keys retire-masters     every other master key opens nothing any more; when nobody used them for ${unusedSeconds} s
About access tokens and the master key of the book of the setting BOOK. Copies of the database from before still open with the
old master key: keep it as long as them, or remove both.`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

type Keeping = Pick<Database, 'replaceMasterKey'> & { nextMasterKey: string | undefined };

const tasks: Record<string, (deps: OpenDeps, keeping: Keeping) => Promise<boolean>> = {
  list,
  rotate: (deps) => rotate(deps, undefined),
  'rotate --at-once': (deps) => rotate(deps, atOnce),
  'add-master': addMaster,
  'retire-masters': retireOthers,
};

/** What the security administrator does with the keys that sign access tokens, and with the master key; true when it was done. */
export async function serveKeysDesk(
  deps: OpenDeps,
  args: string[],
  keeping: Keeping,
): Promise<boolean> {
  const task = tasks[args.join(' ')];
  if (!task) throw new ConfigError(usage);
  try {
    return await task(deps, keeping);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(`${error.text['zh-CN']} / ${error.text.en}`);
    return false;
  }
}

async function rotate(deps: OpenDeps, pace: typeof atOnce | undefined): Promise<boolean> {
  const number = await rotateTokenKeys(deps, deps.book, pace);
  if (number === undefined) {
    say(
      '上一次更换还未完成，请稍后再试。/ The key before has not begun to sign yet; try again in a minute.',
    );
    return false;
  }
  say(`已新增密钥 / added: token-${number}`);
  return list(deps);
}

async function addMaster(
  deps: OpenDeps,
  { nextMasterKey, replaceMasterKey }: Keeping,
): Promise<boolean> {
  if (!nextMasterKey && !replaceMasterKey) throw new ConfigError(`NEXT_MASTER_KEY?\n${usage}`);
  const next = nextMasterKey ?? randomBytes(32).toString('base64');
  const fingerprint = await admitMaster(deps, Buffer.from(next, 'base64'));
  // Only now, when it opens everything: broken off before, the old key still stands in its place.
  await replaceMasterKey?.(next);
  say(`已新增主密钥，请用它重启所有进程 / added, start every process anew with it: ${fingerprint}`);
  return true;
}

async function retireOthers(deps: OpenDeps): Promise<boolean> {
  const gone = await retireMasters(deps);
  say(`已停用主密钥 / retired: ${gone.join(', ') || '–'}`);
  return true;
}

async function list(deps: OpenDeps): Promise<boolean> {
  const keys = await listTokenKeys(deps, deps.book);
  if (keys.length === 0) say('token-1\t从未更换 / never rotated');
  for (const { number, signsFrom, retiresAt } of keys)
    say([`token-${number}`, signsFrom.toISOString(), retiresAt?.toISOString() ?? '–'].join('\t'));
  for (const { fingerprint, addedAt, inUse } of await listMasters(deps.db, deps.book))
    say([`master ${fingerprint}`, addedAt, inUse ? '使用中 in use' : '–'].join('\t'));
  return true;
}
