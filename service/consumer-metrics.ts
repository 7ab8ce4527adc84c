import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LandedBatch, LogConsumer } from '../ingest/index.ts';

const EVENTS = {
  batches: 'Inserts of log ranges that landed',
  retries: 'Inserts of log ranges that failed and were repeated',
  commitRetries: 'Commits to the log that failed and were repeated',
  rebalances: 'Times that partitions were taken away',
  fenced: 'Commits that came too late, because the partition belonged to another member',
  intentsReplayed: 'Ranges that a former owner had marked, written again under their token',
  bisections: 'Refused ranges that were cut to find the records at fault',
} as const;

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** registerConsumerMetrics shows what a consumer counts, and returns the observer of its inserts. */
export function registerConsumerMetrics(
  registry: Registry,
  consumer: () => LogConsumer,
): (batch: LandedBatch) => void {
  const registers = [registry];
  new Counter({
    name: 'plumbline_log_records_total',
    help: 'Records of the log that landed, by topic and outcome: read is accepted plus quarantined',
    labelNames: ['topic', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const [topic, counts] of Object.entries(consumer().metrics().topics)) {
        for (const [outcome, count] of Object.entries(counts)) this.inc({ topic, outcome }, count);
      }
    },
  });
  new Gauge({
    name: 'plumbline_log_lag_entries',
    help: 'Entries of the log that are not durable in the store yet',
    labelNames: ['topic', 'partition'],
    registers,
    collect() {
      this.reset();
      for (const { topic, partition, position, end } of consumer().lag())
        this.set({ topic, partition: String(partition) }, Number(end - position));
    },
  });
  new Gauge({
    name: 'plumbline_log_buffered_bytes',
    help: 'Bytes that were read from the log and have not landed',
    registers,
    collect() {
      this.set(consumer().metrics().bufferedBytes);
    },
  });
  for (const [event, help] of Object.entries(EVENTS) as [keyof typeof EVENTS, string][]) {
    new Counter({
      name: `plumbline_log_${snake(event)}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(consumer().metrics()[event]);
      },
    });
  }
  const duration = new Histogram({
    name: 'plumbline_log_insert_seconds',
    help: 'Time of one insert of a log range, from the first attempt to the answer',
    labelNames: ['kind'],
    buckets: [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60],
    registers,
  });
  return ({ kind, insertMs }) => duration.observe({ kind }, insertMs / 1000);
}
