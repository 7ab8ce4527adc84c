import type { KafkaSection } from '../../ingest/kafka/kafka-config.ts';
import { readKafkaConfig } from '../../ingest/kafka/kafka-config.ts';
import { createKafkaLog } from '../../ingest/kafka/kafka-log.ts';
import { createLogProducer } from '../../ingest/kafka/kafka-producer.ts';
import type { RecordLog } from '../../ingest/record-log.ts';

const silent = { info() {}, warn() {}, error() {} };

/** The test broker takes short sessions; one of somebody else takes six seconds and more by default. */
const SESSION_TIMEOUT = process.env.KAFKA_BROKERS ? '6s' : '1s';

/** kafkaLog opens a log as the service does, with a short session. */
export function kafkaLog(brokers: string, section: KafkaSection = {}): RecordLog {
  const settings = kafkaSettings(brokers, section);
  return createKafkaLog({
    settings,
    logger: silent,
    now: Date.now,
    elapsed: () => performance.now(),
    random: Math.random,
  });
}

/** kafkaProducer opens a producer as the service does. */
export function kafkaProducer(brokers: string, section: KafkaSection = {}) {
  return createLogProducer(kafkaSettings(brokers, section), silent);
}

/** kafkaSettings reads a section as the service does. */
export function kafkaSettings(brokers: string, section: KafkaSection = {}) {
  const { config, problems } = readKafkaConfig({
    brokers: brokers.split(','),
    session_timeout: SESSION_TIMEOUT,
    drain_timeout: '4s',
    request_timeout: '3s',
    ...section,
  });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return config;
}

/** entries makes entries whose values are a prefix and a number, each with its own key. */
export function entries(prefix: string, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    key: `${prefix}${index}`,
    value: Buffer.from(`${prefix}${index}`),
    headers: { 'plumbline-project': 'shop' },
  }));
}
