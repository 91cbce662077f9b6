import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from './config.ts';
import type { OpenDeps } from './deps.ts';
import { type DataKey, dataKeys, graveHours, restSeconds, settleSeconds } from './kit/data-keys.ts';
import { adoptKey, announceKey, type Rotation } from './protection/index.ts';

const usage = `npm start -- sealing keys
npm start -- sealing rotate
The keys that the personal data of the setting BOOK is sealed with. Rotating makes a new one, waits until every process
knows it, seals everything anew while the service goes on, and retires the old ones, which the worker deletes after ${graveHours} hours.
Broken off, it goes on when asked again.`;

const retrySeconds = 5;

/** What the keeper of the keys does; true when it was done. */
export async function serveSealingDesk(
  deps: OpenDeps,
  [task, ...rest]: string[],
  say: (line: string) => void,
): Promise<boolean> {
  if (rest.length > 0) throw new ConfigError(usage);
  if (task === 'keys') {
    for (const key of await dataKeys(deps.db, deps.book)) say(`${key.number}  ${stateOf(key)}`);
    return true;
  }
  if (task !== 'rotate') throw new ConfigError(usage);
  const number = await announceKey(deps);
  const seconds = restSeconds + settleSeconds;
  say(
    `新密钥 ${number}，${seconds} 秒后开始重新密封 / key ${number}: everything is sealed anew in ${seconds} s`,
  );
  while (!(await dataKeys(deps.db, deps.book)).some((key) => key.number === number && key.settled))
    await sleep(retrySeconds * 1000);
  return report(await adoptKey(deps), say);
}

function stateOf({ usable, retires, retired }: DataKey): string {
  if (retired) return '已删除 deleted';
  if (retires) return '已停用，待删除 retired, to be deleted';
  return usable ? '使用中 in use' : '等待生效 resting';
}

function report({ resealed, marked, damaged }: Rotation, say: (line: string) => void): boolean {
  say(`已重新密封 ${resealed} 项 / ${resealed} sealed anew`);
  for (const { table, column, row } of damaged)
    say(`已损坏，无法打开 / damaged, does not open: ${table}.${column} ${row}`);
  if (damaged.length > 0)
    say('旧密钥未停用，请先处理上述各项。/ No key was retired; see to these first.');
  else if (marked.length > 0)
    say(
      `停用密钥 ${marked.join('、')}，${graveHours} 小时后删除 / retired: ${marked.join(', ')}, deleted after ${graveHours} hours`,
    );
  return damaged.length === 0;
}
