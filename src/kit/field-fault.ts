import type { FastifySchemaValidationError } from 'fastify';
import type { Language } from './refusal.ts';

export interface FieldFault {
  pointer: string;
  code: string;
  detail: string;
}

/** Says in words what a schema found wrong with one field. */
export function fieldFault(fault: FastifySchemaValidationError, language: Language): FieldFault {
  const params = fault.params as Record<string, string | number | undefined>;
  const child = params.missingProperty ?? params.additionalProperty;
  const pointer = child === undefined ? fault.instancePath : `${fault.instancePath}/${child}`;
  const [zh, en] = sentences[fault.keyword]?.(params) ?? [
    '内容不正确。',
    'This value is not valid.',
  ];
  return { pointer, code: fault.keyword, detail: language === 'en' ? en : zh };
}

type Sentence = (params: Record<string, string | number | undefined>) => [zh: string, en: string];

const types: Record<string, string> = {
  string: '文字',
  integer: '整数',
  number: '数字',
  boolean: '是或否',
  array: '列表',
  object: '对象',
};

const sentences: Record<string, Sentence> = {
  required: () => ['请填写这一项。', 'This field is required.'],
  additionalProperties: () => ['没有这一项。', 'There is no such field.'],
  type: ({ type }) => [`应为${types[String(type)] ?? type}。`, `This must be of type ${type}.`],
  minLength: ({ limit }) =>
    limit === 1
      ? ['请填写这一项。', 'This field is required.']
      : [`至少 ${limit} 个字。`, `At least ${limit} characters.`],
  maxLength: ({ limit }) => [`最多 ${limit} 个字。`, `At most ${limit} characters.`],
  minimum: ({ limit }) => [`不能小于 ${limit}。`, `Must be at least ${limit}.`],
  maximum: ({ limit }) => [`不能大于 ${limit}。`, `Must be at most ${limit}.`],
  minItems: ({ limit }) => [`至少 ${limit} 项。`, `At least ${limit} items.`],
  maxItems: ({ limit }) => [`最多 ${limit} 项。`, `At most ${limit} items.`],
  uniqueItems: () => ['有重复的项。', 'There are duplicates.'],
  pattern: () => ['格式不正确。', 'The format is not right.'],
  format: () => ['格式不正确。', 'The format is not right.'],
  enum: () => ['不在可选范围内。', 'This is not one of the choices.'],
  const: () => ['不是所要求的值。', 'This is not the required value.'],
};
