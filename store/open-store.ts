import { tmpdir } from 'node:os';
import type { AlertStore, EvaluationFeed, NotificationLog, RetrainingStore } from '../alerts/ports.ts';
import type {
  BaselineFileReader,
  BaselineStore,
  DistributionReader,
  EvaluationStore,
  MonitorStore,
  ProfileStore,
  StatusStore,
  VersionRegistry,
  WindowReader,
} from '../analyzers/ports.ts';
import type { ChangeReader, IngestHealth, QuarantineReplayer, ReadModel, StoreHealth } from '../api/ports.ts';
import { type Clock, PlumblineError } from '../domain/index.ts';
import type {
  CatalogueStore,
  IngestAudit,
  LogWriter,
  PositionStore,
  RecordWriter,
  VersionStore,
  WatermarkStore,
} from '../ingest/ports.ts';
import { createAlertStore } from './alert-store.ts';
import { createBaselineFileReader } from './baseline-file-reader.ts';
import { createBaselineStore } from './baseline-store.ts';
import { createCatalogueStore } from './catalogue-store.ts';
import { createChangeReader } from './change-reader.ts';
import type { Engine } from './connection.ts';
import { createDayRollUps } from './day-roll-ups.ts';
import { type Cluster, onCluster } from './deployment.ts';
import { createDistributionReader } from './distribution-reader.ts';
import { IN_MEMORY, openEmbeddedEngine } from './embedded-engine.ts';
import { toStoreError } from './errors.ts';
import { createEvaluationFeed, createEvaluationStore } from './evaluation-store.ts';
import { createIngestAudit } from './ingest-audit.ts';
import { createIngestHealth } from './ingest-health.ts';
import type { LogRules } from './insert-log-records.ts';
import { createLogWriter } from './log-writer.ts';
import { migrate } from './migrate.ts';
import { createMonitorStore } from './monitor-store.ts';
import { createNotificationLog } from './notification-log.ts';
import { createPositionStore } from './position-store.ts';
import { createProfileStore } from './profile-store.ts';
import { createQuarantineReplayer } from './quarantine-replayer.ts';
import { createQueryRunner, type StatementObserver } from './query-runner.ts';
import { createReadModel } from './read-model.ts';
import { createRecordWriter } from './record-writer.ts';
import { createRetrainingStore } from './retraining-store.ts';
import { createRowFiles, type RowFiles } from './row-files.ts';
import { ensureDatabase, openServerEngine } from './server-engine.ts';
import { createStatusStore } from './status-store.ts';
import { createStoreHealth } from './store-health.ts';
import { parseStoreUrl, type StoreUrl } from './store-url.ts';
import { createTableFiles, type TableFiles } from './table-file.ts';
import { createVersionRegistry, createVersionStore } from './version-store.ts';
import { createWatermarkStore } from './watermark-store.ts';
import { createWindowReader } from './window-reader.ts';
import { createWriteOrder, loadWriteOrder } from './write-order.ts';

/** StoreOptions say where the data is. */
export interface StoreOptions {
  /** chdb:./directory or http(s)://user:password@host:8123/database. */
  readonly url: string;
  /**
   * Reads that run side by side, 2 or more. By default 6 on a server, and 2 on the embedded engine, where each running
   * statement holds one of the four threads that Node also reads files and unzips with.
   */
  readonly readers?: number;
  /** Where the embedded engine is handed rows; by default in memory. */
  readonly spoolDirectory?: string;
  /** Name of a ClickHouse cluster: tables are then replicated, and the large ones sharded. */
  readonly cluster?: string;
  /** Wall time in epoch milliseconds. */
  readonly now?: Clock;
  readonly onStatement?: StatementObserver;
}

