import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** ComposeService is what the tests look at of one service. */
export interface ComposeService {
  readonly image: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

/** ComposeFile is a compose file with anchors merged and variables filled in. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>;
}

const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** readCompose fills ${NAME}, ${NAME:-default} and ${NAME:?message} as compose does, and throws where compose refuses. */
export function readCompose(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): ComposeFile {
  const text = readFileSync(file, 'utf8').replace(
    VARIABLE,
    (_, name: string, operator: string | undefined, rest: string) => {
      const value = environment[name] ?? '';
      if (value !== '' || operator === undefined) return value;
      if (operator === '-') return rest;
      throw new Error(`required variable ${name} is missing a value: ${rest}`);
    },
  );
  return parse(text, { merge: true }) as ComposeFile;
}

/** composeVariables names the variables of a file; `required` are those without which compose refuses. */
export function composeVariables(file: string): {
  readonly all: Set<string>;
  readonly required: Set<string>;
} {
  const found = [...readFileSync(file, 'utf8').matchAll(VARIABLE)];
  return {
    all: new Set(found.map(([, name]) => name!)),
    required: new Set(found.filter(([, , operator]) => operator === '?').map(([, name]) => name!)),
  };
}

/** readEnvFile reads NAME=value lines. */
export function readEnvFile(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const match = /^(\w+)=(.*)$/.exec(line);
      return match ? [[match[1]!, match[2]!]] : [];
    }),
  );
}
