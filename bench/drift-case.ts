import { buildFromTraffic } from '../analyzers/baselines/build-baseline.ts';
import { COMPARISON_MEMORY } from '../analyzers/engines/column-tiles.ts';
import { createEngines } from '../analyzers/engines/create-engine.ts';
import { readAnalyzersConfig } from '../analyzers/monitors/config.ts';
import { runWindow, sliceOf } from '../analyzers/monitors/run-window.ts';
import { createProfileBook } from '../analyzers/profiles/profile-book.ts';
import { createSourceReader } from '../analyzers/profiles/source-reader.ts';
import type { Baseline, StatisticId } from '../domain/index.ts';
import { openStore } from '../store/index.ts';
import {
  BENCH_MODEL,
  categoricalName,
  currentWindow,
  type DriftShape,
  numericName,
  REFERENCE_WINDOW,
} from './drift-data.ts';

// One run in a process of its own, so that its peak memory is its own and one process has one data directory. It reads
// what a service reads and prints one line of JSON.

/** DriftEngine names what a window is measured with. */
export type DriftEngine = 'cpu' | 'clickhouse' | 'gpu';

/** DriftCase is what the bench hands over. */
export interface DriftCase {
  readonly directory: string;
  readonly shape: DriftShape;
  /** The cpu and the gpu read rows; clickhouse adds profiles up, which it builds first. */
  readonly engine: DriftEngine;
  readonly statistics: readonly StatisticId[];
  /** Windows measured one after another; the first one also starts threads and compiles code. */
  readonly repeats: number;
  /** Bytes that the columns of a window may take; the default of the service when absent. */
  readonly memory?: number;
}

/** DriftResult is what a run measured; memory in MiB. */
export interface DriftResult {
  readonly prepareSeconds: number;
  /** Of building the profiles of every hour; 0 where rows are read. */
  readonly buildSeconds: number;
  readonly buildCpuSeconds: number;
  readonly seconds: readonly number[];
  /** CPU time of all threads, ClickHouse's included. */
  readonly cpuSeconds: readonly number[];
  readonly idleMb: number;
  readonly preparedMb: number;
  readonly peakMb: number;
  readonly measured: number;
  readonly unmeasured: number;
  readonly values: Readonly<Record<string, number>>;
  /** Of the results that are certified intervals. */
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  /** Features that profiles leave open in part, so that rows were read. */
  readonly fromRows: readonly string[];
  /** Results by the engine that they name. */
  readonly engines: Readonly<Partial<Record<DriftEngine, number>>>;
}

const MIB = 1024 * 1024;

const { directory, shape, engine, statistics, repeats, memory } = JSON.parse(
  process.argv[2] ?? '{}',
) as DriftCase;

const { config, problems } = readAnalyzersConfig({
  models: [{ name: BENCH_MODEL, task: 'regression' }],
  monitors: [
    {
      name: 'drift',
      model: BENCH_MODEL,
      kind: 'data_drift',
      window: `${shape.days}d`,
      statistics,
    },
  ],
});
if (problems.length > 0) throw new Error(JSON.stringify(problems));
const [model, monitor] = [config.models[0]!, config.monitors[0]!];
const now = Date.now();
const features = [
  ...Array.from({ length: shape.numeric }, (_, i) => ({
    feature: numericName(i),
    kind: 'numeric' as const,
    kindSource: 'declared' as const,
  })),
  ...Array.from({ length: shape.categorical }, (_, i) => ({
    feature: categoricalName(i),
    kind: 'categorical' as const,
    kindSource: 'declared' as const,
  })),
];
const catalogue = {
  features: () =>
    features.map((known) => ({
      project: 'default',
      model: BENCH_MODEL,
      firstSeen: 0,
      lastSeen: now,
      ...known,
    })),
};
const store = await openStore({ url: `chdb:${directory}` });
// A software driver is asked for: the case says which adapter it is.
const engines = createEngines({
  profiles: 'auto',
  maxMemory: memory ?? 1024 ** 3,
  engine: engine === 'gpu' ? 'gpu' : 'cpu',
  gpu: engine === 'gpu' ? 'software' : 'off',
});
const book =
  engine === 'clickhouse' ? createProfileBook(store.profileStore, store.windowReader, Date.now) : null;
