import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChdbConnection } from 'chdb/connection';
import { CONSUMER_LIMITS, createKafkaLog, createLogConsumer, readKafkaConfig } from '../ingest/index.ts';
import { LOG_BLOCK_SETTINGS, openStore } from '../store/index.ts';
import { logRecordsSelect } from './log-records-select.ts';

// One run in a process of its own, because a process has one data directory: our consumer, or ClickHouse's own Kafka
// engine in front of the same Null table and views. It prints one line of JSON.

/** CaseOptions are what the bench hands over. */
export interface CaseOptions {
  readonly who: 'plumbline' | 'clickhouse';
  readonly brokers: string;
  readonly topic: string;
  readonly directory: string;
  readonly records: number;
  readonly recordsPerMessage: number;
}

/** CaseResult is what a run measured; the time starts when the partitions are assigned. */
export interface CaseResult {
  readonly seconds: number;
  readonly rows: number;
  readonly distinct: number;
  readonly batches: number;
  readonly cpuSeconds: number;
  readonly lagP99Ms: number;
  readonly rssMb: number;
}

const BLOCK_ROWS = 50_000;
const DAY = 86_400_000;
const RULES = {
  eventTimePastMs: 30 * DAY,
  eventTimeFutureMs: DAY,
  unknownFields: 'refuse',
  quarantineBytesPerHour: 100_000_000,
} as const;

const options = JSON.parse(process.argv[2] ?? '{}') as CaseOptions;
const store = await openStore({ url: `chdb:${options.directory}` });
const connection = createChdbConnection({ path: options.directory });
const sql = async (text: string) => {
  const result = await connection.chdb.queryAsync(text, { format: 'TabSeparated' });
  return Buffer.from(result.bytes()).toString('utf8').trim();
};
// What was written twice stays visible.
await sql('SYSTEM STOP MERGES predictions');
const landed = async () => Number(await sql('SELECT count() FROM predictions'));

async function plumbline(): Promise<{ started: number; batches: number; stop(): Promise<void> }> {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const settings = readKafkaConfig({ brokers: [options.brokers], group: `bench-${options.topic}` }).config;
  let started = 0;
  const log = createKafkaLog({
    settings,
    logger: quiet,
    now: Date.now,
    elapsed: () => performance.now(),
    random: Math.random,
  });
  const consumer = createLogConsumer({
    log: {
      subscribe: (topics, group, listener) =>
        log.subscribe(topics, group, {
          ...listener,
          assigned(assignment) {
            started ||= performance.now();
            listener.assigned(assignment);
          },
        }),
    },
    writer: store.logWriter(RULES),
    topics: [{ topic: options.topic, kind: 'prediction', project: null }],
    group: settings.group,
    limits: CONSUMER_LIMITS,
    blockSettings: LOG_BLOCK_SETTINGS,
    clock: () => performance.now(),
    random: Math.random,
    logger: quiet,
    onStalled: (reason) => {
      throw new Error(reason);
    },
  });
  await consumer.start();
  while ((consumer.metrics().topics[options.topic]?.read ?? 0) < options.records) await sleep(10);
  return { started, batches: consumer.metrics().batches, stop: () => consumer.stop(10_000) };
}

async function clickhouse(): Promise<{ started: number; batches: number; stop(): Promise<void> }> {
  // A block is counted in messages; with many records in each it has as many records as one of single records.
  const messages = Math.ceil(BLOCK_ROWS / options.recordsPerMessage);
  await sql(
    `CREATE TABLE bench_source (value String) ENGINE = Kafka SETTINGS kafka_broker_list = '${options.brokers}',
     kafka_topic_list = '${options.topic}', kafka_group_name = 'engine-${options.topic}', kafka_format = 'RawBLOB',
     kafka_max_block_size = ${messages}, kafka_poll_max_batch_size = ${messages}, kafka_num_consumers = 1`,
  );
  await sql(
    `CREATE MATERIALIZED VIEW bench_feed TO incoming_records AS ${await logRecordsSelect(options.topic, RULES, sql)}`,
  );
  const assigned = () =>
    sql(
      'SELECT count() FROM system.kafka_consumers WHERE length(assignments.topic) > 0 OR num_messages_read > 0',
    );
  while ((await assigned()) === '0') await sleep(10);
  const started = performance.now();
  while ((await landed()) < options.records) await sleep(20);
  return { started, batches: 0, stop: async () => void (await sql('DROP VIEW bench_feed')) };
}

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const before = process.cpuUsage();
const run = await (options.who === 'plumbline' ? plumbline() : clickhouse());
const ended = performance.now();
const { user, system } = process.cpuUsage(before);
delay.disable();
await run.stop();
const result: CaseResult = {
  seconds: (ended - run.started) / 1000,
  rows: await landed(),
  distinct: Number(await sql('SELECT uniqExact(prediction_id) FROM predictions')),
  batches: Number(await sql("SELECT count() FROM system.parts WHERE table = 'predictions' AND active")),
  cpuSeconds: (user + system) / 1e6,
  lagP99Ms: delay.percentile(99) / 1e6,
  rssMb: Math.round(process.memoryUsage().rss / 1024 / 1024),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
await connection.close();
await store.close();
process.exit(0);
