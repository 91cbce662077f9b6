import { Type } from 'typebox';
import type { Text } from '../kit/refusal.ts';

export interface RuleKey<V> {
  /** What a book starts with, until a city, district, street or community says otherwise. */
  initial: V;
  schema: Type.TSchema;
  meaning: Text;
  /** The text the number comes from; 'design' where no text gives one. */
  basis: string;
}

export const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
export const orNone = (schema: Type.TSchema) => Type.Union([schema, Type.Null()]);
export const key = <V>(
  initial: V,
  schema: Type.TSchema,
  zh: string,
  en: string,
  basis: string,
): RuleKey<V> => ({
  initial,
  schema,
  meaning: { 'zh-CN': zh, en },
  basis,
});
