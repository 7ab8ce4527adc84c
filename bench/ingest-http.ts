import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createApi, readApiConfig } from '../api/index.ts';
import { createRecordCheck } from '../ingest/check-record.ts';
import { FeatureCatalogue } from '../ingest/feature-catalogue.ts';
import { createIngest, type Ingest, readIngestConfig } from '../ingest/index.ts';
import { judgeRecord } from '../ingest/judge-record.ts';
import type { RecordWriter } from '../ingest/ports.ts';
import { RowBuffer } from '../ingest/row-buffer.ts';
import { openStore, type Store } from '../store/index.ts';

const REQUEST_RECORDS = 500;
const CONCURRENT = 48;
const NUMERIC = 30;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const MODELS = {
  listMonitors: async () => [],
  runMonitor: async () => ({}),
  startRun: async () => ({}),
  listRuns: () => [],
  getRun: () => null,
  cancelRun: () => null,
  registerVersion: async () => ({}),
};

/** bodiesOf makes request bodies of records with 30 numbers and 3 categories, about 640 bytes each. */
function bodiesOf(requests: number): string[] {
  const now = Date.now();
  return Array.from({ length: requests }, (_, request) => {
    const records = Array.from({ length: REQUEST_RECORDS }, (_, index) => {
      const features: Record<string, number | string> = {
        country: 'DE',
        device: 'mobile',
        plan: `p${index % 7}`,
      };
      for (let n = 0; n < NUMERIC; n += 1) features[`feature_${n}`] = Math.round(Math.random() * 1e5) / 100;
      const timestamp = new Date(now - index * 1000).toISOString();
      const id = `${request}-${index}-${randomUUID().slice(0, 8)}`;
      return {
        prediction_id: id,
        model: 'bench',
        version: 'v1',
        timestamp,
        features,
        prediction: 'yes',
        score: 0.5,
      };
    });
    return JSON.stringify(records);
  });
}

function startIngest(store: Store, writer: RecordWriter): Ingest {
  return createIngest({
    writer,
    catalogueStore: store.catalogueStore,
    versionStore: store.versionStore,
    watermarkStore: store.watermarkStore,
    config: readIngestConfig({}).config,
    declared: [],
    clock: Date.now,
    random: Math.random,
    logger: quiet,
  });
}

/** purePipeline judges and serialises records without any waiting, as one core can. */
function purePipeline(): (body: string) => Promise<void> {
  const { config } = readIngestConfig({});
  const check = createRecordCheck('prediction', 'refuse');
  const context = {
    project: 'default',
    source: 'bench',
    bounds: config.eventTime,
    checks: { prediction: check, label: check, feature_sample: check },
    catalogue: new FeatureCatalogue(config.names),
  };
  return async (body) => {
    const buffer = new RowBuffer('{"received_at":1700000000000', body.length);
    const now = Date.now();
    for (const value of JSON.parse(body) as unknown[]) {
      const judgement = judgeRecord({ value }, 'prediction', { ...context, now });
      if (judgement.outcome !== 'accepted') throw new Error('the bench sends good records only');
      buffer.add(JSON.stringify(judgement.main.row));
    }
  };
}

/** inTurns works on all bodies, 48 at a time: records per second, per CPU second of all threads, and times in ms. */
async function inTurns(bodies: readonly string[], work: (body: string) => Promise<void>) {
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  const before = process.cpuUsage();
  const one = async () => {
    for (let index = next++; index < bodies.length; index = next++) {
      const from = performance.now();
      await work(bodies[index]!);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, one));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  return {
    rate: (bodies.length * REQUEST_RECORDS) / seconds,
    cpuRate: (bodies.length * REQUEST_RECORDS) / ((user + system) / 1e6),
    p50: times[Math.floor(times.length * 0.5)]!,
    p99: times[Math.floor(times.length * 0.99)]!,
  };
}

/** overHttp posts to a real API on loopback; client and service share the process, as they share the cores. */
async function overHttp(ingest: Ingest, store: Store, bodies: readonly string[]) {
  const api = await createApi({
    ingest,
    ingestMetrics: () => ingest.metrics(),
    readModel: store.readModel,
    ingestHealth: store.ingestHealth,
    changes: store.changeReader,
    distributions: { read: async () => ({}) },
    health: store.health,
    monitors: MODELS,
    columns: { readColumns: async () => (async function* () {})() },
    quarantine: { replay: () => Promise.reject(new Error('the bench replays nothing')) },
    retraining: { receive: async () => ({}) },
    config: readApiConfig({}).config,
    registry: new Registry(),
    logger: quiet,
    clock: Date.now,
    newId: randomUUID,
    version: 'bench',
    page: null,
    publicUrl: null,
  });
  const url = await api.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENT });
  try {
    return await inTurns(bodies, (body) => post(`${url}/v1/predictions`, body, agent));
  } finally {
    agent.destroy();
    await api.close(1000);
  }
}

function post(url: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = httpRequest(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 202) resolve();
        else reject(new Error(`HTTP ${answer.statusCode}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** run measures the pipeline alone, with the embedded store, and over HTTP, each against plain JSON.parse. */
export async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  const store = await openStore({ url: `chdb:${directory}` });
  const discard: RecordWriter = { write: async () => {} };
  const table: Record<string, object> = {};
  const bodies = bodiesOf(200);
  try {
    const parse = await inTurns(bodies, async (body) => void JSON.parse(body));
    const add = (label: string, { rate, cpuRate, p50, p99 }: Awaited<ReturnType<typeof inTurns>>) => {
      const waits = { 'p50 ms': Math.round(p50), 'p99 ms': Math.round(p99) };
      table[label] = {
        'records/s': Math.round(rate),
        'per CPU s': Math.round(cpuRate),
        'of JSON.parse': Number((rate / parse.rate).toFixed(2)),
        ...waits,
      };
    };
    add('JSON.parse alone', parse);
    const pure = purePipeline();
    await inTurns(bodies.slice(0, 50), pure);
    add('parse, validate, shape, serialise', await inTurns(bodies, pure));
    const append = (ingest: Ingest) => async (body: string) => {
      const records = (JSON.parse(body) as unknown[]).map((value) => ({ value }));
      await ingest.append({ project: 'default', kind: 'prediction', source: 'bench', records });
    };
    for (const [label, writer] of [
      ['the same with group commit, rows thrown away', discard],
      ['and into the embedded store', store.recordWriter],
    ] as const) {
      const ingest = startIngest(store, writer);
      await ingest.start();
      await inTurns(bodies.slice(0, 50), append(ingest));
      add(label, await inTurns(bodies, append(ingest)));
      await ingest.stop(10_000);
    }
    for (const [label, writer] of [
      ['over HTTP, rows thrown away', discard],
      ['over HTTP into the embedded store', store.recordWriter],
    ] as const) {
      const ingest = startIngest(store, writer);
      await ingest.start();
      add(label, await overHttp(ingest, store, bodies));
      await ingest.stop(10_000);
    }
  } finally {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
  const bytes = Math.round((bodies[0]?.length ?? 0) / REQUEST_RECORDS);
  console.log(
    `${REQUEST_RECORDS} records per request, ${CONCURRENT} requests at a time, ${bytes} bytes per record`,
  );
  console.table(table);
}
