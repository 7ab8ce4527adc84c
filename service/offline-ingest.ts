import type { Clock } from '../domain/index.ts';
import { createIngest, type Ingest } from '../ingest/index.ts';
import { openStore, type Store } from '../store/index.ts';
import type { ServiceConfig } from './config/load-config.ts';
import { declaredKinds } from './config/shared-settings.ts';
import { createLogger } from './logger.ts';

const STOP_MS = 60_000;

/** OfflineIngest is the ingest pipeline without a service around it. */
export interface OfflineIngest {
  readonly ingest: Ingest;
  readonly rowFiles: Store['rowFiles'];
  close(): Promise<void>;
}

/** openOfflineIngest opens the store itself; throws data_directory_locked while a service has it open. */
export async function openOfflineIngest(
  config: ServiceConfig,
  clock: Clock = Date.now,
): Promise<OfflineIngest> {
  const store = await openStore({
    url: config.storeUrl,
    ...(config.cluster !== null && { cluster: config.cluster }),
    now: clock,
  });
  const ingest = createIngest({
    writer: store.recordWriter,
    catalogueStore: store.catalogueStore,
    versionStore: store.versionStore,
    watermarkStore: store.watermarkStore,
    config: config.ingest,
    declared: declaredKinds(config.analyzers),
    clock,
    random: Math.random,
    logger: createLogger('warn'),
  });
  await ingest.start();
  return {
    ingest,
    rowFiles: store.rowFiles,
    async close() {
      await ingest.stop(STOP_MS);
      await store.close();
    },
  };
}
