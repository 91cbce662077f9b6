import { dictionary } from '@zxcvbn-ts/language-common';
import type { Refusal } from '../kit/refusal.ts';
import type { Rules } from '../rules/index.ts';
import { refuse } from './refusals.ts';

const common = new Set(dictionary['passwords-common']);
const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u];

/**
 * What is wrong with a new password, if anything: too short, of too few kinds of characters, or one of the common ones
 * also with digits around it or for letters (GB/T 22239-2019 8.1.4.1).
 */
export function passwordFault(
  password: string,
  rules: Rules,
  pointer = '/password',
): Refusal | undefined {
  const characters = rules.get('password.min_characters');
  if ([...password].length < characters)
    return refuse('password_too_short', { pointer, values: { characters } });
  const kinds = rules.get('password.min_classes');
  // Chinese characters are letters without case: they count as a kind of their own.
  const found = [...classes, /\p{Lo}/u].filter((kind) => kind.test(password)).length;
  if (found < kinds) return refuse('password_too_plain', { pointer, values: { kinds } });
  if (isCommon(password)) return refuse('password_guessable', { pointer });
  return undefined;
}

const lettersBySign: Record<string, string> = {
  ...{ '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't' },
  ...{ '@': 'a', $: 's', '!': 'i' },
};

function isCommon(password: string): boolean {
  const lower = password.toLowerCase();
  const bare = lower.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const spelled = (text: string) => text.replace(/[013457@$!]/g, (sign) => lettersBySign[sign]!);
  return [lower, bare, spelled(lower), spelled(bare)].some((word) => common.has(word));
}
