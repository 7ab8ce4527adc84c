import type { Static, TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Errors } from 'typebox/value';

/** ConfigProblem is one thing that is wrong at a path inside of a section. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

// The library stops at eight errors unless told otherwise.
const MOST_ERRORS = 1000;

/** sectionProblems lists everything in which a section departs from its schema; texts never repeat a value. */
export function sectionProblems(schema: TSchema, value: unknown): ConfigProblem[] {
  const before = Settings.Get().maxErrors;
  Settings.Set({ maxErrors: MOST_ERRORS });
  try {
    return Errors(schema, value).flatMap(inWords);
  } finally {
    Settings.Set({ maxErrors: before });
  }
}

function inWords(error: ReturnType<typeof Errors>[number]): ConfigProblem[] {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((key) => ({ path: [...path, key], message: 'is missing' }));
    case 'additionalProperties':
      return error.params.additionalProperties.map((key) => ({
        path: [...path, key],
        message: 'is not a known setting',
      }));
    case 'enum':
      return [{ path, message: `is one of ${error.params.allowedValues.join(', ')}` }];
    // What additionalProperties reports a second time for each unknown key.
    case 'boolean':
      return [];
    default:
      return [{ path, message: error.message }];
  }
}

/** SectionReading is a checked section: with problems, the config holds the defaults. */
export interface SectionReading<Config> {
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
}

/** readSection checks a section by its schema, then by its own rules, and resolves it when nothing is wrong. */
export function readSection<Schema extends TSchema, Config>(
  schema: Schema,
  value: unknown,
  check: (section: Static<Schema>) => readonly ConfigProblem[],
  resolve: (section: Static<Schema>) => Config,
): SectionReading<Config> {
  const section = (value ?? {}) as Static<Schema>;
  const found = sectionProblems(schema, section);
  const problems = found.length > 0 ? found : check(section);
  return { config: resolve(problems.length > 0 ? ({} as Static<Schema>) : section), problems };
}
