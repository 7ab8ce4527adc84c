import type { Static, TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Errors } from 'typebox/value';

/** ConfigProblem is one thing that is wrong in the configuration, and the path that leads to it. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type SchemaError = ReturnType<typeof Errors>[number];

/** schemaProblems lists everything in which a value departs from a schema, in words for people. */
export function schemaProblems<T extends TSchema>(
  schema: T,
  value: unknown,
): { readonly problems: readonly ConfigProblem[]; readonly value: Static<T> } {
  const errors = allErrors(schema, value);
  const problems: ConfigProblem[] = [];
  for (const error of errors) {
    if (!shadowed(error, errors)) problems.push(...inWords(error, schema, value));
  }
  return { problems, value: value as Static<T> };
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

/** Of a union only the alternative that fits best is worth reading; without one, the union's own description. */
function shadowed(error: SchemaError, all: readonly SchemaError[]): boolean {
  if (error.keyword === 'boolean') return true;
  const specific = (union: string) =>
    all.some((other) => other.schemaPath.startsWith(`${union}/anyOf/`) && !isTypeError(other));
  if (error.keyword === 'anyOf') return specific(error.schemaPath);
  const cut = error.schemaPath.lastIndexOf('/anyOf/');
  if (cut < 0 || !isTypeError(error)) return false;
  const union = error.schemaPath.slice(0, cut);
  return specific(union) || all.some((other) => other.keyword === 'anyOf' && other.schemaPath === union);
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