const parts = {
  reader: book ? createSourceReader(store.windowReader, store.profileStore, Date.now) : store.windowReader,
  engine: engines.engine,
  kernels: engines.kernels,
  catalogue,
  clock: Date.now,
  profiles: book,
  ...(memory && { memory }),
};
const cpuSecondsSince = (before: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
const rss = () => Math.round(process.memoryUsage().rss / MIB);
const idleMb = rss();

const definition = {
  project: 'default',
  model: BENCH_MODEL,
  version: '',
  contents: 'values',
  source: 'predictions',
  segment: null,
  task: 'regression',
  positiveClass: '',
  kinds: {},
  labelDelay: 0,
  rows: { kind: 'window', window: REFERENCE_WINDOW, version: null, deployment: 'live', otherwise: null },
} as const;
const prepareStarted = performance.now();
const slice = sliceOf(monitor, { version: null, segment: null }, REFERENCE_WINDOW);
const rows = await parts.reader.countRows(slice);
/** A service keeps the numbers of a baseline that takes more than this in a file. */
const cacheBytes = (memory ?? COMPARISON_MEMORY) / 2;

async function buildBaseline(): Promise<Baseline> {
  const built = await buildFromTraffic(
    definition,
    { slices: [slice], rows },
    {
      reader: parts.reader,
      files: store.baselineFiles,
      catalogue,
      store: store.baselineStore,
      cacheBytes,
    },
    now,
  );
  if ('waiting' in built) throw new Error(built.waiting);
  return built.baseline;
}

const baseline = await buildBaseline();
const prepareSeconds = (performance.now() - prepareStarted) / 1000;
const preparedMb = rss();

const window = currentWindow(shape);
const buildStarted = performance.now();
const buildCpu = process.cpuUsage();
const current = sliceOf(monitor, { version: 'v1', segment: null }, window);
if (book) while (!(await book.advance(current, baseline)));
const buildSeconds = book ? (performance.now() - buildStarted) / 1000 : 0;
const buildCpuSeconds = book ? cpuSecondsSince(buildCpu) : 0;

const request = {
  version: 'v1',
  segment: null,
  window,
  partial: false,
  mode: 'live',
  notify: false,
} as const;
const seconds: number[] = [];
const cpuSeconds: number[] = [];
let last: Awaited<ReturnType<typeof runWindow>> | null = null;
for (let repeat = 0; repeat < repeats; repeat++) {
  const started = performance.now();
  const before = process.cpuUsage();
  last = await runWindow(model, monitor, request, baseline, parts);
  seconds.push((performance.now() - started) / 1000);
  cpuSeconds.push(cpuSecondsSince(before));
}
const values: Record<string, number> = {};
const intervals: Record<string, readonly [number, number]> = {};
const counts: Partial<Record<DriftEngine, number>> = {};
const fromRows = new Set<string>();
for (const { subject: measured, statistic, value, interval, engine: ranOn } of last?.results ?? []) {
  const name = `${measured.name} ${statistic}`;
  values[name] = value;
  if (interval) intervals[name] = interval;
  if (book && ranOn === 'cpu') fromRows.add(measured.name);
  counts[ranOn] = (counts[ranOn] ?? 0) + 1;
}
const result: DriftResult = {
  prepareSeconds,
  buildSeconds,
  buildCpuSeconds,
  seconds,
  cpuSeconds,
  idleMb,
  preparedMb,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  measured: Object.keys(values).length,
  unmeasured: (last?.results ?? []).filter(({ status }) => status !== 'complete').length,
  values,
  intervals,
  fromRows: [...fromRows],
  engines: counts,
};
// A pipe takes long lines in pieces, and ending the process would drop the rest.
await new Promise((written) => process.stdout.write(`${JSON.stringify(result)}\n`, written));
await engines.close();
await store.close();
process.exit(0);
