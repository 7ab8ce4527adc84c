import type { Static, TSchema } from 'typebox';
import { type ConfigProblem, schemaProblems } from './schema-problems.ts';

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
  const found = schemaProblems(schema, section);
  const problems = found.length > 0 ? found : check(section);
  return { config: resolve(problems.length > 0 ? ({} as Static<Schema>) : section), problems };
}
