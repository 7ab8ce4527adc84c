import { after, before } from 'node:test';
import type { Ingest } from '../../../ingest/index.ts';
import { openStore, type Store } from '../../../store/index.ts';
import {
  createTopics,
  type KafkaBroker,
  startKafkaBroker,
  uniquePrefix,
} from '../../support/kafka-broker.ts';
import { kafkaLog, kafkaProducer } from '../../support/kafka-log-world.ts';
import { recordLog } from '../../support/log-recorder.ts';
import { temporaryDirectory } from '../../support/record-intake.ts';
import { openIngest, recordSinkContract } from './record-sink-contract.ts';

const topic = uniquePrefix('sink');
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let broker: KafkaBroker;
let store: Store;
let ingest: Ingest;
let producer: ReturnType<typeof kafkaProducer>;
let readers = 0;

before(async () => {
  broker = await startKafkaBroker();
  await createTopics(broker.brokers, { [topic]: 3 });
  producer = kafkaProducer(broker.brokers);
  directory = await temporaryDirectory();
  store = await openStore({ url: `chdb:${directory.path}/db` });
  const topics = { prediction: topic, label: topic, feature_sample: topic };
  ingest = await openIngest(store, { producer, topics });
});

after(async () => {
  await producer?.close();
  await store?.close();
  await broker?.stop();
  await directory?.remove();
});

recordSinkContract('kafka sink', () => ({
  ingest,
  async durable(project) {
    readers += 1;
    const reader = await recordLog(kafkaLog(broker.brokers), [topic], `${topic}-${readers}`);
    await reader.owns(3);
    const { subscription } = reader;
    while (subscription.lag().length < 3 || subscription.lag().some(({ position, end }) => position < end))
      await new Promise((resume) => setTimeout(resume, 20));
    await subscription.close();
    return reader.records
      .filter(({ headers }) => headers['plumbline-project'] === project)
      .flatMap(({ value }) => String(value).split('\n'))
      .map((line) => JSON.parse(line).prediction_id as string);
  },
}));
