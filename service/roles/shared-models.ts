import type { Ownership } from '../../analyzers/ports.ts';
import { countPartitions, createKafkaLog, ensureTopics } from '../../ingest/index.ts';
import { embeddedPath } from '../embedded-path.ts';
import type { Part } from '../lifecycle.ts';
import { createLogOwnership } from '../log-ownership.ts';
import type { RoleContext } from './role-context.ts';

/** SharedModels is the ownership of a role, and the part that joins the others of that role. */
export interface SharedModels extends Ownership {
  readonly part: Part;
}

/** OwnedWork is what a role does with its models. */
export interface OwnedWork {
  /** Ticks at once. */
  tick(): Promise<void>;
  /** Waits for the tick under way. */
  idle(): Promise<void>;
}

const TOPIC = 'plumbline.ticks';

// A member waits for its work on models that move, and all others wait for the member.
const DRAIN_MS = 6000;

/**
 * shareModels lets the processes of one role share the models: partition p of the topic owns the models of part p. It
 * gives null where there is nobody to share with: without Kafka, and with the embedded engine, which has one process.
 */
export function shareModels(
  context: RoleContext,
  role: 'analyzer' | 'alerter',
  work: OwnedWork,
): SharedModels | null {
  const { config, store, logger, random } = context;
  const elapsed = () => performance.now();
  const { kafka } = config;
  if (kafka === null || embeddedPath(config.storeUrl) !== null) return null;
  const settings = { ...kafka, drainTimeoutMs: DRAIN_MS };
  const ownership = createLogOwnership({
    log: createKafkaLog({ settings, logger, now: context.clock, elapsed, random }),
    topic: TOPIC,
    group: `${kafka.group}.${role}`,
    countPartitions: (topic) => countPartitions(settings, topic),
    sessionTimeoutMs: settings.sessionTimeoutMs,
    elapsed,
    logger,
    prepare: () => store.takeOver(),
    gained: () =>
      void work
        .idle()
        .then(() => work.tick())
        .catch(() => {}),
    drain: () => work.idle(),
    failed: (error) => context.failed(`${role}s cannot share the models`, error),
  });
  return {
    share: () => ownership.share(),
    part: {
      name: `${role} ownership`,
      async start() {
        await ensureTopics(settings, [TOPIC]);
        await ownership.start();
      },
      stop: () => ownership.stop(),
    },
  };
}
