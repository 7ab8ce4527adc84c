import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { prepareReference } from '../analyzers/baselines/prepare-reference.ts';
import { CpuEngine } from '../analyzers/engines/cpu/cpu-engine.ts';
import { readAnalyzersConfig } from '../analyzers/index.ts';
import { measureWindow } from '../analyzers/monitors/measure-window.ts';
import { WorkerKernels } from '../analyzers/multivariate/worker-kernels.ts';
import type { Slice } from '../analyzers/ports.ts';
import { createProfileBook, type ProfileBook } from '../analyzers/profiles/profile-book.ts';
import type { Baseline } from '../domain/index.ts';
import { openStore, type Store } from '../store/index.ts';

const HOUR = 3_600_000;
const DAYS = 7;
const NUMERIC = 40;
const CATEGORICAL = 10;
const STATISTICS = ['psi', 'ks', 'wasserstein', 'jensen_shannon', 'chi_square'];
const START = Math.floor(Date.now() / HOUR) * HOUR - 10 * 24 * HOUR;
const WINDOW = { start: START + 24 * HOUR, end: START + (DAYS + 1) * 24 * HOUR };

/** ProfileFigures are seconds of CPU time of one window of seven days, 40 numeric and 10 categorical features, five statistics. */
interface ProfileFigures {
  readonly rows: number;
  readonly exact: number;
  readonly profiles: number;
  /** Building the profiles of all hours, which a service does as they close. */
  readonly build: number;
  /** The bytes of one profile of one feature and hour on disk. */
  readonly bytes: number;
  readonly certified: number;
  readonly fromRows: number;
}

