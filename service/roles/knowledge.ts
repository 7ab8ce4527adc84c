import type { Ingest } from '../../ingest/index.ts';
import { declaredKinds } from '../config/shared-settings.ts';
import { createStoredKnowledge } from '../stored-knowledge.ts';
import type { Knowledge } from './analyzer.ts';
import type { RoleContext, RunningRole } from './role-context.ts';

/** Known is what a process knows of the models, kept up to date with the configuration. */
export interface Known extends RunningRole {
  readonly knowledge: Knowledge;
}

/**
 * createKnowledge asks the ingest of this process, which knows best when it writes every record itself. With a log, or
 * with ingest elsewhere, the store tells.
 */
export function createKnowledge({ config, store, clock }: RoleContext, ingest: Ingest | null): Known {
  const { kafka } = config;
  if (ingest && kafka === null) return { knowledge: ingest, parts: [], async reload() {} };
  const knowledge = createStoredKnowledge({
    store,
    topics: kafka === null ? new Set() : eventTopics(kafka),
    declared: declaredKinds(config.analyzers),
    clock,
  });
  return {
    knowledge,
    parts: [],
    async reload(next) {
      knowledge.declare(declaredKinds(next.analyzers));
    },
  };
}

/** Labels say nothing of how far the event time of a model has come. */
function eventTopics({ topics, sources }: NonNullable<RoleContext['config']['kafka']>): ReadonlySet<string> {
  const own = [topics.prediction.name, topics.feature_sample.name];
  return new Set([...own, ...sources.filter(({ kind }) => kind !== 'label').map(({ topic }) => topic)]);
}
