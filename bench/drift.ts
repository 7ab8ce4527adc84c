import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DriftCase, DriftResult } from './drift-case.ts';
import { type DriftShape, exportParquet, fillStore } from './drift-data.ts';
import { type DriftReport, driftMarkdown } from './drift-report.ts';
import { PEERS, type PeerName, type PeerResult, preparePeers, runPeer } from './python-peers.ts';

/** Engines that the same case runs on; another one is a line here and in drift-case.ts. */
const ENGINES = ['cpu'] as const;

const MAIN: DriftShape = { rows: 500_000, numeric: 40, categorical: 10 };
const FEWER_ROWS: DriftShape = { ...MAIN, rows: MAIN.rows / 10 };
const NARROW: DriftShape = { rows: 100_000, numeric: 100, categorical: 0 };
const WIDE: DriftShape = { ...NARROW, numeric: 1000 };
const REPEATS = 4;
const WIDE_MEMORY = 512 * 1024 * 1024;
const CASE_LIMIT_MS = 900_000;

/** The checkout that this file was built from; it runs from dist/bench. */
function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'bench', 'drift_peers.py')))
    return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('The checkout with bench/drift_peers.py was not found.');
  return findRoot(parent);
}

async function runCase(options: DriftCase): Promise<DriftResult> {
  const script = fileURLToPath(new URL('./drift-case.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(options)], {
    timeout: CASE_LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as DriftResult;
}

/** withStore fills a data directory of its own, runs the work on it and removes it. */
async function withStore<T>(shape: DriftShape, work: (directory: string) => Promise<T>): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const directory = join(parent, 'db');
  try {
    await fillStore(directory, shape);
    return await work(directory);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** farthest is the largest difference between two tools in the values that both have. */
function farthest(ours: DriftResult['values'], theirs: PeerResult['values']): number {
  const differences = Object.entries(theirs).map(([name, value]) =>
    Math.abs(value - (ours[name] ?? Number.NaN)),
  );
  return Math.max(...differences);
}

function log(text: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
}

/** run measures drift side by side with what users would run instead, and writes docs/benchmarks.md. */
export async function run(): Promise<void> {
  const root = findRoot(dirname(fileURLToPath(import.meta.url)));
  const cache = join(root, 'node_modules', '.cache', 'plumbline-bench');
  const python = await preparePeers(cache);
  const script = join(root, 'bench', 'drift_peers.py');
  const engines: Partial<Record<(typeof ENGINES)[number], DriftResult>> = {};
  const peers: Partial<Record<PeerName, PeerResult>> = {};
  await withStore(MAIN, async (directory) => {
    log(`${MAIN.rows} + ${MAIN.rows} rows are stored`);
    for (const engine of ENGINES)
      engines[engine] = await runCase({ directory, shape: MAIN, engine, repeats: REPEATS });
    log('engines are done');
    const files = [
      join(dirname(directory), 'reference.parquet'),
      join(dirname(directory), 'current.parquet'),
    ] as const;
    await exportParquet(directory, MAIN, files);
    for (const peer of Object.keys(PEERS) as PeerName[]) {
      peers[peer] = await runPeer(python, script, peer, files);
      log(`${peer} ${peers[peer].seconds.toFixed(1)} s`);
    }
    // Once more, because what else the machine does changes while the peers run.
    const again = await runCase({ directory, shape: MAIN, engine: 'cpu', repeats: REPEATS });
    engines.cpu = merged(engines.cpu!, again);
  });
  const fewerRows = await withStore(FEWER_ROWS, (directory) =>
    runCase({ directory, shape: FEWER_ROWS, engine: 'cpu', repeats: 2 }),
  );
  log('a tenth of the rows is done');
  // Prepared in a process of its own: what that takes happens once in the life of a baseline, not with every window.
  const growStored = (shape: DriftShape) =>
    withStore(shape, async (directory) => {
      const options = { directory, shape, engine: 'cpu', memory: WIDE_MEMORY } as const;
      const { prepareSeconds } = await runCase({ ...options, repeats: 0 });
      return { ...(await runCase({ ...options, repeats: 3, stored: true })), prepareSeconds };
    });
  const narrow = await growStored(NARROW);
  const wide = await growStored(WIDE);
  log('1,000 features are done');
  const report: DriftReport = {
    measuredAt: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      node: process.version,
      load: loadavg()[2] ?? 0,
    },
    shape: MAIN,
    engines: engines as DriftReport['engines'],
    peers: peers as DriftReport['peers'],
    ksDifference: farthest(engines.cpu!.values, peers['scipy-ks']!.values),
    rows: { fewer: { shape: FEWER_ROWS, result: fewerRows }, more: { shape: MAIN, result: engines.cpu! } },
    features: { fewer: { shape: NARROW, result: narrow }, more: { shape: WIDE, result: wide } },
    memorySetting: WIDE_MEMORY,
  };
  mkdirSync(cache, { recursive: true });
  const json = join(cache, 'drift.json');
  writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  const markdown = driftMarkdown(report);
  writeFileSync(join(root, 'docs', 'benchmarks.md'), markdown);
  console.log(markdown);
  console.log(`All numbers: ${json}`);
}

function merged(a: DriftResult, b: DriftResult): DriftResult {
  return {
    ...a,
    prepareSeconds: Math.min(a.prepareSeconds, b.prepareSeconds),
    seconds: [...a.seconds, ...b.seconds],
    cpuSeconds: [...a.cpuSeconds, ...b.cpuSeconds],
    peakMb: Math.max(a.peakMb, b.peakMb),
  };
}
