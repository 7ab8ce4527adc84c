import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadModel } from '../api/ports.ts';
import { openStore } from '../store/index.ts';
import { fillReadModel, type ReadModelShape } from './read-model-data.ts';

const FULL: ReadModelShape = { models: 50, features: 100, days: 90 };
const SMALL: ReadModelShape = { models: 10, features: 20, days: 30 };
/** Runs of each query; the first is not counted. */
const RUNS = 6;
/** No query of a page may take longer on a quiet machine with two cores. */
const TARGET_MS = 300;
const DAY_MS = 86_400_000;

interface Timed {
  readonly name: string;
  readonly rows: number;
  /** The slowest warm run and its middle one, and the middle of the processor time of all threads. */
  readonly slowestMs: number;
  readonly middleMs: number;
  readonly cpuMs: number;
}

/** run times every read of the page on 50 models with 100 features, judged every hour for 90 days. */
export const run = () => measure(FULL);

/** runSmall does the same on a fifth of the models and features, and a third of the time. */
export const runSmall = () => measure(SMALL);

async function measure(shape: ReadModelShape): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    const started = performance.now();
    const end = await fillReadModel(directory, shape);
    const store = await openStore({ url: `chdb:${directory}` });
    try {
      console.log(
        `Filled in ${Math.round((performance.now() - started) / 1000)} s: ${JSON.stringify(shape)}`,
      );
      // Days that are still to be made are made before one of them is read.
      await store.readModel.listMeasurementDays({ project: 'default', model: '', limit: 1 });
      const timed: Timed[] = [];
      for (const [name, read] of Object.entries(pageReads(store.readModel, shape, end)))
        timed.push(await time(name, read));
      report(shape, timed);
    } finally {
      await store.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Reads = Readonly<Record<string, () => Promise<readonly unknown[]>>>;

/** What the pages ask for when they open, of a model in the middle and for the whole time. */
function pageReads(read: ReadModel, { models, features, days }: ReadModelShape, end: number): Reads {
  const project = 'default';
  const model = `model-${models >> 1}`;
  const feature = `feature_${features >> 1}`;
  const range = { from: end - days * DAY_MS, to: end };
  const most = 10_000;
  const of = { project, model, ...range, limit: most };
  return {
    'fleet: every model': () => read.listFleet({ project, limit: 1000 }),
    'model: its series': () => read.listSeries({ project, model, limit: 1000 }),
    'model: heat map': () => read.listMeasurementDays({ ...of, worst: true }),
    'model: performance': () => read.listPerformance(of),
    'model: timeline': () => read.listTimeline(of),
    'model: evaluations': () => read.listEvaluations(of),
    'model: what was found': () =>
      read.listMeasurements({ ...of, state: ['warning', 'critical'], limit: 1000 }),
    'feature: by window': () => read.listMeasurements({ ...of, feature }),
    'feature: by day': () => read.listMeasurementDays({ ...of, feature }),
    'evaluation: one with its measurements': async () => {
      const found = await read.getEvaluation(project, `${models >> 1}-inputs-1-1`);
      return found?.results as readonly unknown[];
    },
    'incidents: all': () => read.listIncidents({ project, limit: 1000 }),
    'incidents: notifications': () => read.listNotifications({ project, limit: 1000 }),
    'incidents: retraining runs': () => read.listRetrainingRuns({ project, limit: 1000 }),
    'monitors: every series': () => read.listSeries({ project, limit: 1000 }),
    'monitors: last evaluations': () => read.listEvaluations({ project, limit: 100 }),
    'ingest: quarantine': () => read.listQuarantine({ project, limit: 100 }),
    'metrics: drift gauges': () => read.latestMeasurements(10_000),
  };
}

async function time(name: string, read: () => Promise<readonly unknown[]>): Promise<Timed> {
  const runs: { readonly ms: number; readonly cpu: number }[] = [];
  let rows = 0;
  for (let i = 0; i < RUNS; i += 1) {
    const before = process.cpuUsage();
    const started = performance.now();
    rows = (await read()).length;
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(before);
    runs.push({ ms, cpu: (user + system) / 1000 });
  }
  const warm = runs.slice(1);
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
  return {
    name,
    rows,
    slowestMs: Math.round(Math.max(...warm.map(({ ms }) => ms))),
    middleMs: Math.round(middle(warm.map(({ ms }) => ms))),
    cpuMs: Math.round(middle(warm.map(({ cpu }) => cpu))),
  };
}

function report(shape: ReadModelShape, timed: readonly Timed[]): void {
  const machine = { cpu: cpus()[0]?.model, cores: availableParallelism(), load: loadavg()[0] };
  const cache = join(process.cwd(), 'node_modules', '.cache', 'plumbline-bench');
  if (!existsSync(cache)) mkdirSync(cache, { recursive: true });
  const json = join(cache, 'read-model.json');
  const measuredAt = new Date().toISOString();
  writeFileSync(json, `${JSON.stringify({ measuredAt, machine, shape, queries: timed }, null, 2)}\n`);
  console.table(
    Object.fromEntries(
      timed.map(({ name, rows, slowestMs, middleMs, cpuMs }) => [
        name,
        { rows, 'slowest ms': slowestMs, 'middle ms': middleMs, 'CPU ms': cpuMs },
      ]),
    ),
  );
  const late = timed.filter(({ slowestMs }) => slowestMs > TARGET_MS);
  console.log(
    `${timed.length - late.length} of ${timed.length} queries within ${TARGET_MS} ms; load ${machine.load}.`,
  );
  console.log(`All numbers: ${json}`);
}
