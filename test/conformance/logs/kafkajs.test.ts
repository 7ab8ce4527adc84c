import { after, before } from 'node:test';
import {
  createTopics,
  deleteTopics,
  type KafkaBroker,
  startKafkaBroker,
  uniquePrefix,
} from '../../support/kafka-broker.ts';
import { entries, kafkaLog, kafkaProducer } from '../../support/kafka-log-world.ts';
import { type LogWorld, recordLogContract } from './record-log-contract.ts';

let broker: KafkaBroker;
let world: LogWorld;
let producer: ReturnType<typeof kafkaProducer>;
const prefix = uniquePrefix('contract');

before(async () => {
  broker = await startKafkaBroker();
  producer = kafkaProducer(broker.brokers);
  world = {
    // Small pieces, so that a pause falls between two of them.
    log: () => kafkaLog(broker.brokers, { fetch: { partition_bytes: 2_000 } }),
    append: (topic, name, count) => producer.send(topic, entries(name, count)),
    createTopic: (topic, partitions) => createTopics(broker.brokers, { [topic]: partitions }),
    deleteTopic: (topic) => deleteTopics(broker.brokers, [topic]),
    fresh: (name) => `${prefix}-${name}`,
  };
});
after(async () => {
  await producer.close();
  await broker.stop();
});

recordLogContract('kafkajs', () => world);
