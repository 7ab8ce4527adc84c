import { setTimeout as sleep } from 'node:timers/promises';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import type { Registry } from 'prom-client';
import { type Clock, LIMITS, PlumblineError } from '../domain/index.ts';
import type { IngestMetrics } from '../ingest/index.ts';
import { createAccessCheck, requireAccess } from './access.ts';
import { createAuthenticator } from './authenticator.ts';
import { BodyBudget } from './body/body-budget.ts';
import { useDocumentBodies, useRecordBodies } from './body/body-parsers.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { createChangeFeed } from './changes/change-feed.ts';
import type { ApiConfig } from './config.ts';
import { useDocs } from './docs.ts';
import { sendProblem, useProblems } from './error-handling.ts';
import { type ListenAddress, listen, requireKeysBeyondLoopback } from './listen.ts';
import type { ApiLogger } from './logger.ts';
import { createDriftMetrics } from './metrics/drift-metrics.ts';
import { useHttpMetrics } from './metrics/http-metrics.ts';
import { useIngestMetrics } from './metrics/ingest-metrics.ts';
import { openPage, type Page } from './page.ts';
import type {
  ChangeReader,
  DistributionView,
  IngestGateway,
  IngestHealth,
  MonitorControl,
  QuarantineReplayer,
  ReadModel,
  RetrainingCallback,
  StoredColumns,
  StoreHealth,
} from './ports.ts';
import { addCallbackRoute } from './routes/callback-route.ts';
import { addChangesRoute } from './routes/changes-route.ts';
import { addColumnsRoute } from './routes/columns-route.ts';
import { addControlRoutes } from './routes/control-routes.ts';
import { addDistributionRoute } from './routes/distribution-route.ts';
import { addHealthRoutes } from './routes/health-routes.ts';
import { addIngestHealthRoute } from './routes/ingest-health-route.ts';
import { addIngestRoutes } from './routes/ingest-routes.ts';
import { addMetricsRoute } from './routes/metrics-route.ts';
import { addQuarantineRoute } from './routes/quarantine-route.ts';
import { addReadRoutes } from './routes/read-routes.ts';
import { addRunRoutes } from './routes/run-routes.ts';
import { addSessionRoute } from './routes/session-route.ts';
import { useSecurityHeaders } from './security-headers.ts';
import type { ApiServer } from './server.ts';

/** OperationOptions are what a process without the API needs: health, readiness and metrics. */
export interface OperationOptions {
  readonly health: StoreHealth;
  readonly config: ApiConfig;
  readonly registry: Registry;
  readonly logger: ApiLogger;
  readonly clock: Clock;
  /** Gives the id of a request, a UUID. */
  readonly newId: () => string;
  /** Version of the service, shown in the OpenAPI document. */
  readonly version: string;
}

/** ApiOptions are the ports and settings of the HTTP interface. */
export interface ApiOptions extends OperationOptions {
  readonly ingest: IngestGateway;
  readonly ingestMetrics: () => IngestMetrics;
  readonly readModel: ReadModel;
  readonly ingestHealth: IngestHealth;
  readonly distributions: DistributionView;
  readonly changes: ChangeReader;
  readonly monitors: MonitorControl;
  readonly quarantine: QuarantineReplayer;
  readonly columns: StoredColumns;
  readonly retraining: RetrainingCallback;
  /** Directory of the built page; null for none. */
  readonly page: string | null;
  /** How people and pipelines reach this service; null where it is not known. */
  readonly publicUrl: string | null;
}

/** Api is the HTTP interface. */
export interface Api {
  /** Binds the address and gives the URL; throws insecure_listen or address_in_use. */
  listen(address: ListenAddress): Promise<string>;
  /** Takes over keys from a reloaded configuration; throws insecure_listen when the last key would go on an open address. */
  replaceKeys(config: ApiConfig): void;
  /** Fails readiness, then stops listening, and lets requests in flight finish within the time. */
  close(timeoutMs: number): Promise<void>;
  /** The Fastify instance, for tests and for pages that are served beside the API. */
  readonly server: ApiServer;
}

/** createApi builds the server with every route; it listens when told. */
export function createApi(options: ApiOptions): Promise<Api> {
  const page = openPage(options.page);
  return buildApi(options, page, async (server, budget) => {
    await useDocs(server, options.version);
    await page.serve(server);
    const { readModel, config, clock, registry } = options;
    const drift = createDriftMetrics(registry, readModel, config.driftSeries, clock);
    const feed = createChangeFeed(options.changes, () => performance.now());
    addRoutes(server, options, budget);
    addChangesRoute(server, feed);
    return { refreshMetrics: () => drift.refresh(), quiesce: () => feed.stop() };
  });
}

