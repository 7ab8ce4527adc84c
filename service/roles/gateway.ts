import { createIngest, type Ingest } from '../../ingest/index.ts';
import { declaredKinds } from '../config/shared-settings.ts';
import type { RoleContext, RunningRole } from './role-context.ts';

// A graceful stop of all parts fits into the 15 seconds that supervisors commonly give.
const STOP_MS = 6000;

/** Gateway takes records over HTTP and answers what people ask. */
export interface Gateway extends RunningRole {
  readonly ingest: Ingest;
}

/** createGateway wires ingest as the API uses it. */
export function createGateway({ config, store, clock, random, logger }: RoleContext): Gateway {
  const ingest = createIngest({
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
    parts: [{ name: 'ingest', start: () => ingest.start(), stop: () => ingest.stop(STOP_MS) }],
    async reload(next) {
      ingest.declare(declaredKinds(next.analyzers));
    },
  };
}