/** profileCase measures one window from rows and from hourly profiles, in a store of its own. */
async function profileCase(rowsPerHour: number): Promise<ProfileFigures> {
  const directory = await mkdtemp(join(tmpdir(), 'plumbline-profiles-'));
  const store = await openStore({ url: `chdb:${directory}` });
  const engine = new CpuEngine();
  const kernels = new WorkerKernels();
  try {
    const client = createClient({ connection: createChdbConnection({ path: directory }) as never });
    await client.command({ query: rowsSql(rowsPerHour) });
    const slice = sliceOf(WINDOW);
    const baseline = await baselineOf(store);
    const { config } = readAnalyzersConfig({
      models: [{ name: 'm', task: 'binary' }],
      monitors: [{ name: 'd', model: 'm', kind: 'data_drift', window: '1w', statistics: STATISTICS }],
    });
    const book = createProfileBook(store.profileStore, store.windowReader, Date.now);
    const measure = async (profiles: ProfileBook | null) => {
      const parts = {
        reader: store.windowReader,
        engine,
        kernels,
        catalogue: { features: () => [] },
        clock: Date.now,
        profiles,
      };
      return measureWindow(config.models[0]!, config.monitors[0]!, slice, baseline, parts);
    };
    const build = await seconds(async () => {
      while (!(await book.advance(slice, baseline)));
    });
    const best = async (profiles: ProfileBook | null, runs: number) => {
      const times = [];
      for (let run = 0; run < runs; run += 1) times.push(await seconds(() => measure(profiles)));
      return Math.min(...times);
    };
    const profiles = await best(book, 12);
    const exact = await best(null, 4);
    const measured = (await measure(book))!.measured.flatMap(({ measurements }) => measurements);
    const size = await client.query({
      query: `SELECT toFloat64(sum(bytes_on_disk)) AS bytes, toFloat64(sum(rows)) AS n FROM system.parts WHERE active AND table = 'profile_buckets'`,
      format: 'JSONEachRow',
    });
    const [disk] = await size.json<{ bytes: number; n: number }>();
    await client.close();
    return {
      rows: DAYS * 24 * rowsPerHour,
      exact,
      profiles,
      build,
      bytes: disk!.bytes / disk!.n,
      certified: measured.filter(({ interval }) => interval !== null).length,
      fromRows: measured.filter((item) => item.engine === 'cpu').length,
    };
  } finally {
    await engine.close();
    await kernels.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** seconds of CPU time of all threads: on a busy machine they say more than the clock. */
async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function sliceOf(window: Slice['window']): Slice {
  const segment: Slice['segment'] = [];
  return {
    project: 'default',
    model: 'm',
    version: 'v1',
    deployment: 'live',
    source: 'predictions',
    segment,
    window,
  };
}

async function baselineOf(store: Store): Promise<Baseline> {
  const requests = [
    ...Array.from({ length: NUMERIC }, (_, index) => ({ name: `n${index}`, kind: 'numeric' as const })),
    ...Array.from({ length: CATEGORICAL }, (_, index) => ({
      name: `c${index}`,
      kind: 'categorical' as const,
    })),
  ].map(({ name, kind }) => ({ subject: { kind: 'feature' as const, name }, kind }));
  const slice = sliceOf({ start: START, end: START + 24 * HOUR });
  const columns = await store.windowReader.readColumns(slice, requests);
  return {
    project: 'default',
    model: 'm',
    version: '',
    hash: 'baseline',
    origin: { kind: 'window', window: slice.window, version: '', deployment: 'live' },
    rows: columns[0]!.rows,
    createdAt: 0,
    metrics: [],
    references: columns.map((column) => prepareReference(column, 'bench')),
  };
}

/** Eight days of traffic: normal, lognormal, rounded and zero-inflated numbers, categories of very different frequency. */
function rowsSql(rowsPerHour: number): string {
  const value = `multiIf(i % 4 = 0, randNormal(0, 1, i), i % 4 = 1, randLogNormal(0, 2, i), i % 4 = 2,
    round(randNormal(0, 8, i)), rand(i) % 2 = 0, 0, randUniform(0, 1, i))`;
  return `INSERT INTO predictions (project, model, hour, prediction_id, version, deployment, source, event_time,
      received_at, prediction_text, score, numeric_features, categorical_features, precedence)
    SELECT 'default', 'm', toStartOfHour(at), toString(number), 'v1', 'live', 'bench', at, at + INTERVAL 1 SECOND, 'yes', 0.5,
      CAST((arrayMap(i -> concat('n', toString(i)), range(${NUMERIC})),
        [${Array.from({ length: NUMERIC }, (_, index) => value.replace(/\bi\b/g, `${index}`)).join(', ')}]),
        'Map(LowCardinality(String), Nullable(Float64))'),
      CAST((arrayMap(i -> concat('c', toString(i)), range(${CATEGORICAL})),
        [${Array.from({ length: CATEGORICAL }, (_, index) => `toString(floor(randExponential(0.1, ${index + 1000})))`).join(', ')}]),
        'Map(LowCardinality(String), Nullable(String))'),
      18446744073709551615 - (toUInt64(toUnixTimestamp64Milli(at)) * 1048576 + number % 1048576)
    FROM (SELECT number, fromUnixTimestamp64Milli(toInt64(${START} + number * ${HOUR / rowsPerHour}), 'UTC') AS at
      FROM numbers(${(DAYS + 1) * 24 * rowsPerHour}))`;
}

/** run prints the window of seven days at two rates of traffic. */
export async function run(): Promise<void> {
  const small = await profileCase(300);
  const large = await profileCase(3000);
  const round = (value: number) => Number(value.toFixed(3));
  console.table(
    [small, large].map((figures) => ({
      rows: figures.rows,
      'from rows, CPU s': round(figures.exact),
      'from profiles, CPU s': round(figures.profiles),
      ratio: round(figures.exact / figures.profiles),
      'building all hours, CPU s': round(figures.build),
      'bytes per profile': Math.round(figures.bytes),
      'results from intervals': figures.certified,
      'results that needed rows': figures.fromRows,
    })),
  );
  console.log(
    `ten times the events: profiles ${(large.profiles / small.profiles).toFixed(2)}, rows ${(large.exact / small.exact).toFixed(2)}`,
  );
}
