import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fastJsonStringify, { type Schema } from 'fast-json-stringify';
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';

/**
 * Compiles what has the same content once for the whole process: the routes have most of their schemas in common, such as
 * every problem, and compiling each anew took a third of a second for every server.
 */
function once<Made>(compile: (schema: object) => Made): (schema: object) => Made {
  const made = new Map<string, Made>();
  return (schema) => {
    const content = JSON.stringify(schema);
    const found = made.get(content);
    if (found !== undefined) return found;
    const fresh = compile(schema);
    made.set(content, fresh);
    return fresh;
  };
}

function validators(coerceTypes: boolean) {
  const options = { removeAdditional: false, useDefaults: true, allErrors: false, strict: false };
  const ajv = new Ajv({ ...options, coerceTypes } as const);
  addFormats.default(ajv);
  return once((schema) => ajv.compile(schema));
}

const strict = validators(false);
const fromText = validators(true);

/**
 * Bodies are never coerced: Ajv's default turns `true` into 1 and 400 digits into Infinity, which passes any `maximum`.
 * Query strings and paths are text, so there numbers are read from text.
 */
export const validatorFor: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? strict : fromText)(schema as object);

const serializers = once((schema) => fastJsonStringify(schema as Schema));

export const serializerFor: FastifySerializerCompiler<unknown> = ({ schema }) =>
  serializers(schema as object);
