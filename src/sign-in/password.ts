import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { type Instant, minutesPerDay, plusMinutes } from '../kit/clock.ts';
import type { Refusal } from '../kit/refusal.ts';
import type { Rules } from '../rules/index.ts';
import { refuse } from './refusals.ts';

const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u];

/** Tried first in this country and against this service, in letters: the lists of common passwords know few of them. */
const words = [
  ...[
    'linli',
    'linliwang',
    'timebank',
    'shijianyinhang',
    'zhiyuanzhe',
    'zhiyuan',
    'shequ',
    'jiedao',
    'minzheng',
  ],
  ...['邻里', '时间银行', '志愿者', '志愿服务', '社区', '街道', '民政局'],
  ...[
    'zhongguo',
    'china',
    'huawei',
    'xiaomi',
    'alibaba',
    'taobao',
    'tencent',
    'weixin',
    'wechat',
    'baidu',
    'woaini',
  ],
  ...[
    'beijing',
    'tianjin',
    'shanghai',
    'chongqing',
    'hebei',
    'shanxi',
    'liaoning',
    'jilin',
    'heilongjiang',
    'jiangsu',
  ],
  ...[
    'zhejiang',
    'anhui',
    'fujian',
    'jiangxi',
    'shandong',
    'henan',
    'hubei',
    'hunan',
    'guangdong',
    'hainan',
    'sichuan',
  ],
  ...[
    'guizhou',
    'yunnan',
    'shaanxi',
    'gansu',
    'qinghai',
    'neimenggu',
    'guangxi',
    'xizang',
    'ningxia',
    'xinjiang',
  ],
  ...[
    'shijiazhuang',
    'taiyuan',
    'shenyang',
    'dalian',
    'changchun',
    'haerbin',
    'nanjing',
    'suzhou',
    'wuxi',
    'hangzhou',
  ],
  ...[
    'ningbo',
    'wenzhou',
    'hefei',
    'fuzhou',
    'xiamen',
    'quanzhou',
    'nanchang',
    'jinan',
    'qingdao',
    'zhengzhou',
    'wuhan',
  ],
  ...[
    'changsha',
    'guangzhou',
    'shenzhen',
    'dongguan',
    'foshan',
    'nanning',
    'haikou',
    'chengdu',
    'guiyang',
    'kunming',
  ],
  ...[
    'lasa',
    'xian',
    'lanzhou',
    'xining',
    'yinchuan',
    'wulumuqi',
    'huhehaote',
    'binhai',
    'heping',
    'nankai',
  ],
];
const mobile = /1[3-9]\d{9}/g;
/** What is enough of a longer one to be strong; looking at all of it would take this process seconds. */
const charactersSeen = 40;
/** How many guesses a score stands for at least, as powers of ten (zxcvbn). */
const guessesOfScore = [0, 3, 6, 8, 10] as const;

/** Made when the first password is chosen: it takes half a second. */
let guesser: ZxcvbnFactory | undefined;

/**
 * What is wrong with a new password, if anything: too short, of too few kinds of characters, or soon guessed, by common
 * passwords, rows of keys, dates and repetitions, by what is said of this city and service, and by `own` words of whoever
 * chooses it, such as the phone and the name (GB/T 22239-2019 8.1.4.1).
 */
export function passwordFault(
  password: string,
  rules: Rules,
  own: readonly string[] = [],
  pointer = '/password',
): Refusal | undefined {
  const characters = rules.get('password.min_characters');
  if ([...password].length < characters)
    return refuse('password_too_short', { pointer, values: { characters } });
  const kinds = rules.get('password.min_classes');
  // Chinese characters are letters without case: they count as a kind of their own.
  const found = [...classes, /\p{Lo}/u].filter((kind) => kind.test(password)).length;
  if (found < kinds) return refuse('password_too_plain', { pointer, values: { kinds } });
  if (guessesAsPowerOfTen(password, own) < guessesOfScore[rules.get('password.min_score')]!)
    return refuse('password_guessable', { pointer });
  return undefined;
}

function guessesAsPowerOfTen(password: string, own: readonly string[]): number {
  guesser ??= new ZxcvbnFactory({
    ...{ dictionary: { ...dictionary, words }, graphs: adjacencyGraphs, maxLength: charactersSeen },
  });
  const phones = password.match(mobile) ?? [];
  const { guessesLog10, sequence } = guesser.check(password, [...own, ...phones]);
  // Counted as ten possibilities like any other unknown character, where a Chinese one is of a hundred at the least.
  const chinese = sequence
    .filter(({ pattern }) => pattern === 'bruteforce')
    .flatMap(({ token }) => token.match(/\p{Script=Han}/gu) ?? []);
  return guessesLog10 + chinese.length;
}

/** From when a password has to be changed (domain.md 12: 90 days). */
export const passwordEnd = (setAt: Instant, rules: Rules): Instant =>
  plusMinutes(setAt, rules.get('password.valid_days') * minutesPerDay);
