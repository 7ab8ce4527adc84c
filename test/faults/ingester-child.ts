import { CONSUMER_LIMITS } from '../../ingest/consumer/limits.ts';
import { createLogConsumer } from '../../ingest/consumer/log-consumer.ts';
import { openStore } from '../../store/index.ts';
import { kafkaLog } from '../support/kafka-log-world.ts';
import { planFaults } from './fault-plan.ts';
import type { IngesterOptions, IngesterReport } from './ingester.ts';

// One life of an ingester: consumer and store in a process that the parent ends, or that ends itself where its plan
// says. It prints a report ten times a second, one JSON line each.

const options = JSON.parse(process.argv[2] ?? '{}') as IngesterOptions;
const store = await openStore({ url: options.storeUrl });
const DAY = 86_400_000;
const RULES = {
  eventTimePastMs: 30 * DAY,
  eventTimeFutureMs: DAY / 24,
  unknownFields: 'refuse',
  quarantineBytesPerHour: 100_000_000,
} as const;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const { log, writer } = planFaults(options.plan ?? {}, kafkaLog(options.brokers), store.logWriter(RULES));
const consumer = createLogConsumer({
  ...{ log, writer, group: options.group, logger: quiet, blockSettings: 1 },
  topics: options.topics.map((topic) => ({ topic, kind: 'prediction', project: null })),
  limits: {
    ...CONSUMER_LIMITS,
    batch: { rows: options.batchRows, bytes: 8 * 1024 * 1024, ageMs: 200 },
    memory: { totalBytes: options.memoryBytes, partitionBytes: options.memoryBytes / 4 },
    drainMs: 3_000,
  },
  clock: () => performance.now(),
  random: Math.random,
  onStalled: (reason) => {
    process.stderr.write(`${reason}\n`);
    process.exit(1);
  },
});
await consumer.start();

function report(): void {
  const { topics, ...counts } = consumer.metrics();
  const landed = Object.values(topics).reduce((sum, { read }) => sum + read, 0);
  const quarantined = Object.values(topics).reduce((sum, one) => sum + one.quarantined, 0);
  const lag = consumer.lag();
  const told: IngesterReport = {
    ...{ ...counts, landed, quarantined, partitions: lag.length, caughtUp: consumer.caughtUp() },
    committed: lag.every(({ position, end }) => position >= end) && counts.bufferedBytes === 0,
    rssMb: Math.round(process.memoryUsage().rss / 1024 / 1024),
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

setInterval(report, 100);
// The parent holds this pipe open; when it is gone, so is the reason to run.
process.stdin.on('end', () => process.exit(0)).resume();
process.once('SIGTERM', async () => {
  await consumer.stop(10_000);
  await store.close();
  process.exit(0);
});
