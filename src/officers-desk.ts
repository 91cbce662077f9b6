import { parseArgs } from 'node:util';
import { ConfigError } from './config.ts';
import type { OpenDeps } from './deps.ts';
import { appointFirstOfficer } from './grants/index.ts';
import { Refusal } from './kit/refusal.ts';

const usage = `npm start -- officers first --name 李明 --phone 13812345678
Makes somebody the first security administrator of the city of the setting BOOK, while it has none, and prints a code to
sign in with. At the first sign-in that person sets a password and an authenticator, and then gives the other roles.`;

const options = { name: { type: 'string' }, phone: { type: 'string' } } as const;

/** How the first officer of a city comes to be; true when it was done. */
export async function serveOfficersDesk(
  deps: OpenDeps,
  args: string[],
  say: (line: string) => void,
): Promise<boolean> {
  const { values, positionals } = readArguments(args);
  const { name, phone } = values;
  if (positionals.join(' ') !== 'first' || name === undefined || phone === undefined)
    throw new ConfigError(usage);
  try {
    const { code, expiresInSeconds } = await appointFirstOfficer(deps, deps.book, { name, phone });
    const minutes = Math.round(expiresInSeconds / 60);
    say(`${phone} 为安全管理员 / is security administrator.`);
    say(
      `登录验证码 / code for signing in: ${code} （${minutes} 分钟内有效 / good for ${minutes} minutes）`,
    );
    say(
      '请在网页用手机号和验证码登录，随后设置密码和动态口令。请勿再按“获取验证码”。未设置前可重新运行本命令换取新码。',
    );
    say(
      'Enter phone and code without asking for another, then set a password and an authenticator; until then, run this again for a new code.',
    );
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
