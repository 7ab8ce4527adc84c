import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { type ConfigPath, type ConfigProblem, PlumblineError } from '../../domain/index.ts';

/** YamlSource is a parsed file that can tell the line of any path. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Line of the deepest part of the path that exists, from 1. */
  lineOf(path: ConfigPath): number;
}

/** readYaml parses a file; a missing file throws, syntax errors become problems. */
export function readYaml(file: string): YamlSource {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PlumblineError(
      'invalid_config',
      `Cannot read the configuration ${file}: ${(cause as Error).message}.`,
      { cause },
    );
  }
  return parseYaml(text, file);
}

/** parseYaml parses a text as if it were read from the file. */
export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    path: [],
    message: `line ${error.linePos?.[0].line ?? '?'}: ${error.message.split('\n')[0]}`,
  }));
  const lineOf = (path: ConfigPath): number => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node && typeof node === 'object' && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  return { file, value: problems.length > 0 ? {} : (document.toJS() ?? {}), problems, lineOf };
}
