import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChdbConnection } from 'chdb/connection';
import type { ApiSection } from '../../api/index.ts';
import { type IngestSection, resolveIngestSection } from '../../ingest/config.ts';
import { createIngest, type Ingest } from '../../ingest/index.ts';
import { logRules } from '../../service/log-rules.ts';
import { openStore, type Store } from '../../store/index.ts';
import { type RunningApi, startApi } from './api-server.ts';

/** RecordIntake is API, ingest and store as the service wires them, on a data directory of its own. */
export interface RecordIntake extends RunningApi {
  readonly store: Store;
  readonly ingest: Ingest;
  /** Runs a query beside the service, on the embedded engine only. */
  sql(query: string): Promise<Record<string, unknown>[]>;
  /** Stops in the order of the service; the directory stays for a later start. */
  stop(): Promise<void>;
}

/** IntakeOptions change the wiring. */
export interface IntakeOptions {
  readonly ingest?: IngestSection;
  readonly api?: ApiSection;
  /** Rules of ingest that changed since the records came, for a replay of quarantine. */
  readonly replayRules?: IngestSection;
  /** Another store than the embedded one, such as a server's. */
  readonly storeUrl?: string;
}

/** temporaryDirectory is removed with everything in it by its `remove`. */
export async function temporaryDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'plumbline-intake-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** startIntake opens the embedded store and listens. */
export async function startIntake(directory: string, options: IntakeOptions = {}): Promise<RecordIntake> {
  const path = join(directory, 'data');
  const store = await openStore({ url: options.storeUrl ?? `chdb:${path}` });
  const silent = () => {};
  const ingest = createIngest({
    writer: store.recordWriter,
    catalogueStore: store.catalogueStore,
    versionStore: store.versionStore,
    watermarkStore: store.watermarkStore,
    config: resolveIngestSection({ ...options.ingest, commit: { age: '5ms', ...options.ingest?.commit } }),
    declared: [],
    clock: Date.now,
    random: Math.random,
    logger: { info: silent, warn: silent, error: silent },
  });
  await ingest.start();
  const running = await startApi(options.api, {
    ingest,
    ingestMetrics: () => ingest.metrics(),
    readModel: store.readModel,
    ingestHealth: store.ingestHealth,
    quarantine: store.quarantineReplayer(
      logRules(resolveIngestSection({ ...options.ingest, ...options.replayRules })),
    ),
    health: store.health,
  });
  return {
    ...running,
    store,
    ingest,
    async sql(query) {
      const connection = createChdbConnection({ path });
      try {
        const bytes = (await connection.chdb.queryAsync(`${query} FORMAT JSONEachRow`)).bytes();
        const lines = Buffer.from(bytes).toString('utf8').split('\n');
        return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
      } finally {
        await connection.close();
      }
    },
    async stop() {
      await running.api.close(2000);
      await ingest.stop(5000);
      await store.close();
    },
  };
}
