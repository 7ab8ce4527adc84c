import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { openStore } from '../store/index.ts';

/** ReadModelShape is how much a store holds: one drift and one performance monitor per model, judged every hour. */
export interface ReadModelShape {
  readonly models: number;
  readonly features: number;
  readonly days: number;
}

const HOUR_MS = 3_600_000;
const METRICS = ['accuracy', 'f1', 'roc_auc'];
/** Predictions and labels of each model in each hour. */
const TRAFFIC = 20;
/** Evaluations whose rows are inserted as one block. */
const BLOCK_WINDOWS = 2000;

type Run = (sql: string) => Promise<void>;

/** fillReadModel makes a store of the given size that ends with the present hour, and gives that hour. */
export async function fillReadModel(directory: string, shape: ReadModelShape): Promise<number> {
  const end = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  await (await openStore({ url: `chdb:${directory}` })).close();
  const client = createClient({ connection: createChdbConnection({ path: directory }) as never });
  const run: Run = async (query) => void (await client.command({ query }));
  try {
    for (let model = 0; model < shape.models; model += 1) {
      await evaluate(run, shape, end, { model, monitor: 'inputs', subjects: shape.features });
      await evaluate(run, shape, end, { model, monitor: 'quality', subjects: METRICS.length });
      // Every fiftieth window of one monitor was evaluated again, with one feature less.
      await evaluate(run, shape, end, { model, monitor: 'inputs', subjects: shape.features - 1, every: 50 });
    }
    await register(run, shape, end);
    await alarm(run, shape, end);
    await arrive(run, shape, end);
  } finally {
    await client.close();
  }
  return end;
}

interface Judged {
  readonly model: number;
  readonly monitor: 'inputs' | 'quality';
  readonly subjects: number;
  /** Windows between two evaluations; those of a later round replace earlier ones. */
  readonly every?: number;
}

/** Rows follow each other as a service writes them: the window, then its measurements; no block cuts an evaluation. */
async function evaluate(run: Run, { days }: ReadModelShape, end: number, judged: Judged): Promise<void> {
  const { model, monitor, subjects, every = 1 } = judged;
  const rows = subjects + 1;
  const windows = Math.floor((days * 24) / every);
  const quality = monitor === 'quality';
  const block = rows * BLOCK_WINDOWS;
  await run(`INSERT INTO evaluations
    WITH
      intDiv(number, ${rows}) * ${every} AS hour, number % ${rows} AS place, place = 0 AS is_window,
      ${end - days * 24 * HOUR_MS} + hour * ${HOUR_MS} AS start_ms,
      (cityHash64(${model}, hour, place) % 1000000) / 1000000 AS chance, chance * chance * 0.2 AS distance,
      multiIf(distance >= 0.19, 'critical', distance >= 0.15, 'warning', 'none') AS judged,
      fromUnixTimestamp64Milli(toInt64(start_ms), 'UTC') AS start
    SELECT
      'default', 'model-${model}', '${monitor}', 'v1', 'live', '', start, start + INTERVAL 1 HOUR,
      multiIf(is_window, 'window', ${quality}, 'prediction', 'feature'),
      if(is_window OR ${quality}, '', concat('feature_', toString(place - 1))),
      if(is_window, '', ${quality ? `[${METRICS.map((id) => `'${id}'`)}][place]` : "'psi'"}),
      concat('${model}-${monitor}-${every}-', toString(hour)), if(is_window, '', 'psi/1'), distance, distance,
      if(is_window, NULL, chance), if(is_window, NULL, least(1, chance * 2)),
      if(is_window, NULL, distance - 0.01), if(is_window, NULL, distance + 0.01), if(is_window, 0, 0.15),
      'complete', judged,
      if(is_window, '', concat('psi ', toString(distance), ' against 0.15 and p ', toString(chance), ' against 0.01')),
      if(is_window, concat('psi of feature_7 is ', toString(distance), '; nothing else moved.'), ''),
      100000, 5000, 'b4d1f00d', 'measure', 'policy', if(is_window, '', 'cpu'), 1, NULL, chance * 20,
      ${quality ? `'{"baseline":0.9,"predictions":5000,"labelled":4500,"labelled_share":0.9}'` : `'{"bins":10,"noise_95":0.01}'`},
      ${every}, 'live', 0, now64(3, 'UTC'), ${every === 1 ? 1 : 2} * 1000000000 + ${model} * 1000000 + hour
    FROM numbers(${windows * rows})
    SETTINGS max_block_size = ${block}, min_insert_block_size_rows = 0, min_insert_block_size_bytes = 0,
      max_threads = 1, max_insert_threads = 1, max_partitions_per_insert_block = 0`);
}

