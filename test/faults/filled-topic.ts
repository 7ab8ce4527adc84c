import { Kafka, logLevel, Partitioners } from 'kafkajs';

const LINES = 50;
// The broker takes about 1 MiB per partition and request.
const PARTITION_BYTES = 600_000;
const MESSAGES = 5_000;

/** FillOptions say what goes into a topic. */
export interface FillOptions {
  readonly brokers: string;
  readonly topic: string;
  readonly partitions: number;
  /** Number of the first record and of the one after the last; record n has the id `r-n`. */
  readonly from: number;
  readonly to: number;
  /** Turns a record's number into its line; by default a good record. */
  readonly line?: (number: number) => string;
  readonly linesPerMessage?: number;
}

/** goodLine is a record that every validator takes. */
export function goodLine(number: number, timestamp = Date.now()): string {
  const features = { x: number % 1000, y: (number % 77) / 7, c: `c${number % 5}` };
  const record = { prediction_id: `r-${number}`, model: 'm', version: 'v1', timestamp, features };
  return JSON.stringify({ ...record, prediction: number % 2 === 0, score: 0.5 });
}

/** fillTopic appends records, many lines to a message, in turn to every partition; another client than ours. */
export async function fillTopic(options: FillOptions): Promise<void> {
  const { brokers, topic, partitions, from, to } = options;
  const line = options.line ?? ((number: number) => goodLine(number));
  const lines = options.linesPerMessage ?? LINES;
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true });
  await producer.connect();
  let messages: { partition: number; value: string; headers: Record<string, string> }[] = [];
  let turn = 0;
  let bytes = 0;
  const flush = async () => {
    if (messages.length > 0) await producer.send({ topic, messages, acks: -1 });
    messages = [];
    bytes = 0;
  };
  for (let first = from; first < to; first += lines) {
    const last = Math.min(to, first + lines);
    const value = Array.from({ length: last - first }, (_, index) => line(first + index)).join('\n');
    if (bytes + value.length * partitions > PARTITION_BYTES * partitions) await flush();
    bytes += value.length;
    messages.push({ partition: turn % partitions, value, headers: { 'plumbline-project': 'default' } });
    turn += 1;
    if (messages.length >= MESSAGES) await flush();
  }
  await flush();
  await producer.disconnect();
}
