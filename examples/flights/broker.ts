import { randomUUID } from 'node:crypto';
import { messageOf } from '../../domain/index.ts';
import { startKafkaBroker } from '../../test/support/kafka-broker.ts';
import { DemoFailure } from './demo-failure.ts';
import type { KafkaPlace } from './service-config.ts';

/** openBroker starts a Kafka broker that ends with the demo, or uses the one that KAFKA_BROKERS names. */
export async function openBroker(onEnd: (step: () => Promise<void>) => void): Promise<KafkaPlace> {
  try {
    const broker = await startKafkaBroker({ fullCompiler: true });
    onEnd(() => broker.stop());
    return { brokers: broker.brokers.split(','), prefix: `flights-${randomUUID().slice(0, 8)}` };
  } catch (error) {
    throw new DemoFailure(messageOf(error));
  }
}
