import { Kafka, logLevel } from 'kafkajs';
import type { KafkaSettings } from './kafka-config.ts';
import { clientOptions } from './kafka-connection.ts';
import { logUnavailable } from './log-errors.ts';

/** ensureTopics creates those topics that are missing, with the time of arrival as the time of their entries. */
export async function ensureTopics(settings: KafkaSettings, topics: readonly string[]): Promise<void> {
  const admin = new Kafka({ ...clientOptions(settings), logLevel: logLevel.NOTHING }).admin();
  try {
    await admin.connect();
    const there = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !there.has(topic));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic,
        numPartitions: settings.partitions,
        replicationFactor: settings.replication,
        configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
      })),
    });
  } catch (error) {
    throw logUnavailable(error);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
