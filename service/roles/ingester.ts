import {
  CONSUMER_LIMITS,
  type ConsumedTopic,
  createKafkaLog,
  createLogConsumer,
  ensureTopics,
  type KafkaSettings,
} from '../../ingest/index.ts';
import { LOG_BLOCK_SETTINGS } from '../../store/index.ts';
import { registerConsumerMetrics } from '../consumer-metrics.ts';
import { createIngestAuditor } from '../ingest-audit.ts';
import { logRules } from '../log-rules.ts';
import { createPositionNotes } from '../position-notes.ts';
import type { RoleContext, RunningRole } from './role-context.ts';

const NOTHING_TO_DO: RunningRole = { parts: [], async reload() {} };

// A graceful stop of all parts fits into the 15 seconds that supervisors commonly give.
const STOP_MS = 8000;

/** createIngester wires what brings a log into the store; without a log the gateway writes, and it has nothing to do. */
export function createIngester(context: RoleContext): RunningRole {
  const { config, store, registry, random, logger } = context;
  const { kafka } = config;
  if (kafka === null) return NOTHING_TO_DO;
  const topics = consumedTopics(kafka);
  const observe = registerConsumerMetrics(registry, () => consumer);
  const elapsed = () => performance.now();
  const consumer = createLogConsumer({
    log: createKafkaLog({ settings: kafka, logger, now: context.clock, elapsed, random }),
    writer: store.logWriter(logRules(config.ingest)),
    topics,
    group: kafka.group,
    limits: CONSUMER_LIMITS,
    blockSettings: LOG_BLOCK_SETTINGS,
    clock: elapsed,
    random,
    logger,
    onBatch: observe,
    onStalled: (reason) => context.failed('the consumer cannot go on', new Error(reason)),
  });
  return {
    parts: [
      {
        name: 'consumer',
        async start() {
          await ensureTopics(
            kafka,
            topics.map(({ topic }) => topic),
          );
          await consumer.start();
        },
        stop: () => consumer.stop(STOP_MS),
      },
      createIngestAuditor(store.ingestAudit, registry, context.clock, logger),
      createPositionNotes(() => consumer.lag(), store.positionStore, logger),
    ],
    async reload() {},
  };
}

function consumedTopics({ topics, sources }: KafkaSettings): ConsumedTopic[] {
  const own = Object.entries(topics) as [ConsumedTopic['kind'], { name: string; project: string | null }][];
  return [...own.map(([kind, { name, project }]) => ({ topic: name, kind, project })), ...sources];
}