/** Store implements the ports of the other folders on one ClickHouse. */
export interface Store {
  readonly recordWriter: RecordWriter;
  readonly catalogueStore: CatalogueStore;
  readonly versionStore: VersionStore;
  readonly watermarkStore: WatermarkStore;
  readonly positionStore: PositionStore;
  readonly ingestAudit: IngestAudit;
  logWriter(rules: LogRules): LogWriter;
  quarantineReplayer(rules: LogRules): QuarantineReplayer;
  readonly windowReader: WindowReader;
  readonly baselineFiles: BaselineFileReader;
  readonly rowFiles: RowFiles;
  readonly tableFiles: TableFiles;
  readonly baselineStore: BaselineStore;
  readonly evaluationStore: EvaluationStore;
  readonly monitorStore: MonitorStore;
  readonly profileStore: ProfileStore;
  readonly distributionReader: DistributionReader;
  readonly statusStore: StatusStore;
  readonly versionRegistry: VersionRegistry;
  readonly evaluationFeed: EvaluationFeed;
  readonly alertStore: AlertStore;
  readonly notificationLog: NotificationLog;
  readonly retrainingStore: RetrainingStore;
  readonly readModel: ReadModel;
  readonly ingestHealth: IngestHealth;
  readonly changeReader: ChangeReader;
  readonly health: StoreHealth;
  /** Lets what is written from now on win over what other processes have written so far. */
  takeOver(): Promise<void>;
  /** Waits for running statements, then lets go of the data. */
  close(): Promise<void>;
}

/** Ranges of a log that are inserted side by side: parsing takes one core each. */
const APPENDERS = 2;

/** openStore connects, brings the schema up to date and gives the ports. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const now = options.now ?? Date.now;
  const target = parseStoreUrl(options.url);
  const cluster = clusterOf(options, target);
  const engine = await openEngine(options, target, cluster);
  const runner = createQueryRunner(engine, options.onStatement);
  // Beside the data there is room for columns; the system's own directory may be memory.
  const scratch = target.kind === 'embedded' && target.path !== IN_MEMORY ? target.path : tmpdir();
  try {
    await migrate(runner, cluster, now);
    const rollUps = createDayRollUps(runner);
    await rollUps.noteMissing();
    const writeOrder = createWriteOrder(now, await loadWriteOrder(runner));
    return {
      recordWriter: createRecordWriter(runner),
      catalogueStore: createCatalogueStore(runner, writeOrder),
      versionStore: createVersionStore(runner),
      watermarkStore: createWatermarkStore(runner),
      positionStore: createPositionStore(runner),
      ingestAudit: createIngestAudit(runner),
      logWriter: (rules) => createLogWriter(runner, rules, now),
      quarantineReplayer: (rules) => createQuarantineReplayer(runner, rules),
      windowReader: createWindowReader(runner, scratch),
      baselineFiles: createBaselineFileReader(engine.openFileConnection),
      rowFiles: createRowFiles(engine.openFileConnection),
      tableFiles: createTableFiles(engine.openFileConnection),
      baselineStore: createBaselineStore(runner, scratch),
      evaluationStore: createEvaluationStore(runner, writeOrder, rollUps),
      monitorStore: createMonitorStore(runner, writeOrder, now),
      profileStore: createProfileStore({ runner, writeOrder, now }),
      distributionReader: createDistributionReader(runner),
      statusStore: createStatusStore(runner, writeOrder),
      versionRegistry: createVersionRegistry(runner, writeOrder),
      evaluationFeed: createEvaluationFeed(runner),
      alertStore: createAlertStore(runner, writeOrder),
      notificationLog: createNotificationLog(runner, writeOrder),
      retrainingStore: createRetrainingStore(runner, writeOrder),
      readModel: createReadModel(runner, rollUps),
      ingestHealth: createIngestHealth(runner),
      changeReader: createChangeReader(runner),
      health: createStoreHealth(runner),
      takeOver: async () => writeOrder.after(await loadWriteOrder(runner)),
      async close() {
        // Days that cannot be made now are made when the store is opened next.
        await rollUps.flush().catch(() => {});
        await runner.close();
      },
    };
  } catch (error) {
    await runner.close();
    throw error;
  }
}

function clusterOf({ cluster: name }: StoreOptions, target: StoreUrl): Cluster | null {
  if (name === undefined) return null;
  if (target.kind === 'server') return { name, database: target.database };
  throw new PlumblineError('invalid_config', 'A cluster needs the URL of a ClickHouse server.');
}

async function openEngine(options: StoreOptions, target: StoreUrl, cluster: Cluster | null): Promise<Engine> {
  const readers = Math.max(2, options.readers ?? (target.kind === 'embedded' ? 2 : 6));
  if (target.kind === 'embedded') {
    const { spoolDirectory } = options;
    return openEmbeddedEngine({ path: target.path, appenders: APPENDERS, readers, spoolDirectory });
  }
  try {
    await ensureDatabase(target, onCluster(cluster));
  } catch (error) {
    throw toStoreError(error, { name: 'ensure_database', writes: false });
  }
  return openServerEngine({ target, appenders: APPENDERS, readers });
}
