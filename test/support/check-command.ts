import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChdbConnection } from 'chdb/connection';

const MAIN = fileURLToPath(new URL('../../service/cli/main.js', import.meta.url));

/** CheckRun is what a run of `plumbline check` printed. */
export interface CheckRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into reports.
  readonly report: any;
}

/** CheckRunOptions say where and how the command runs. */
export interface CheckRunOptions {
  /** The reader of its output goes away at once. */
  readonly closeOutput?: boolean;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

/** runCheckCommand runs the built command; `report` is its standard output where that is JSON. */
export async function runCheckCommand(
  args: readonly string[],
  options: CheckRunOptions = {},
): Promise<CheckRun> {
  const child = spawn(process.execPath, [...(options.node ?? []), MAIN, 'check', ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  if (options.closeOutput) child.stdout.destroy();
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr, report: stdout.startsWith('{') ? JSON.parse(stdout) : null };
}

/** uniform is SQL for a number in (0, 1) that follows from the row's `number` and the seed. */
export function uniform(seed: number): string {
  return `((cityHash64(number, ${seed}) + 0.5) / 18446744073709551616.)`;
}

/** normal is SQL for a draw from the normal law of the mean and deviation (Box and Muller). */
export function normal(seed: number, mean = 0, deviation = 1): string {
  return `(${mean} + ${deviation} * sqrt(-2 * log(${uniform(2 * seed)})) * cos(2 * pi() * ${uniform(2 * seed + 1)}))`;
}

/** CheckFolder is a temporary folder with files for checks. */
export interface CheckFolder {
  readonly path: string;
  /** Writes a text and gives its path. */
  text(name: string, content: string | Uint8Array): string;
  /** Writes the rows of a SELECT of ours in a format of ClickHouse, and gives the path. */
  select(
    name: string,
    format: 'Parquet' | 'Arrow' | 'ArrowStream' | 'CSVWithNames',
    sql: string,
  ): Promise<string>;
  dispose(): Promise<void>;
}

/** createCheckFolder makes the folder; its files are made by an embedded engine of the test's own. */
export function createCheckFolder(): CheckFolder {
  const path = mkdtempSync(join(tmpdir(), 'plumbline-check-'));
  const connection = createChdbConnection({ path: ':memory:' });
  return {
    path,
    text(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
    async select(name, format, sql) {
      const file = join(path, name);
      await connection.chdb.queryAsync(`INSERT INTO FUNCTION file('${file}', '${format}') ${sql}`);
      return file;
    },
    async dispose() {
      await connection.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
