import { type ErrorCode, LIMITS } from '../domain/index.ts';
import type { RecordProblem } from './outcomes.ts';
import { checkKey, fitsBytes, looksNotFinite, pointer } from './text-checks.ts';

/** JsonSchema is the part of JSON Schema that the record schemas use. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly exclusiveMinimum?: number;
}

const TEXT_CODES: Readonly<Record<string, ErrorCode>> = {
  '/prediction_id': 'invalid_id',
  '/sample_id': 'invalid_id',
  '/model': 'invalid_name',
  '/version': 'invalid_name',
};

/** explainSchema finds the first thing that is wrong with a value, or null; it is called for refused records only. */
export function explainSchema(schema: JsonSchema, value: unknown, path = ''): RecordProblem | null {
  if (schema.anyOf) return explainUnion(schema.anyOf, value, path);
  if (schema.const !== undefined) return value === schema.const ? null : wrongType(schema, value, path);
  if (typeof value === 'number' && !Number.isFinite(value)) return notFinite(path);
  switch (schema.type) {
    case 'object':
      return explainObject(schema, value, path);
    case 'array':
      return explainArray(schema, value, path);
    case 'string':
      return typeof value === 'string' ? explainText(schema, value, path) : wrongType(schema, value, path);
    case 'number':
      return explainNumber(schema, value, path);
    default:
      return nameOf(value) === schema.type ? null : wrongType(schema, value, path);
  }
}

function explainUnion(choices: readonly JsonSchema[], value: unknown, path: string): RecordProblem | null {
  if (choices.every((choice) => choice.const !== undefined)) {
    if (choices.some((choice) => choice.const === value)) return null;
    const allowed = choices.map((choice) => String(choice.const)).join(', ');
    return { code: 'wrong_type', path, message: `The value is one of ${allowed}.` };
  }
  const fitting = choices.find((choice) => choice.type === nameOf(value));
  if (fitting) return explainSchema(fitting, value, path);
  const allowed = choices.map((choice) => WORDS[choice.type ?? ''] ?? choice.type).join(', ');
  return { code: 'wrong_type', path, message: `The value is ${wordFor(value)}; allowed: ${allowed}.` };
}

function explainObject(schema: JsonSchema, value: unknown, path: string): RecordProblem | null {
  if (nameOf(value) !== 'object') {
    if (path !== '') return wrongType(schema, value, path);
    return { code: 'record_not_object', path, message: `A record is a JSON object, not ${wordFor(value)}.` };
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const missing = schema.required?.find((name) => fields[name] === undefined);
  if (missing !== undefined) {
    return { code: 'missing_field', path: pointer(path, missing), message: `${missing} is required.` };
  }
  const names = Object.keys(fields);
  if (schema.maxProperties !== undefined && names.length > schema.maxProperties) {
    const message = `${path.slice(1)} has at most ${schema.maxProperties} entries, not ${names.length}.`;
    return { code: 'too_many_features', path, message };
  }
  for (const name of names) {
    const problem = explainEntry(schema, name, fields[name], path);
    if (problem) return problem;
  }
  return null;
}

function explainEntry(schema: JsonSchema, name: string, value: unknown, path: string): RecordProblem | null {
  const inner = pointer(path, name);
  const declared = schema.properties && Object.hasOwn(schema.properties, name);
  if (declared) return explainSchema(schema.properties[name]!, value, inner);
  if (schema.additionalProperties === false) {
    return { code: 'unknown_field', path: inner, message: 'The record has no such field.' };
  }
  if (typeof schema.additionalProperties !== 'object') return null;
  return checkKey(name, path) ?? explainSchema(schema.additionalProperties, value, inner);
}

function explainArray(schema: JsonSchema, value: unknown, path: string): RecordProblem | null {
  if (!Array.isArray(value)) return wrongType(schema, value, path);
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    const message = `A vector has at most ${schema.maxItems} numbers, not ${value.length}.`;
    return { code: 'too_many_features', path, message };
  }
  for (const [index, item] of value.entries()) {
    const problem = schema.items && explainSchema(schema.items, item, `${path}/${index}`);
    if (problem) return problem;
  }
  return null;
}

function explainText(schema: JsonSchema, value: string, path: string): RecordProblem | null {
  const limit = schema.maxLength ?? LIMITS.stringBytes;
  if (value.length >= (schema.minLength ?? 0) && fitsBytes(value, limit)) return null;
  const shortest = schema.minLength ?? 0;
  const code = TEXT_CODES[path] ?? (value.isWellFormed() ? 'string_too_long' : 'wrong_type');
  return { code, path, message: `The text is ${shortest} to ${limit} bytes of whole Unicode.` };
}

function explainNumber(schema: JsonSchema, value: unknown, path: string): RecordProblem | null {
  if (typeof value === 'string' && looksNotFinite(value)) return notFinite(path);
  if (typeof value !== 'number') return wrongType(schema, value, path);
  if (schema.exclusiveMinimum === undefined || value > schema.exclusiveMinimum) return null;
  return { code: 'wrong_type', path, message: `The number is above ${schema.exclusiveMinimum}.` };
}

/** notFinite refuses NaN and the infinities, as numbers and as text. */
export function notFinite(path: string): RecordProblem {
  return {
    code: 'number_not_finite',
    path,
    message: 'A number is finite; send null, or leave the field out, when the value is unknown.',
  };
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function wordFor(value: unknown): string {
  return WORDS[nameOf(value)] ?? nameOf(value);
}

function wrongType(schema: JsonSchema, value: unknown, path: string): RecordProblem {
  const expected = schema.const === undefined ? WORDS[schema.type ?? ''] : JSON.stringify(schema.const);
  return {
    code: 'wrong_type',
    path,
    message: `The value is ${wordFor(value)}, and ${expected} belongs here.`,
  };
}
