import { Kafka, logLevel } from 'kafkajs';
import type { KafkaSettings } from './kafka-config.ts';
import { clientOptions } from './kafka-connection.ts';
import { logUnavailable } from './log-errors.ts';

/** countPartitions asks how many partitions a topic has; throws log_unavailable. */
export async function countPartitions(settings: KafkaSettings, topic: string): Promise<number> {
  const admin = new Kafka({ ...clientOptions(settings), logLevel: logLevel.NOTHING }).admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  } catch (error) {
    throw logUnavailable(error);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
