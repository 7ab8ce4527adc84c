import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { type Api, createApi } from '../api/index.ts';
import type { Clock } from '../domain/index.ts';
import { openStore, type Store } from '../store/index.ts';
import type { ServiceConfig } from './config/load-config.ts';
import { embeddedPath } from './embedded-path.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMonitorControl } from './monitor-control.ts';
import { registerProcessMetrics, registerStoreMetrics } from './process-metrics.ts';
import { createAlerter } from './roles/alerter.ts';
import { createAnalyzer } from './roles/analyzer.ts';
import { createGateway } from './roles/gateway.ts';
import { createIngester } from './roles/ingester.ts';
import type { RoleContext, RunningRole } from './roles/role-context.ts';
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

interface Wired {
  readonly store: Store;
  readonly roles: readonly RunningRole[];
  readonly api: Api;
}

// A graceful stop of all parts fits into the 15 seconds that supervisors commonly give.
const API_STOP_MS = 4000;

/** createService wires the parts by plain calls; nothing runs before start. */
export function createService(config: ServiceConfig, clock: Clock = Date.now): Service {
  const logger = createLogger(config.logLevel);
  let lifecycle: Lifecycle | null = null;
  let wired: Wired | null = null;
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
        wired = await wire({ config, store, registry, clock, random: Math.random, logger });
      } catch (error) {
        await store.close();
        throw error;
      }
      const listen = async () => {
        url = (await wired?.api.listen(config.listen)) ?? '';
      };
      lifecycle = createLifecycle(partsInOrder(wired, listen), (part, error) =>
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
      if (!wired) return;
      for (const role of wired.roles) await role.reload(next);
      wired.api.replaceKeys(next.api);
      logger.info({ monitors: next.analyzers.monitors.length }, 'configuration reloaded');
    },
  };
}

async function wire(context: RoleContext): Promise<Wired> {
  const { config, store, registry, clock, logger } = context;
  const gateway = createGateway(context);
  const ingester = createIngester();
  const analyzer = createAnalyzer(context, gateway.ingest);
  const alerter = createAlerter(context, analyzer.analyzers.registrar);
  registerProcessMetrics(registry);
  const { ingest } = gateway;
  const api = await createApi({
    ingest,
    ingestMetrics: () => ingest.metrics(),
    readModel: store.readModel,
    monitors: createMonitorControl(analyzer.analyzers, store.evaluationFeed, ingest),
    retraining: alerter.alerts,
    health: store.health,
    config: config.api,
    registry,
    logger,
    clock,
    newId: randomUUID,
    version: VERSION,
  });
  return { store, roles: [gateway, ingester, analyzer, alerter], api };
}

function partsInOrder({ store, roles, api }: Wired, listen: () => Promise<void>) {
  return [
    { name: 'store', start: async () => {}, stop: () => store.close() },
    ...roles.flatMap(({ parts }) => parts),
    { name: 'api', start: listen, stop: () => api.close(API_STOP_MS) },
  ];
}

function announce(config: ServiceConfig, url: string): void {
  const directory = embeddedPath(config.storeUrl);
  if (directory !== null) writeServiceFile(directory, { pid: process.pid, url });
}
