import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickhouseShim, startClickhouseShim } from '../support/clickhouse-shim.ts';
import { createTopics, type KafkaBroker, startKafkaBroker, uniquePrefix } from '../support/kafka-broker.ts';
import { type Audit, auditBaseTable, embedded, prepare, type StatementRunner } from './base-table.ts';
import { type ClickhouseProxy, startClickhouseProxy } from './clickhouse-proxy.ts';
import type { FaultPlan } from './fault-plan.ts';
import { type FillOptions, fillTopic } from './filled-topic.ts';
import { type Ingester, type IngesterOptions, startIngester } from './ingester.ts';
import { scale } from './scale.ts';

const MIB = 1024 * 1024;
// The audit tells what is missing then.
const ROWS_LIMIT_MS = 60_000;

/** FaultWorld is a broker with one topic and a ClickHouse whose parts never merge. */
export interface FaultWorld {
  readonly broker: KafkaBroker;
  readonly topic: string;
  readonly group: string;
  readonly partitions: number;
  fill(part: Partial<FillOptions> & { readonly to: number }): Promise<void>;
  /** Starts one life of an ingester, with batches of a size that differs from life to life. */
  ingest(plan?: FaultPlan, part?: Partial<IngesterOptions>): Ingester;
  audit(records: number, without?: string): Promise<Audit>;
  /** Waits until the base table has so many rows; what a member knows of the log's end may be a moment old. */
  untilRows(rows: number): Promise<void>;
  sql: StatementRunner;
  close(): Promise<void>;
}

/** startEmbeddedWorld keeps its data in a directory that one ingester at a time has open. */
export async function startEmbeddedWorld(name: string, partitions = 4): Promise<FaultWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'plumbline-fault-'));
  const storeUrl = `chdb:${directory}/db`;
  const sql: StatementRunner = (text) => embedded(join(directory, 'db'), (run) => run(text));
  const world = await startWorld(name, partitions, storeUrl, sql);
  return {
    ...world,
    async close() {
      await world.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** startServerWorld has a ClickHouse server that many ingesters share, behind a proxy that spoils its answers. */
export async function startServerWorld(
  name: string,
  partitions = 4,
): Promise<FaultWorld & { readonly proxy: ClickhouseProxy }> {
  const shim: ClickhouseShim = await startClickhouseShim();
  const database = 'plumbline';
  const proxy = await startClickhouseProxy(`${shim.url}/${database}`);
  const address = new URL(shim.url);
  const authorization = `Basic ${Buffer.from(`${decodeURIComponent(address.username)}:${shim.password}`).toString('base64')}`;
  const sql: StatementRunner = async (body) => {
    const query = new URLSearchParams({ database });
    const answer = await fetch(`${address.origin}/?${query}`, {
      method: 'POST',
      headers: { authorization },
      body,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text.trim();
  };
  const world = await startWorld(name, partitions, proxy.url, sql);
  return {
    ...world,
    proxy,
    async close() {
      await world.close();
      await proxy.close();
      await shim.close();
    },
  };
}

async function startWorld(
  name: string,
  partitions: number,
  storeUrl: string,
  sql: StatementRunner,
): Promise<FaultWorld> {
  const broker = await startKafkaBroker();
  const topic = uniquePrefix(name);
  const children: Ingester[] = [];
  await createTopics(broker.brokers, { [topic]: partitions });
  await prepare(storeUrl, (work) => work(sql));
  return {
    ...{ broker, topic, group: topic, partitions, sql },
    fill: (part) => fillTopic({ brokers: broker.brokers, topic, partitions, from: 0, ...part }),
    ingest(plan = {}, part = {}) {
      const batchRows = Math.floor((scale().full ? 5_000 : 1_000) * (1 + Math.random() * 4));
      const sizes = { batchRows, memoryBytes: 64 * MIB };
      const where = { brokers: broker.brokers, topics: [topic], group: topic, storeUrl };
      const child = startIngester({ ...where, ...sizes, plan, ...part });
      children.push(child);
      return child;
    },
    async untilRows(rows) {
      const deadline = Date.now() + ROWS_LIMIT_MS;
      while (Number(await sql('SELECT count() FROM predictions')) < rows) {
        if (Date.now() > deadline) return;
        await sleep(200);
      }
    },
    audit: (records, without) => auditBaseTable(sql, records, without),
    async close() {
      for (const child of children) await child.kill();
      await broker.stop();
    },
  };
}
