import type { RecordKind } from '../../domain/index.ts';
import {
  createIngest,
  createLogProducer,
  ensureTopics,
  type Ingest,
  type KafkaSettings,
  type LogTarget,
} from '../../ingest/index.ts';
import { declaredKinds } from '../config/shared-settings.ts';
import type { Part } from '../lifecycle.ts';
import type { RoleContext, RunningRole } from './role-context.ts';

// A graceful stop of all parts fits into the 15 seconds that supervisors commonly give.
const STOP_MS = 6000;

/** Gateway takes records over HTTP and answers what people ask. */
export interface Gateway extends RunningRole {
  readonly ingest: Ingest;
}

/** createGateway wires ingest as the API uses it. */
export function createGateway({ config, store, clock, random, logger }: RoleContext): Gateway {
  const log = config.kafka && logTarget(config.kafka, logger);
  const ingest = createIngest({
    log,
    writer: store.recordWriter,
    catalogueStore: store.catalogueStore,
    versionStore: store.versionStore,
    watermarkStore: store.watermarkStore,
    config: config.ingest,
    declared: declaredKinds(config.analyzers),
    clock,
    random,
    logger,
  });
  return {
    ingest,
    parts: [
      ...(log && config.kafka ? [producerPart(log, config.kafka)] : []),
      { name: 'ingest', start: () => ingest.start(), stop: () => ingest.stop(STOP_MS) },
    ],
    async reload(next) {
      ingest.declare(declaredKinds(next.analyzers));
    },
  };
}

function logTarget(settings: KafkaSettings, logger: RoleContext['logger']): LogTarget {
  const names = Object.entries(settings.topics).map(([kind, { name }]) => [kind, name] as const);
  return {
    producer: createLogProducer(settings, logger),
    topics: Object.fromEntries(names) as Record<RecordKind, string>,
  };
}

function producerPart({ producer, topics }: LogTarget, settings: KafkaSettings): Part {
  return {
    name: 'producer',
    start: () => ensureTopics(settings, Object.values(topics)),
    stop: () => producer.close(),
  };
}
