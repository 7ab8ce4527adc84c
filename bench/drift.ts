import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type AdapterDescription, findAdapter } from '../analyzers/engines/gpu/adapter.ts';
import type { StatisticId } from '../domain/index.ts';
import type { DriftCase, DriftEngine, DriftResult } from './drift-case.ts';
import { type DriftShape, exportParquet, fillStore } from './drift-data.ts';
import { type BothModes, type DriftReport, driftMarkdown, type EngineComparison } from './drift-report.ts';
import { PEERS, type PeerName, type PeerResult, preparePeers, runPeer } from './python-peers.ts';

const EXACT_AND_BINNED: readonly StatisticId[] = ['psi', 'ks', 'wasserstein', 'jensen_shannon', 'chi_square'];
/** What the kernels of a GPU measure, and so what all engines can be asked for. */
const ON_EVERY_ENGINE: readonly StatisticId[] = ['psi', 'ks'];

/** Rows of the main case; `drift-small` takes a fiftieth. */
const ROWS = 500_000;
const SMALL = 50;
/** A software driver draws its permutations on the cores of this machine. */
const ROWS_ON_CORES = 5000;
/** Windows of one process: code is compiled while the first ones are measured, and then a service goes on for weeks. */
const REPEATS = 16;
const WIDE_REPEATS = 4;
const WIDE_MEMORY = 512 * 1024 * 1024;
const CASE_LIMIT_MS = 1_800_000;

/** Shapes of one run; the current side is a week unless told. */
function shapesOf(rows: number) {
  const main: DriftShape = { rows, numeric: 40, categorical: 10, days: 7 };
  const narrow: DriftShape = { rows: rows / 5, numeric: 100, categorical: 0, days: 1 };
  return {
    main,
    fewerRows: { ...main, rows: rows / 10 },
    shorter: { ...main, rows: rows / 10, days: 3 },
    longer: { ...main, days: 30 },
    narrow,
    wide: { ...narrow, numeric: 1000 },
  };
}

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

/** bothModes measures a window from its rows and from profiles, on the same data. */
async function bothModes(shape: DriftShape): Promise<BothModes> {
  const common = { shape, statistics: EXACT_AND_BINNED, repeats: REPEATS };
  return withStore(shape, async (directory) => ({
    shape,
    exact: await runCase({ directory, engine: 'cpu', ...common }),
    profiles: await runCase({ directory, engine: 'clickhouse', ...common }),
  }));
}

/** everyEngine measures PSI and KS of one case with each engine; a machine without an adapter has no line for the GPU. */
async function everyEngine(main: DriftShape): Promise<EngineComparison> {
  const found = await findAdapter('any');
  const adapter: AdapterDescription | null = 'adapter' in found ? found.description : null;
  const hardware = adapter !== null && !adapter.software;
  const shape = { ...main, rows: hardware ? main.rows : Math.min(main.rows, ROWS_ON_CORES), categorical: 0 };
  const engines: DriftEngine[] = ['cpu', 'clickhouse', ...(adapter ? (['gpu'] as const) : [])];
  return withStore(shape, async (directory) => {
    const results: Partial<Record<DriftEngine, DriftResult>> = {};
    for (const engine of engines) {
      results[engine] = await runCase({
        directory,
        shape,
        engine,
        statistics: ON_EVERY_ENGINE,
        repeats: WIDE_REPEATS,
      });
      log(`engine ${engine} is done`);
    }
    return { shape, adapter, reason: 'reason' in found ? found.reason : null, results };
  });
}

/** sideBySide measures the main case with ours and with every peer. */
async function sideBySide(
  main: DriftShape,
  python: string,
  script: string,
): Promise<Pick<DriftReport, 'main' | 'peers'>> {
  const peers: Partial<Record<PeerName, PeerResult>> = {};
  return withStore(main, async (directory) => {
    log(`${main.rows} + ${main.rows} rows are stored`);
    const common = { directory, shape: main, statistics: EXACT_AND_BINNED, repeats: REPEATS };
    const ours = (engine: DriftEngine) => runCase({ ...common, engine });
    const first = [await ours('cpu'), await ours('clickhouse')] as const;
    log('rows and profiles are done');
    const files = [
      join(dirname(directory), 'reference.parquet'),
      join(dirname(directory), 'current.parquet'),
    ] as const;
    await exportParquet(directory, main, files);
    for (const peer of Object.keys(PEERS) as PeerName[]) {
      peers[peer] = await runPeer(python, script, peer, files);
      log(`${peer} ${peers[peer].seconds.toFixed(1)} s`);
    }
    // Once more, because what else the machine does changes while the peers run.
    const exact = merged(first[0], await ours('cpu'));
    const profiles = merged(first[1], await ours('clickhouse'));
    return {
      main: { shape: main, exact, profiles },
      peers: peers as DriftReport['peers'],
    };
  });
}

/**
 * run measures drift side by side with what users would run instead, and writes docs/benchmarks.md; the small run, which shows
 * that everything works, only prints.
 */
export async function run({ small = false } = {}): Promise<void> {
  const root = findRoot(dirname(fileURLToPath(import.meta.url)));
  const cache = join(root, 'node_modules', '.cache', 'plumbline-bench');
  const shapes = shapesOf(small ? ROWS / SMALL : ROWS);
  const python = await preparePeers(cache);
  const compared = await sideBySide(shapes.main, python, join(root, 'bench', 'drift_peers.py'));
  const engines = await everyEngine(shapes.main);
  const fewerRows = await bothModes(shapes.fewerRows);
  log('a tenth of the rows is done');
  const shorter = await bothModes(shapes.shorter);
  const longer = await bothModes(shapes.longer);
  log('a month is done');
  const common = {
    engine: 'cpu',
    statistics: EXACT_AND_BINNED,
    memory: WIDE_MEMORY,
    repeats: WIDE_REPEATS,
  } as const;
  const grow = (shape: DriftShape) =>
    withStore(shape, (directory) => runCase({ directory, shape, ...common }));
  const narrow = await grow(shapes.narrow);
  const wide = await grow(shapes.wide);
  log('1,000 features are done');
  const report: DriftReport = {
    measuredAt: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      node: process.version,
      load: loadavg()[2] ?? 0,
    },
    ...compared,
    engines,
    ksDifference: farthest(compared.main.exact.values, compared.peers['scipy-ks'].values),
    fewerRows,
    length: { shorter, longer },
    features: {
      fewer: { shape: shapes.narrow, result: narrow },
      more: { shape: shapes.wide, result: wide },
    },
    memorySetting: WIDE_MEMORY,
  };
  mkdirSync(cache, { recursive: true });
  const json = join(cache, small ? 'drift-small.json' : 'drift.json');
  writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  const markdown = driftMarkdown(report);
  if (!small) writeFileSync(join(root, 'docs', 'benchmarks.md'), markdown);
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
