import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { messageOf, PlumblineError } from '../../domain/index.ts';
import type { IngestLogger } from '../logger.ts';
import type { LogProducer, OutgoingEntry } from '../record-log.ts';
import type { KafkaSettings } from './kafka-config.ts';
import { clientOptions } from './kafka-connection.ts';
import { kafkaErrorType, logUnavailable } from './log-errors.ts';
import { unansweredEntries } from './stored-check.ts';

/** Of everything that waits, so many bytes go in one request; the broker takes about 1 MiB per partition. */
const REQUEST_BYTES = 900_000;
/** Bytes of an entry beside its key, value and headers. */
const ENTRY_OVERHEAD = 64;
const RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 };

const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** KafkaProducer appends entries to topics; entries of one key stay in order. */
export interface KafkaProducer extends LogProducer {
  /** Reaches the brokers; throws log_unavailable. */
  connect(): Promise<void>;
}

interface Waiting {
  readonly entries: readonly OutgoingEntry[];
  readonly bytes: number;
  done(): void;
  failed(error: unknown): void;
}

/** A producer, and where its messages go. */
interface CheckedProducer {
  readonly kafka: Producer;
  /** The partition of each message. */
  readonly chosen: WeakMap<object, number>;
}

/**
 * createLogProducer makes an idempotent producer. One request of a topic is under way at a time, and all that waits
 * meanwhile goes into the next: kafkajs takes its sequence numbers back when a request fails, so that a second request
 * in flight would be taken for a repeat of the first and acknowledged without being stored. For the same reason a
 * producer that gave up is replaced. An acknowledgement counts only where it covers every partition.
 */
export function createLogProducer(settings: KafkaSettings, logger: IngestLogger): KafkaProducer {
  const kafka = new Kafka({ ...clientOptions(settings), retry: RETRY, logLevel: logLevel.NOTHING });
  const lanes = new Map<string, ReturnType<typeof createLane>>();
  let closed = false;

  return {
    async connect() {
      const admin = kafka.admin();
      try {
        await admin.connect();
      } catch (error) {
        throw logUnavailable(error);
      } finally {
        await admin.disconnect().catch(() => {});
      }
    },
    async send(topic, entries) {
      if (closed) throw new PlumblineError('shutting_down');
      const lane = lanes.get(topic) ?? createLane(kafka, topic, logger);
      lanes.set(topic, lane);
      await lane.send(entries);
    },
    async close() {
      closed = true;
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
    },
  };
}

/** A lane sends the entries of one topic, in the order in which they came. */
function createLane(kafka: Kafka, topic: string, logger: IngestLogger) {
  const queue: Waiting[] = [];
  let producer: CheckedProducer | undefined;
  let draining: Promise<void> | undefined;

  async function connected(): Promise<CheckedProducer> {
    if (producer !== undefined) return producer;
    const chosen = new WeakMap<object, number>();
    const fresh = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => stickyPartitioner(chosen),
      retry: RETRY,
    });
    try {
      await fresh.connect();
    } catch (error) {
      await fresh.disconnect().catch(() => {});
      throw error;
    }
    producer = { kafka: fresh, chosen };
    return producer;
  }

  async function request(entries: readonly OutgoingEntry[]): Promise<void> {
    try {
      const sender = await connected();
      const messages = entries.map(({ key, value, headers }) => ({
        key,
        value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
        headers: { ...headers },
      }));
      const answer = await sender.kafka.send({ topic, acks: -1, messages });
      const partitions = messages.map((message) => sender.chosen.get(message) ?? -1);
      const missing = unansweredEntries(partitions, answer);
      if (missing > 0) throw new Error(`The answer does not cover ${missing} entries.`);
    } catch (error) {
      const failed = producer;
      producer = undefined;
      void failed?.kafka.disconnect().catch(() => {});
      throw error;
    }
  }

  async function sendTogether(waiting: readonly Waiting[]): Promise<void> {
    try {
      await request(waiting.flatMap(({ entries }) => entries));
      for (const one of waiting) one.done();
    } catch (error) {
      const tooLarge = TOO_LARGE.has(kafkaErrorType(error) ?? '');
      if (tooLarge && waiting.length > 1) {
        for (const one of waiting) await sendTogether([one]);
        return;
      }
      logger.warn({ topic, err: messageOf(error) }, 'Kafka did not take entries');
      const reason = tooLarge
        ? new PlumblineError('log_record_too_large', undefined, { cause: error })
        : logUnavailable(error);
      for (const one of waiting) one.failed(reason);
    }
  }

  async function drain(): Promise<void> {
    for (;;) {
      const next: Waiting[] = [];
      for (let bytes = 0; queue[0] !== undefined; ) {
        if (next.length > 0 && bytes + queue[0].bytes > REQUEST_BYTES) break;
        bytes += queue[0].bytes;
        next.push(queue.shift() as Waiting);
      }
      if (next.length === 0) {
        // At once: an entry that comes before the promise has settled would wait for nobody.
        draining = undefined;
        return;
      }
      await sendTogether(next);
    }
  }

  return {
    send(entries: readonly OutgoingEntry[]): Promise<void> {
      return new Promise((done, failed) => {
        queue.push({ entries, bytes: sizeOf(entries), done, failed });
        draining ??= drain();
      });
    },
    async close(): Promise<void> {
      await draining;
      await producer?.kafka.disconnect().catch(() => {});
    },
  };
}

function sizeOf(entries: readonly OutgoingEntry[]): number {
  let bytes = 0;
  for (const { key, value, headers } of entries) {
    bytes += ENTRY_OVERHEAD + key.length + value.length;
    for (const [name, text] of Object.entries(headers)) bytes += name.length + text.length;
  }
  return bytes;
}

/** Keeps a message in its partition when kafkajs sends it again after a topic has got more partitions. */
function stickyPartitioner(chosen: WeakMap<object, number>) {
  const choose = Partitioners.DefaultPartitioner();
  return (choice: Parameters<typeof choose>[0]): number => {
    const partition = chosen.get(choice.message) ?? choose(choice);
    chosen.set(choice.message, partition);
    return partition;
  };
}
