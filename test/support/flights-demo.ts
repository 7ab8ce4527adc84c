import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { freePort, type ServiceProcess, startService } from './service-process.ts';

const MAIN = fileURLToPath(new URL('../../examples/flights/main.js', import.meta.url));
const WAIT_MS = 400_000;
const POLL_MS = 200;

/** DemoRun is what a finished run of the demo left. */
export interface DemoRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Its configuration and its store, at rest; removed with the test run. */
  readonly dataDir: string;
}

/** runDemo plays the flights' story to its end. */
export async function runDemo(dataDir: string, ...options: readonly string[]): Promise<DemoRun> {
  const place = ['--data', dataDir, '--port', String(await freePort())];
  const child = spawn(process.execPath, [MAIN, '--exit', ...options, ...place], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: WAIT_MS,
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { status, ...printed, dataDir };
}

let own: string | undefined;

/** The folder that the files of one test run share; scripts/test.mjs makes it and removes it. */
function runFolder(): string {
  const shared = process.env.PLUMBLINE_TEST_RUN;
  if (shared) return shared;
  if (own === undefined) {
    own = mkdtempSync(join(tmpdir(), 'plumbline-run-'));
    process.once('exit', () => rmSync(own!, { recursive: true, force: true }));
  }
  return own;
}

/** sharedDemo gives the one demo of this test run: the first file that asks plays it, the others wait for it. */
export async function sharedDemo(): Promise<DemoRun> {
  const folder = join(runFolder(), 'demo');
  const result = join(folder, 'result.json');
  if (claim(folder)) {
    const run = await runDemo(join(folder, 'data'));
    // Renamed, so that nobody reads half of it.
    writeFileSync(`${result}.new`, JSON.stringify(run));
    renameSync(`${result}.new`, result);
    return run;
  }
  const deadline = Date.now() + WAIT_MS;
  while (!existsSync(result)) {
    if (Date.now() > deadline) throw new Error(`no demo was finished in ${folder} within ${WAIT_MS} ms`);
    await sleep(POLL_MS);
  }
  return JSON.parse(readFileSync(result, 'utf8')) as DemoRun;
}

function claim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** copyOfDemo gives a folder with what a demo left, for one test alone. */
export function copyOfDemo({ dataDir }: DemoRun): string {
  const copy = mkdtempSync(join(tmpdir(), 'plumbline-flights-'));
  cpSync(dataDir, copy, { recursive: true });
  return copy;
}

/** startFlights runs the service on a copy of what the demo left, so that a test may change it. */
export async function startFlights(): Promise<ServiceProcess> {
  const run = await sharedDemo();
  if (run.status !== 0) throw new Error(`the demo failed:\n${run.stderr}`);
  const copy = copyOfDemo(run);
  const config = parse(readFileSync(join(copy, 'plumbline.yaml'), 'utf8')) as Record<string, unknown>;
  const { listen: _listen, public_url: _url, store: _store, ...rest } = config;
  return startService({ dataDir: copy, yaml: stringify(rest) });
}
