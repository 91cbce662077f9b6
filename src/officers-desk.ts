import { parseArgs } from 'node:util';
import { ConfigError } from './config.ts';
import type { OpenDeps } from './deps.ts';
import { appointFirstOfficer } from './grants/index.ts';
import { Refusal } from './kit/refusal.ts';
import { resetAtConsole } from './sign-in/index.ts';

const usage = `npm start -- officers first --name 李明 --phone 13812345678
Makes somebody the first security administrator of the city of the setting BOOK, while it has none, and prints a code to
sign in with. At the first sign-in that person sets a password and an authenticator, and then gives the other roles.
npm start -- officers reset --phone 13812345678
For a security administrator who has lost phone and recovery codes, where no other one can help: prints a code to sign
in with, and one to enrol anew with. See who it is before.`;

const options = { name: { type: 'string' }, phone: { type: 'string' } } as const;
type Say = (line: string) => void;

/** How the first officer of a city comes to be, and the last one comes back; true when it was done. */
export async function serveOfficersDesk(
  deps: OpenDeps,
  args: string[],
  say: Say,
): Promise<boolean> {
  const { values, positionals } = readArguments(args);
  const { name, phone } = values;
  const task = positionals.join(' ');
  try {
    if (task === 'first' && name !== undefined && phone !== undefined)
      await appointFirst(deps, { name, phone }, say);
    else if (task === 'reset' && name === undefined && phone !== undefined)
      await reset(deps, phone, say);
    else throw new ConfigError(usage);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(`${error.text['zh-CN']} / ${error.text.en}`);
    return false;
  }
}

async function appointFirst(
  deps: OpenDeps,
  who: { name: string; phone: string },
  say: Say,
): Promise<void> {
  const { code, expiresInSeconds } = await appointFirstOfficer(deps, deps.book, who);
  const minutes = Math.round(expiresInSeconds / 60);
  say(`${who.phone} 为安全管理员 / is security administrator.`);
  say(
    `登录验证码 / code for signing in: ${code} （${minutes} 分钟内有效 / good for ${minutes} minutes）`,
  );
  say(
    '请在网页用手机号和验证码登录，随后设置密码和动态口令。请勿再按“获取验证码”。未设置前可重新运行本命令换取新码。',
  );
  say(
    'Enter phone and code without asking for another, then set a password and an authenticator; until then, run this again for a new code.',
  );
}

async function reset(deps: OpenDeps, phone: string, say: Say): Promise<void> {
  const { signInCode, resetCode, expiresAt } = await resetAtConsole(deps, deps.book, { phone });
  say(`登录验证码 / code for signing in: ${signInCode}`);
  say(`重置码 / code to enrol with: ${resetCode} （有效至 / good until ${expiresAt}）`);
  say('请在网页用手机号和验证码登录，再凭重置码重新设置密码和动态口令。本次办理已写入操作日志。');
  say('Sign in with phone and code, then enrol anew with the other one. It is in the audit log.');
}

function readArguments(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${usage}`);
  }
}
