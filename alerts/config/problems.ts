import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import { Value } from 'typebox/value';
import { messageOf, parseDuration } from '../../domain/index.ts';

/** ConfigPath leads to a value: keys and list indexes. */
export type ConfigPath = readonly (string | number)[];

/** ConfigProblem is one thing that is wrong, with where it is. */
export interface ConfigProblem {
  readonly path: ConfigPath;
  readonly message: string;
}

/** ReadResult is a value that was read, or everything that is wrong with it. */
export type ReadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

function keysOf(instancePath: string): (string | number)[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

function wordsOf(error: TLocalizedValidationError, at: ConfigPath): ConfigProblem[] {
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((key) => ({ path: [...at, key], message: 'is missing' }));
    case 'additionalProperties':
      return error.params.additionalProperties.map((key) => ({
        path: [...at, key],
        message: 'is not a known setting',
      }));
    case 'enum':
      return [{ path: at, message: `is one of ${error.params.allowedValues.join(', ')}` }];
    default:
      return [{ path: at, message: error.message }];
  }
}

// What a union or additionalProperties reports beside the error that names the cause.
function isEcho(error: TLocalizedValidationError, all: readonly TLocalizedValidationError[]): boolean {
  if (error.keyword === 'boolean') return error.schemaPath.endsWith('additionalProperties');
  if (error.keyword === 'const') return error.schemaPath.includes('/anyOf/');
  // A form that does not fit at all is no news when another form fits but for a part of it.
  if (/\/anyOf\/\d+$/.test(error.schemaPath) && error.keyword === 'type')
    return all.some((other) => other.instancePath.startsWith(`${error.instancePath}/`));
  if (error.keyword !== 'anyOf') return false;
  return all.some(
    (other) => other.schemaPath.startsWith(`${error.schemaPath}/anyOf/`) && other.keyword !== 'const',
  );
}

/** schemaProblems lists what a value lacks or has too much by its schema, in words; texts never repeat the value. */
export function schemaProblems(schema: TSchema, value: unknown, path: ConfigPath): ConfigProblem[] {
  const errors = Value.Errors(schema, value);
  return errors
    .filter((error) => !isEcho(error, errors))
    .flatMap((error) => wordsOf(error, [...path, ...keysOf(error.instancePath)]));
}

/** readDuration reads a duration setting of at least `least` milliseconds, or adds a problem and gives NaN. */
export function readDuration(
  text: string,
  path: ConfigPath,
  problems: ConfigProblem[],
  least = 1000,
): number {
  try {
    const ms = parseDuration(text);
    if (ms >= least) return ms;
    problems.push({ path, message: `is at least ${least} ms` });
  } catch (error) {
    problems.push({ path, message: messageOf(error) });
  }
  return Number.NaN;
}

/** checkUrl adds a problem unless the text is an absolute http or https URL without credentials. */
export function checkUrl(text: string, path: ConfigPath, problems: ConfigProblem[]): void {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    problems.push({ path, message: 'is not a URL' });
    return;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    problems.push({ path, message: 'is an https URL' });
  if (url.username !== '' || url.password !== '')
    problems.push({ path, message: 'carries credentials; use the settings for them' });
}

/** readResult is the value when there is no problem. */
export function readResult<T>(problems: readonly ConfigProblem[], value: () => T): ReadResult<T> {
  return problems.length === 0 ? { ok: true, value: value() } : { ok: false, problems };
}
