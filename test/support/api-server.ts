import { createHash, randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { type Api, type ApiOptions, type ApiSection, createApi, readApiConfig } from '../../api/index.ts';
import type { ReadModel, Row } from '../../api/ports.ts';
import type { IngestMetrics } from '../../ingest/index.ts';

/** RunningApi is a listening API and its address. */
export interface RunningApi {
  readonly api: Api;
  readonly url: string;
  /** Lines that were logged, for tests that look for what must not be there. */
  readonly logged: object[];
  /** Sends one request and gives its answer with the parsed body. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

/** CallOptions are the parts of a request. */
export interface CallOptions {
  readonly key?: string;
  readonly body?: string | Uint8Array;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answer is what came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any;
}

/** keyHash is what the configuration holds of an API key. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

const NO_METRICS: IngestMetrics = {
  records: {
    prediction: { read: 0, accepted: 0, duplicate: 0, rejected: 0, quarantined: 0, unanswered: 0 },
    label: { read: 0, accepted: 0, duplicate: 0, rejected: 0, quarantined: 0, unanswered: 0 },
    feature_sample: { read: 0, accepted: 0, duplicate: 0, rejected: 0, quarantined: 0, unanswered: 0 },
  },
  overloaded: 0,
  retries: 0,
  batches: 0,
  rowsWritten: 0,
  waitingRows: 0,
  waitingBytes: 0,
};

const NO_MARKS = {
  evaluations: '0',
  incidents: '0',
  notifications: '0',
  retraining: '0',
  ingest: '0',
  models: '',
};

/** emptyReadModel answers every list with nothing, and every look-up with null. */
export function emptyReadModel(changes: Partial<ReadModel> = {}): ReadModel {
  const nothing = async (): Promise<readonly Row[]> => [];
  return {
    listModels: nothing,
    listVersions: nothing,
    listFeatures: nothing,
    listBaselines: nothing,
    listEvaluations: nothing,
    getEvaluation: async () => null,
    listMeasurements: nothing,
    listFleet: nothing,
    listSeries: nothing,
    listMeasurementDays: nothing,
    listPerformance: nothing,
    listTimeline: nothing,
    listIncidents: nothing,
    getIncident: async () => null,
    listNotifications: nothing,
    listRetrainingRuns: nothing,
    listQuarantine: nothing,
    getQuarantined: async () => null,
    latestMeasurements: nothing,
    ...changes,
  };
}

/** operationOptions are what any process listens with. */
export function operationOptions(section: ApiSection = {}, logged: object[] = []) {
  const { config, problems } = readApiConfig(section);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const log = (fields: object, message: string) => void logged.push({ ...fields, message });
  return {
    health: { ping: async () => {} },
    config,
    registry: new Registry(),
    logger: { info: log, warn: log, error: log },
    clock: Date.now,
    newId: randomUUID,
    version: '0.0.0-test',
  };
}

/** buildApi makes an API that does not listen yet; what a test does not give answers with nothing. */
export async function buildApi(
  section: ApiSection = {},
  ports: Partial<ApiOptions> = {},
): Promise<{ readonly api: Api; readonly logged: object[] }> {
  const logged: object[] = [];
  const api = await createApi({
    ...operationOptions(section, logged),
    ingest: { append: async ({ records }) => ({ accepted: records.length, rejected: [] }) },
    ingestMetrics: () => NO_METRICS,
    readModel: emptyReadModel(),
    ingestHealth: { firstEventAt: async () => null, read: async () => ({}) },
    changes: { readMarks: async () => NO_MARKS },
    distributions: { read: async (_project, { model }) => ({ model }) },
    monitors: {
      listMonitors: async () => [],
      runMonitor: async (_project, monitor, request) => ({ monitor, ...request }),
      startRun: async (_project, monitor, request) => ({ run_id: 'r1', monitor, ...request }),
      listRuns: () => [],
      getRun: () => null,
      cancelRun: () => null,
      registerVersion: async (_project, model, request) => ({ model, ...request }),
    },
    quarantine: { replay: async () => ({ replayed: 0, refused: [] }) },
    columns: { readColumns: async () => (async function* () {})() },
    retraining: { receive: async (id, _token, report) => ({ id, ...report }) },
    page: null,
    publicUrl: null,
    ...ports,
  });
  return { api, logged };
}

/** startApi listens on a free loopback port. */
export async function startApi(...options: Parameters<typeof buildApi>): Promise<RunningApi> {
  const { api, logged } = await buildApi(...options);
  const url = await api.listen({ host: '127.0.0.1', port: 0 });
  return { api, url, logged, call: (method, path, rest) => callUrl(url, method, path, rest) };
}

/** callUrl sends one request to an address and gives its answer with the parsed body. */
export async function callUrl(
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const { key, body, json, headers } = options;
  const payload = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(payload !== undefined && { body: payload }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}
