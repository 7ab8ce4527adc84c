import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { type Alerts, createAlerts } from '../alerts/index.ts';
import { type Analyzers, CpuEngine, createAnalyzers } from '../analyzers/index.ts';
import { type Api, createApi } from '../api/index.ts';
import type { Clock } from '../domain/index.ts';
import { createIngest, type Ingest } from '../ingest/index.ts';
import { openStore, type Store } from '../store/index.ts';
import type { ServiceConfig } from './config/load-config.ts';
import { declaredKinds, monitorPolicies } from './config/shared-settings.ts';
import { embeddedPath } from './embedded-path.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMonitorControl } from './monitor-control.ts';
import { registerAlertMetrics, registerProcessMetrics, registerStoreMetrics } from './process-metrics.ts';
import { removeServiceFile, writeServiceFile } from './service-file.ts';
import { VERSION } from './version.ts';

/** Service is the whole process: store, ingest, analyzers, alerts and API. */
export interface Service {
  readonly url: string;
  readonly logger: Logger;
  start(): Promise<void>;
  /** Stops in reverse order: requests finish, records in flight become durable, the store closes last. */
  stop(): Promise<void>;
  /** Takes over models, monitors, notifiers, routes and API keys; listen, store and ingest need a restart. */
  reload(config: ServiceConfig): Promise<void>;
}

interface Parts {
  readonly store: Store;
  readonly engine: CpuEngine;
  readonly ingest: Ingest;
  readonly analyzers: Analyzers;
  readonly alerts: Alerts;
  readonly api: Api;
}

// A graceful stop fits into the 15 seconds that supervisors commonly give.
const API_STOP_MS = 4000;
const INGEST_STOP_MS = 6000;
const MAX_ALERT_TICK_MS = 5000;

/** createService wires the parts by plain calls; nothing runs before start. */
export function createService(config: ServiceConfig, clock: Clock = Date.now): Service {
  const logger = createLogger(config.logLevel);
  let lifecycle: Lifecycle | null = null;
  let parts: Parts | null = null;
  let url = '';

  return {
    get url() {
      return url;
    },
    logger,
    async start() {
      const registry = new Registry();
      const store = await openStore({
        url: config.storeUrl,
        readers: config.readers,
        now: clock,
        onStatement: registerStoreMetrics(registry),
      });
      try {
        parts = await wire(config, store, registry, clock, logger);
      } catch (error) {
        await store.close();
        throw error;
      }
      const listen = async () => {
        url = (await parts?.api.listen(config.listen)) ?? '';
      };
      lifecycle = createLifecycle(partsInOrder(parts, listen), (part, error) =>
        logger.error({ part, error }, 'a part did not stop cleanly'),
      );
      await lifecycle.start();
      announce(config, url);
    },
    async stop() {
      const directory = embeddedPath(config.storeUrl);
      if (directory !== null && url !== '') removeServiceFile(directory);
      await lifecycle?.stop();
    },
    async reload(next) {
      if (!parts) return;
      parts.ingest.declare(declaredKinds(next.analyzers));
      await parts.analyzers.reload(next.analyzers);
      await parts.alerts.reload(next.alerts, monitorPolicies(next.analyzers));
      parts.api.replaceKeys(next.api);
      logger.info({ monitors: next.analyzers.monitors.length }, 'configuration reloaded');
    },
  };
}

async function wire(
  config: ServiceConfig,
  store: Store,
  registry: Registry,
  clock: Clock,
  logger: Logger,
): Promise<Parts> {
  const random = Math.random;
  const engine = new CpuEngine();
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
  const analyzers = createAnalyzers({
    windowReader: store.windowReader,
    baselineFiles: store.baselineFiles,
    baselineStore: store.baselineStore,
    evaluationStore: store.evaluationStore,
    monitorStore: store.monitorStore,
    versionRegistry: store.versionRegistry,
    catalogue: ingest,
    progress: ingest,
    engine,
    config: config.analyzers,
    clock,
    logger,
  });
  const alerts = createAlerts({
    evaluationFeed: store.evaluationFeed,
    trafficFeed: store.watermarkStore,
    alertStore: store.alertStore,
    notificationLog: store.notificationLog,
    retrainingStore: store.retrainingStore,
    versionRegistrar: analyzers.registrar,
    config: config.alerts,
    monitors: monitorPolicies(config.analyzers),
    timeBase: config.analyzers.clock,
    clock,
    random,
    log: logger,
    publicUrl: config.publicUrl,
    tickMs: Math.min(config.analyzers.tickMs, MAX_ALERT_TICK_MS),
  });
  registerProcessMetrics(registry);
  registerAlertMetrics(registry, alerts);
  const api = await createApi({
    ingest,
    ingestMetrics: () => ingest.metrics(),
    readModel: store.readModel,
    monitors: createMonitorControl(analyzers, store.evaluationFeed, ingest),
    retraining: alerts,
    health: store.health,
    config: config.api,
    registry,
    logger,
    clock,
    newId: randomUUID,
    version: VERSION,
  });
  return { store, engine, ingest, analyzers, alerts, api };
}

function partsInOrder({ store, engine, ingest, analyzers, alerts, api }: Parts, listen: () => Promise<void>) {
  return [
    { name: 'store', start: async () => {}, stop: () => store.close() },
    { name: 'engine', start: async () => {}, stop: () => engine.close() },
    { name: 'ingest', start: () => ingest.start(), stop: () => ingest.stop(INGEST_STOP_MS) },
    { name: 'analyzers', start: () => analyzers.start(), stop: () => analyzers.stop() },
    { name: 'alerts', start: () => alerts.start(), stop: () => alerts.stop() },
    { name: 'api', start: listen, stop: () => api.close(API_STOP_MS) },
  ];
}

function announce(config: ServiceConfig, url: string): void {
  const directory = embeddedPath(config.storeUrl);
  if (directory !== null) writeServiceFile(directory, { pid: process.pid, url });
}
