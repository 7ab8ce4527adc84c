import { buildFromTraffic } from '../analyzers/baselines/build-baseline.ts';
import { COMPARISON_MEMORY } from '../analyzers/engines/column-tiles.ts';
import { CpuEngine } from '../analyzers/engines/cpu/cpu-engine.ts';
import { readAnalyzersConfig } from '../analyzers/monitors/config.ts';
import { runWindow, sliceOf } from '../analyzers/monitors/run-window.ts';
import { WorkerKernels } from '../analyzers/multivariate/worker-kernels.ts';
import type { Baseline, StatisticId } from '../domain/index.ts';
import { openStore } from '../store/index.ts';
import {
  BENCH_MODEL,
  CURRENT_WINDOW,
  categoricalName,
  type DriftShape,
  numericName,
  REFERENCE_WINDOW,
} from './drift-data.ts';

// One run in a process of its own, so that its peak memory is its own and one process has one data directory. It reads
// what a service reads and prints one line of JSON.

/** DriftCase is what the bench hands over. */
export interface DriftCase {
  readonly directory: string;
  readonly shape: DriftShape;
  readonly engine: 'cpu';
  /** Windows measured one after another; the first one also starts threads and compiles code. */
  readonly repeats: number;
  /** Its baseline lies in the store: a run without windows put it there. Else the run makes it, and keeps it in memory. */
  readonly stored?: boolean;
  /** Bytes that the columns of a window may take; the default of the service when absent. */
  readonly memory?: number;
}

/** DriftResult is what a run measured; memory in MiB. */
export interface DriftResult {
  readonly prepareSeconds: number;
  readonly seconds: readonly number[];
  /** CPU time of all threads, ClickHouse's included. */
  readonly cpuSeconds: readonly number[];
  readonly idleMb: number;
  readonly preparedMb: number;
  readonly peakMb: number;
  readonly measured: number;
  readonly unmeasured: number;
  readonly values: Readonly<Record<string, number>>;
}

const STATISTICS: readonly StatisticId[] = ['psi', 'ks', 'wasserstein', 'jensen_shannon', 'chi_square'];
const MIB = 1024 * 1024;

const { directory, shape, repeats, stored, memory } = JSON.parse(process.argv[2] ?? '{}') as DriftCase;

const { config, problems } = readAnalyzersConfig({
  models: [{ name: BENCH_MODEL, task: 'regression' }],
  monitors: [{ name: 'drift', model: BENCH_MODEL, kind: 'data_drift', window: '1d', statistics: STATISTICS }],
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
const engine = new CpuEngine();
const kernels = new WorkerKernels();
const parts = {
  ...{ reader: store.windowReader, engine, kernels, catalogue, clock: Date.now },
  ...(memory && { memory }),
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
/** A service keeps a baseline that takes more than this in the store. */
const cacheBytes = (memory ?? COMPARISON_MEMORY) / 2;

async function loadStored(): Promise<Baseline> {
  const [summary] = await store.baselineStore.listBaselines('default', BENCH_MODEL);
  const loaded = summary && (await store.baselineStore.loadBaseline('default', summary.hash, cacheBytes));
  if (!loaded) throw new Error('No run has stored a baseline.');
  return loaded;
}

async function buildBaseline(): Promise<Baseline> {
  const built = await buildFromTraffic(
    definition,
    { slices: [slice], rows },
    { reader: parts.reader, files: store.baselineFiles, catalogue },
    now,
  );
  if ('waiting' in built) throw new Error(built.waiting);
  if (repeats === 0) await store.baselineStore.saveBaseline(built.baseline);
  return built.baseline;
}

const baseline = await (stored ? loadStored() : buildBaseline());
const prepareSeconds = (performance.now() - prepareStarted) / 1000;
const preparedMb = rss();

const request = {
  version: 'v1',
  segment: null,
  window: CURRENT_WINDOW,
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
  const { user, system } = process.cpuUsage(before);
  cpuSeconds.push((user + system) / 1e6);
}
const values: Record<string, number> = {};
for (const { subject: measured, statistic, value } of last?.results ?? [])
  values[`${measured.name} ${statistic}`] = value;
const result: DriftResult = {
  prepareSeconds,
  seconds,
  cpuSeconds,
  idleMb,
  preparedMb,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  measured: Object.keys(values).length,
  unmeasured: (last?.results ?? []).filter(({ status }) => status !== 'complete').length,
  values,
};
// A pipe takes long lines in pieces, and ending the process would drop the rest.
await new Promise((written) => process.stdout.write(`${JSON.stringify(result)}\n`, written));
await engine.close();
await kernels.close();
await store.close();
process.exit(0);
