import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from './config.ts';
import type { OpenDeps } from './deps.ts';
import { dataKeys, restSeconds, settleSeconds } from './kit/data-keys.ts';
import { adoptKey, announceKey } from './protection/index.ts';

const usage = `npm start -- sealing keys
npm start -- sealing rotate
The keys that the personal data of the setting BOOK is sealed with. Rotating makes a new one, waits until every process
knows it, seals everything anew while the service goes on, and retires the old ones. Broken off, it goes on when asked again.`;

const retrySeconds = 5;

/** What the keeper of the keys does; true when it was done. */
export async function serveSealingDesk(
  deps: OpenDeps,
  [task, ...rest]: string[],
  say: (line: string) => void,
): Promise<boolean> {
  if (rest.length > 0) throw new ConfigError(usage);
  if (task === 'keys') {
    for (const { number, usable, retired } of await dataKeys(deps.db, deps.book))
      say(
        `${number}  ${retired ? '已停用 retired' : usable ? '使用中 in use' : '等待生效 resting'}`,
      );
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
  const { resealed, retired } = await adoptKey(deps);
  say(
    `已重新密封 ${resealed} 项，停用密钥 ${retired.join('、')} / ${resealed} sealed anew, retired: ${retired.join(', ')}`,
  );
  return true;
}