/** createOperationApi builds a server for a process without the API: /livez, /readyz and /metrics. */
export function createOperationApi(options: OperationOptions): Promise<Api> {
  return buildApi(options, null, async () => ({ refreshMetrics: async () => {}, quiesce() {} }));
}

/** Adds the routes of the API, and gives what to do before metrics are shown, and when a stop begins. */
type AddRoutes = (
  server: ApiServer,
  budget: BodyBudget,
) => Promise<{ refreshMetrics(): Promise<void>; quiesce(): void }>;

async function buildApi(options: OperationOptions, page: Page | null, addApi: AddRoutes): Promise<Api> {
  const state = { config: options.config, stopping: false, closing: false, host: '127.0.0.1' };
  let authenticator = createAuthenticator(options.config.keys, options.clock);
  const server = createServer(options);
  const checkAccess = createAccessCheck({ config: () => state.config, authenticator: () => authenticator });
  const budget = new BodyBudget(options.config.limits.inFlightBytes);
  useProblems(server, options.logger, page);
  useSecurityHeaders(server);
  useHttpMetrics(server, options.registry);
  requireAccess(server);
  server.decorateRequest('bodyBytes', 0);
  server.addHook('onRequest', async (request, reply) => {
    // Unlike the hook onResponse, close also comes when the client went away.
    reply.raw.once('close', () => budget.giveBack(request.bodyBytes));
    if (state.closing) throw new PlumblineError('shutting_down', undefined, { retryable: true });
    checkAccess(request);
  });
  server.addHook('onSend', async (_request, reply) => {
    if (state.stopping) reply.header('connection', 'close');
  });
  const { refreshMetrics, quiesce } = await addApi(server, budget);
  addHealthRoutes(server, { store: options.health, isStopping: () => state.stopping });
  addMetricsRoute(server, options.registry, refreshMetrics);
  await server.ready();

  return {
    server,
    async listen(address) {
      requireKeysBeyondLoopback(address.host, state.config);
      state.host = address.host;
      return listen(server, address);
    },
    replaceKeys(config) {
      requireKeysBeyondLoopback(state.host, config);
      state.config = config;
      authenticator = createAuthenticator(config.keys, options.clock);
    },
    async close(timeoutMs) {
      state.stopping = true;
      // Who waits for news is sent away at once; other requests in flight are answered.
      quiesce();
      await sleep(options.config.drainMs);
      state.closing = true;
      const late = setTimeout(() => server.server.closeAllConnections(), timeoutMs);
      await server.close();
      clearTimeout(late);
    },
  };
}

function createServer({ config, newId, logger }: OperationOptions): ApiServer {
  return fastify({
    logger: false,
    genReqId: newId,
    requestTimeout: config.requestTimeoutMs,
    // Everything that reads a body brings its own caps; this one catches what does not.
    bodyLimit: config.limits.bodyBytes,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // A name of 256 bytes is up to three times as long when every byte is percent-encoded.
    routerOptions: { maxParamLength: LIMITS.nameBytes * 3 },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, newId()),
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply, logger),
  })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler)
    .setSerializerCompiler(() => JSON.stringify);
}

function addRoutes(server: ApiServer, options: ApiOptions, budget: BodyBudget): void {
  const { limits } = options.config;
  useIngestMetrics(options.registry, options.ingestMetrics);
  addReadRoutes(server, options.readModel, options.monitors);
  addSessionRoute(server, options);
  addDistributionRoute(server, options.distributions);
  addIngestHealthRoute(server, options.ingestHealth, options.clock);
  void server.register(async (scope) => {
    useRecordBodies(scope, limits, budget);
    addIngestRoutes(scope as ApiServer, options.ingest);
  });
  void server.register(async (scope) => {
    useDocumentBodies(scope, limits, budget);
    addControlRoutes(scope as ApiServer, options.monitors);
    addRunRoutes(scope as ApiServer, options.monitors);
    addQuarantineRoute(scope as ApiServer, options.quarantine);
    addColumnsRoute(scope as ApiServer, options.columns);
    addCallbackRoute(scope as ApiServer, options.retraining);
  });
}