async function register(run: Run, { models, features }: ReadModelShape, end: number): Promise<void> {
  const at = `fromUnixTimestamp64Milli(toInt64(${end - 100 * 24 * HOUR_MS}), 'UTC')`;
  await run(`INSERT INTO model_versions SELECT 'default', concat('model-', toString(intDiv(number, 2))),
    concat('v', toString(number % 2)), ${at}, 'declared', '', '', number FROM numbers(${models * 2})`);
  await run(`INSERT INTO features SELECT 'default', concat('model-', toString(intDiv(number, ${features}))),
    concat('feature_', toString(number % ${features})), 'numeric', 'learnt', ${at}, ${at}, 1
    FROM numbers(${models * features})`);
  for (const monitor of ['inputs', 'quality']) {
    await run(`INSERT INTO monitors SELECT 'default', concat('${monitor}-', toString(number)), 'policy',
      concat('model-', toString(number)), '{}', ${at}, 1 FROM numbers(${models})`);
  }
}

/** Each model had an incident a week with three notifications and a retraining run; the last one is open. */
async function alarm(run: Run, { models, days }: ReadModelShape, end: number): Promise<void> {
  const weeks = Math.ceil(days / 7);
  const of = `WITH intDiv(number, ${weeks}) AS m, number % ${weeks} AS week,
      fromUnixTimestamp64Milli(toInt64(${end} - week * ${7 * 24 * HOUR_MS}), 'UTC') AS at,
      concat('i-', toString(m), '-', toString(week)) AS incident`;
  for (const [sequence, state] of ['open', 'resolved'].entries()) {
    await run(`INSERT INTO incidents ${of} SELECT 'default', concat('model-', toString(m)), incident, ${sequence},
      '${state}', '${state}', '${state}', 'warning', 'v1', ['inputs'], '{}', at, at, at, 'e', 'Seven features drift.', '[]', 0, at
      FROM numbers(${models * weeks}) ${sequence === 1 ? 'WHERE week > 0' : ''}`);
  }
  for (const notifier of ['slack', 'pagerduty', 'email']) {
    await run(`INSERT INTO notifications ${of} SELECT 'default', incident, concat(incident, '${notifier}'), '${notifier}',
      '${notifier}', 'open', 'delivered', 1, at, '', map(), at, at, 1 FROM numbers(${models * weeks})`);
  }
  await run(`INSERT INTO retraining_runs ${of} SELECT 'default', concat('model-', toString(m)), concat('r', incident),
    incident, 'pipeline', 'v1', 'v2', 'succeeded', 'drift', at, at, ['feature_7'], '', at, at, at, 1
    FROM numbers(${models * weeks})`);
  await run(`INSERT INTO alerts SELECT 'default', concat('model-', toString(number)), 'inputs', 'v1', 'live', '',
    'inactive', 0, 'none', NULL, fromUnixTimestamp64Milli(toInt64(${end}), 'UTC'), 'e', '', 1 FROM numbers(${models})`);
}

async function arrive(run: Run, { models, days }: ReadModelShape, end: number): Promise<void> {
  const hours = days * 24;
  const of = `WITH concat('model-', toString(number % ${models})) AS m,
      ${end - hours * HOUR_MS} + intDiv(number, ${models * TRAFFIC}) * ${HOUR_MS} AS hour_ms,
      fromUnixTimestamp64Milli(toInt64(hour_ms), 'UTC') AS hour, hour + INTERVAL 1 MINUTE AS at`;
  const from = `FROM numbers(${models * TRAFFIC * hours}) SETTINGS max_partitions_per_insert_block = 0`;
  await run(`INSERT INTO predictions (project, model, hour, prediction_id, version, deployment, source, event_time,
      received_at, prediction_text, prediction_number, precedence)
    ${of} SELECT 'default', m, hour, toString(number), 'v1', 'live', 'http', hour, at, '1', 1, number ${from}`);
  await run(`INSERT INTO labels (project, model, received_hour, prediction_id, received_at, label_text, label_number,
      source, arrival)
    ${of} SELECT 'default', m, hour, toString(number), at, '1', 1, 'http', number ${from}`);
  await run(`INSERT INTO quarantine
    ${of} SELECT 'default', at, toString(number), 'prediction', 'http', '', -1, -1, 0, m, 'missing_field', '/version',
      'version is missing', '{}', 2 FROM numbers(${models * TRAFFIC * hours}) WHERE number % 100 = 0
    SETTINGS max_partitions_per_insert_block = 0`);
}
