import { readFileSync } from 'node:fs';
import type { ConfigPath, ConfigProblem } from '../../domain/index.ts';

/** Environment is the process's variables, passed in so that one file alone reads them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * interpolate replaces ${NAME} in every text by the variable, and `key_file: path` by `key` with the file's
 * trimmed content. Without NAME, NAME_FILE names a file. What is missing becomes a problem, never an empty text.
 */
export function interpolate(
  value: unknown,
  environment: Environment,
  path: ConfigPath = [],
): { readonly value: unknown; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const result = visit(value, environment, path, problems);
  return { value: result, problems };
}

function visit(
  value: unknown,
  environment: Environment,
  path: ConfigPath,
  problems: ConfigProblem[],
): unknown {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (_, name: string) => variable(name, environment, path, problems));
  }
  if (Array.isArray(value))
    return value.map((item, index) => visit(item, environment, [...path, index], problems));
  if (value === null || typeof value !== 'object') return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key.endsWith('_file') && typeof item === 'string') {
      const file = String(visit(item, environment, [...path, key], problems));
      result[key.slice(0, -'_file'.length)] = secretFile(file, [...path, key], problems);
    } else {
      result[key] = visit(item, environment, [...path, key], problems);
    }
  }
  return result;
}

function variable(
  name: string,
  environment: Environment,
  path: ConfigPath,
  problems: ConfigProblem[],
): string {
  const direct = environment[name];
  if (direct !== undefined) return direct;
  const file = environment[`${name}_FILE`];
  if (file !== undefined) return secretFile(file, path, problems);
  problems.push({ path, message: `the environment has neither ${name} nor ${name}_FILE` });
  return '';
}

function secretFile(file: string, path: ConfigPath, problems: ConfigProblem[]): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    problems.push({
      path,
      message: `cannot read the file ${file} (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    });
    return '';
  }
}
