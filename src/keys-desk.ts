import { ConfigError } from './config.ts';
import type { OpenDeps } from './deps.ts';
import { atOnce, listTokenKeys, rotateTokenKeys } from './sign-in/index.ts';

const usage = `npm start -- keys list
npm start -- keys rotate             the next key signs in a minute, the old one is taken until its last tokens have expired
npm start -- keys rotate --at-once   when others may know the key: tokens it signed are worth nothing from now on
About access tokens of the book of the setting BOOK.`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What the security administrator does with the keys that sign access tokens; true when it was done. */
export async function serveKeysDesk(deps: OpenDeps, args: string[]): Promise<boolean> {
  const asked = args.join(' ');
  if (asked === 'list') return list(deps);
  if (asked !== 'rotate' && asked !== 'rotate --at-once') throw new ConfigError(usage);
  const pace = asked === 'rotate' ? undefined : atOnce;
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

async function list(deps: OpenDeps): Promise<boolean> {
  const keys = await listTokenKeys(deps, deps.book);
  if (keys.length === 0) say('token-1\t从未更换 / never rotated');
  for (const { number, signsFrom, retiresAt } of keys)
    say([`token-${number}`, signsFrom.toISOString(), retiresAt?.toISOString() ?? '–'].join('\t'));
  return true;
}
