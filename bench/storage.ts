import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { createIngest, readIngestConfig } from '../ingest/index.ts';
import { openStore } from '../store/index.ts';

const EVENTS = 200_000;
const REQUEST_RECORDS = 2000;
const NUMERIC = 30;
const SPREAD_MS = 24 * 3_600_000;
const PROFILE_BINS = 550;
const PROFILE_HOURS = 240;
const PROFILE_ROWS = [1000, 10_000, 100_000] as const;

/** run measures what events and profiles take on disk, in the tables of the service and after their merges. */
export async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  try {
    const json = await fill(directory);
    const client = createClient({ connection: createChdbConnection({ path: directory }) as never });
    const rows = async <Row>(query: string) =>
      (await client.query({ query, format: 'JSONEachRow' })).json<Row>();
    try {
      await printEvents(rows, json);
      for (const perHour of PROFILE_ROWS) await printProfile(client, rows, perHour);
    } finally {
      await client.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Rows = <Row>(query: string) => Promise<Row[]>;

/** Writes predictions with 30 numbers and 3 categories, and a label for each; gives the bytes of JSON per record. */
async function fill(directory: string): Promise<{ readonly predictions: number; readonly labels: number }> {
  const store = await openStore({ url: `chdb:${directory}` });
  const ingest = createIngest({
    writer: store.recordWriter,
    catalogueStore: store.catalogueStore,
    versionStore: store.versionStore,
    watermarkStore: store.watermarkStore,
    config: readIngestConfig({}).config,
    declared: [],
    clock: Date.now,
    random: Math.random,
    logger: { info() {}, warn() {}, error() {} },
  });
  await ingest.start();
  const bytes = { predictions: 0, labels: 0 };
  const now = Date.now();
  for (let from = 0; from < EVENTS; from += REQUEST_RECORDS) {
    const predictions = Array.from({ length: REQUEST_RECORDS }, (_, i) => predictionOf(now, from + i));
    const labels = predictions.map(({ prediction_id, model, prediction }) => ({
      prediction_id,
      model,
      label: prediction,
    }));
    for (const [kind, records] of [
      ['prediction', predictions],
      ['label', labels],
    ] as const) {
      bytes[`${kind}s`] += records.reduce((sum, record) => sum + JSON.stringify(record).length + 1, 0);
      const incoming = records.map((value) => ({ value }));
      await ingest.append({ project: 'default', kind, source: 'bench', records: incoming });
    }
  }
  await ingest.stop(60_000);
  await store.close();
  return { predictions: bytes.predictions / EVENTS, labels: bytes.labels / EVENTS };
}

function predictionOf(now: number, index: number) {
  const features: Record<string, number | string> = {
    country: ['DE', 'FR', 'PL', 'NO'][index % 4]!,
    device: Math.random() < 0.7 ? 'mobile' : 'desktop',
    plan: `p${index % 7}`,
  };
  for (let n = 0; n < NUMERIC; n += 1) features[`feature_${n}`] = Math.round(Math.random() * 1e5) / 100;
  return {
    prediction_id: randomUUID(),
    model: `model-${index % 10}`,
    version: 'v1',
    timestamp: new Date(now - Math.floor((index / EVENTS) * SPREAD_MS)).toISOString(),
    features,
    prediction: Math.random() < 0.5 ? 'yes' : 'no',
    score: Math.random(),
  };
}

async function printEvents(
  rows: Rows,
  json: { readonly predictions: number; readonly labels: number },
): Promise<void> {
  for (const table of ['predictions', 'labels'] as const) {
    await rows(`OPTIMIZE TABLE ${table} FINAL`);
    const [size] = await rows<{ bytes: number }>(
      `SELECT toFloat64(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND table = '${table}'`,
    );
    const [maps] = await rows<{ bytes: number }>(
      `SELECT toFloat64(sum(column_bytes_on_disk)) AS bytes FROM system.parts_columns
       WHERE active AND table = '${table}' AND column IN ('numeric_features', 'categorical_features', 'scores', 'embeddings')`,
    );
    const each = (bytes: number) => (bytes / EVENTS).toFixed(0).padStart(4);
    console.log(
      `${table.padEnd(12)} JSON ${json[table].toFixed(0).padStart(4)} B   disk ${each(size!.bytes)} B   of which feature columns ${each(maps!.bytes)} B`,
    );
  }
}

/** A profile has the counts of one feature in one hour on a grid of 550 bins; the values are normal. */
async function printProfile(
  client: ReturnType<typeof createClient>,
  rows: Rows,
  perHour: number,
): Promise<void> {
  await client.command({ query: 'TRUNCATE TABLE profile_buckets' });
  // The bins have equal mass, so each count is near perHour / 550, with the noise of chance.
  await client.command({
    query: `INSERT INTO profile_buckets (project, model, grid_hash, version, deployment, source, bucket_seconds, bucket_start, subject,
        feature, rows, counts, value_sum, square_sum, lowest, highest, low_sum, high_sum, built_at, build_id)
      SELECT 'default', 'm', 'g', 'v1', 'live', 'predictions', 3600, fromUnixTimestamp64Milli(toInt64(number * 3600000), 'UTC'),
        'feature', 'x', ${perHour},
        arrayMap(bin -> toUInt32(greatest(0, round(randNormal(${perHour / PROFILE_BINS}, ${Math.sqrt(perHour / PROFILE_BINS)}, number * 1000 + bin)))), range(${PROFILE_BINS})),
        rand64(number), rand64(number + 1), rand64(number + 2), rand64(number + 3), rand64(number + 4), rand64(number + 5),
        now64(3), 1
      FROM numbers(${PROFILE_HOURS})`,
  });
  const [size] = await rows<{ bytes: number }>(
    `SELECT toFloat64(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND table = 'profile_buckets'`,
  );
  console.log(
    `profile      ${String(perHour).padStart(6)} rows per hour   disk ${(size!.bytes / PROFILE_HOURS).toFixed(0).padStart(4)} B per feature and hour`,
  );
}
