import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { createCallback } from '../alerts/index.ts';
import { type Analyzers, createVersionRegistrar } from '../analyzers/index.ts';
import { type Api, createApi, createOperationApi } from '../api/index.ts';
import type { Clock } from '../domain/index.ts';
import { openStore, type Store } from '../store/index.ts';
import { createStoredColumns } from './check/stored-columns.ts';
import { localData } from './check/stored-side.ts';
import type { ServiceConfig } from './config/load-config.ts';
import { createDistributionView } from './distribution-view.ts';
import { embeddedPath } from './embedded-path.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { logRules } from './log-rules.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMonitorControl } from './monitor-control.ts';
import { registerProcessMetrics, registerStoreMetrics } from './process-metrics.ts';
import { type Alerter, createAlerter } from './roles/alerter.ts';
import { type Analyzer, createAnalyzer, createOnlooker, type Knowledge } from './roles/analyzer.ts';
import { createGateway, type Gateway } from './roles/gateway.ts';
import { createIngester } from './roles/ingester.ts';
import { createKnowledge } from './roles/knowledge.ts';
import { checkRoles, type Role } from './roles/parse-roles.ts';
import type { RoleContext, RunningRole } from './roles/role-context.ts';
import { removeServiceFile, writeServiceFile } from './service-file.ts';
import { VERSION } from './version.ts';

/** Service is the whole process: the store, the roles that it has, and an address where it can be asked. */
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
  /** Those that somebody asked for. */
  readonly runs: Analyzers['runs'] | null;
}

/** The bundler puts the page beside the built service. */
const PAGE_DIRECTORY = fileURLToPath(new URL('../web', import.meta.url));

// A graceful stop of all parts fits into the 15 seconds that supervisors commonly give.
const API_STOP_MS = 4000;

/** ServiceOptions say which part of the service a process is. */
export interface ServiceOptions {
  readonly roles: ReadonlySet<Role>;
  /** Called once when the process cannot go on and had better start anew. */
  readonly onFailure: () => void;
  readonly clock?: Clock;
}

/** createService wires the roles by plain calls; nothing runs before start, which throws invalid_config for roles that cannot run. */
export function createService(
  config: ServiceConfig,
  { roles, onFailure, clock = Date.now }: ServiceOptions,
): Service {
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
      checkRoles(roles, config.storeUrl, config.kafka !== null);
      const registry = new Registry();
      const store = await openStore({
        url: config.storeUrl,
        ...(config.cluster !== null && { cluster: config.cluster }),
        readers: config.readers,
        now: clock,
        onStatement: registerStoreMetrics(registry),
      });
      try {
        const failed = (message: string, error: unknown) => {
          logger.error({ err: error }, message);
          onFailure();
        };
        const context = { config, store, registry, clock, random: Math.random, logger, failed };
        wired = await wire(context, roles);
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

async function wire(context: RoleContext, roles: ReadonlySet<Role>): Promise<Wired> {
  const { store, registry, clock } = context;
  const gateway = roles.has('gateway') ? createGateway(context) : null;
  const ingester = roles.has('ingester') ? createIngester(context) : null;
  const known = createKnowledge(context, gateway?.ingest ?? null);
  const analyzer = roles.has('analyzer')
    ? createAnalyzer(context, known.knowledge)
    : gateway && createOnlooker(context, known.knowledge);
  const registrar = analyzer?.analyzers.registrar ?? createVersionRegistrar(store.versionRegistry, clock);
  const alerter = roles.has('alerter') ? createAlerter(context, registrar) : null;
  registerProcessMetrics(registry);
  const { knowledge } = known;
  const shown = gateway && analyzer ? { gateway, analyzer, alerter, knowledge } : null;
  const running = [gateway, ingester, known, analyzer, alerter].filter((role) => role !== null);
  const runs = analyzer?.analyzers.runs ?? null;
  return { store, roles: running, api: await apiOf(context, shown), runs };
}

interface Shown {
  readonly gateway: Gateway;
  readonly analyzer: Analyzer;
  readonly alerter: Alerter | null;
  readonly knowledge: Knowledge;
}

/** A process without the role gateway shows its health and metrics only. */
function apiOf(context: RoleContext, shown: Shown | null): Promise<Api> {
  const { config, store, registry, logger, clock } = context;
  const operation = {
    health: store.health,
    config: config.api,
    registry,
    logger,
    clock,
    newId: randomUUID,
    version: VERSION,
  };
  if (!shown) return createOperationApi(operation);
  const { ingest } = shown.gateway;
  const { analyzers } = shown.analyzer;
  return createApi({
    ...operation,
    ingest,
    ingestMetrics: () => ingest.metrics(),
    readModel: store.readModel,
    ingestHealth: store.ingestHealth,
    changes: store.changeReader,
    distributions: createDistributionView({
      reader: store.distributionReader,
      windows: store.windowReader,
      profiles: store.profileStore,
      baselines: store.baselineStore,
      catalogue: shown.knowledge,
      watched: analyzers.watched,
      clock,
    }),
    monitors: createMonitorControl(analyzers, store.evaluationFeed, ingest),
    quarantine: store.quarantineReplayer(logRules(config.ingest)),
    columns: createStoredColumns(localData(store)),
    retraining: shown.alerter?.alerts ?? createCallback(store.retrainingStore, analyzers.registrar, clock),
    page: PAGE_DIRECTORY,
    publicUrl: config.publicUrl,
  });
}

function partsInOrder({ store, roles, api, runs }: Wired, listen: () => Promise<void>) {
  const close = () => {
    // Whoever waits for a run gets an answer before the listener closes.
    runs?.cancelAll();
    return api.close(API_STOP_MS);
  };
  return [
    { name: 'store', start: async () => {}, stop: () => store.close() },
    ...roles.flatMap(({ parts }) => parts),
    { name: 'api', start: listen, stop: close },
  ];
}

function announce(config: ServiceConfig, url: string): void {
  const directory = embeddedPath(config.storeUrl);
  if (directory !== null) writeServiceFile(directory, { pid: process.pid, url });
}
