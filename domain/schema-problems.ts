import type { TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Errors } from 'typebox/value';

/** ConfigPath leads to a value of the configuration: keys and list indexes. */
export type ConfigPath = readonly (string | number)[];

/** ConfigProblem is one thing that is wrong in the configuration, and the path that leads to it. */
export interface ConfigProblem {
  readonly path: ConfigPath;
  readonly message: string;
}

type SchemaError = ReturnType<typeof Errors>[number];

/**
 * schemaProblems lists everything in which a value departs from a schema, in words for people; the words never repeat
 * the value. `path` leads to the value and goes before every problem's own path.
 */
export function schemaProblems(schema: TSchema, value: unknown, path: ConfigPath = []): ConfigProblem[] {
  const errors = allErrors(schema, value);
  return errors
    .filter((error) => !shadowed(error, errors))
    .flatMap((error) => inWords(error, schema, value))
    .map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

/** The library stops at eight errors unless told otherwise; the setting is restored before anyone else reads it. */
function allErrors(schema: TSchema, value: unknown): readonly SchemaError[] {
  const before = Settings.Get().maxErrors;
  Settings.Set({ maxErrors: 1000 });
  try {
    return Errors(schema, value);
  } finally {
    Settings.Set({ maxErrors: before });
  }
}

/**
 * Of a union only the alternative that fits best is worth reading: one whose own type fits and that fails deeper down.
 * Without one, the union's own description says what was expected.
 */
function shadowed(error: SchemaError, all: readonly SchemaError[]): boolean {
  if (error.keyword === 'boolean') return true;
  if (error.keyword === 'anyOf') return all.some((other) => fitsBest(other, error));
  const cut = error.schemaPath.lastIndexOf('/anyOf/');
  if (cut < 0 || !isTypeError(error)) return false;
  const path = error.schemaPath.slice(0, cut);
  const union = all.find((other) => other.keyword === 'anyOf' && other.schemaPath === path);
  return union !== undefined && !fitsBest(error, union);
}

function fitsBest(error: SchemaError, union: SchemaError): boolean {
  if (!error.schemaPath.startsWith(`${union.schemaPath}/anyOf/`)) return false;
  return !isTypeError(error) || error.instancePath.length > union.instancePath.length;
}

function isTypeError(error: SchemaError): boolean {
  return error.keyword === 'type' || error.keyword === 'const';
}

function inWords(error: SchemaError, schema: TSchema, root: unknown): ConfigProblem[] {
  const path = pathOf(error.instancePath, root);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties':
      if (allowsOthers(error, schema)) return [];
      return (params.additionalProperties as string[]).map((key) => ({
        path: [...path, key],
        message: `unknown key "${key}"; known are ${knownKeys(error, schema)}`,
      }));
    case 'required':
      return (params.requiredProperties as string[]).map((key) => ({ path, message: `"${key}" is missing` }));
    case 'enum':
      return [{ path, message: `must be one of ${(params.allowedValues as unknown[]).join(', ')}` }];
    case 'anyOf': {
      const description = (schemaAt(schema, error.schemaPath) as { description?: string } | undefined)
        ?.description;
      return [{ path, message: `expected ${description ?? 'another type'}` }];
    }
    case 'minLength':
      return [{ path, message: 'must not be empty' }];
    case 'minItems':
      return [{ path, message: 'must not be an empty list' }];
    default:
      return [{ path, message: error.message }];
  }
}

/** Keys with a schema of their own are reported where their value is wrong. */
function allowsOthers(error: SchemaError, schema: TSchema): boolean {
  const found = schemaAt(schema, error.schemaPath) as { additionalProperties?: unknown } | undefined;
  return found?.additionalProperties !== false;
}

function knownKeys(error: SchemaError, schema: TSchema): string {
  const found = schemaAt(schema, error.schemaPath) as { properties?: Record<string, unknown> } | undefined;
  return Object.keys(found?.properties ?? {}).join(', ');
}

function schemaAt(schema: TSchema, pointer: string): unknown {
  let current: unknown = schema;
  for (const key of segments(pointer.replace(/^#/, '')))
    current = (current as Record<string, unknown> | undefined)?.[key];
  return current;
}

function pathOf(pointer: string, root: unknown): (string | number)[] {
  let current: unknown = root;
  return segments(pointer).map((key) => {
    const step = Array.isArray(current) ? Number(key) : key;
    current = (current as Record<string | number, unknown> | undefined)?.[step];
    return step;
  });
}

function segments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
