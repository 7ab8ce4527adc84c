import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';

const PAGE = '10000';
const POLL_MS = 50;

/** Row is one row of a read route or of a query. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
export type Row = Record<string, any>;

/** Answer is an HTTP answer with its JSON body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Row;
}

/** post sends a body: a text or bytes as they are, anything else as JSON. */
export async function post(
  url: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: raw ? (body as string) : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Row };
}

/** postLines sends NDJSON in requests of at most 2,000 lines, and fails unless every record is accepted. */
export async function postLines(url: string, path: string, records: readonly object[]): Promise<void> {
  for (let from = 0; from < records.length; from += 2000) {
    const lines = records.slice(from, from + 2000);
    const body = lines.map((record) => JSON.stringify(record)).join('\n');
    const answer = await post(url, path, body, { 'content-type': 'application/x-ndjson' });
    assert.deepEqual([answer.status, answer.body], [202, { accepted: lines.length, rejected: [] }]);
  }
}

/** list reads the items of a read route. */
export async function list(
  url: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Row[]> {
  const response = await fetch(`${url}${path}?${new URLSearchParams({ limit: PAGE, ...query })}`);
  const body = (await response.json()) as Row;
  assert.equal(response.status, 200, JSON.stringify(body));
  return body.items as Row[];
}

/** waitFor polls until there is a value that is not null, and fails with `what` when none comes. */
export async function waitFor<T>(what: string, look: () => Promise<T | null>, ms = 60_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) assert.fail(`${what} did not happen within ${ms} ms`);
    await sleep(POLL_MS);
  }
}

/** caughtUp waits until every monitor has done what its stored records allow, and alerts have seen it. */
export async function caughtUp(url: string): Promise<Row[]> {
  return waitFor('every monitor caught up', async () => {
    const response = await fetch(`${url}/v1/monitors`);
    const { items } = (await response.json()) as { items: Row[] };
    return items.every((row) => row.caught_up && row.alerts_caught_up) ? items : null;
  });
}

/** queryStored reads the database of a service that has stopped. */
export async function queryStored(dataDir: string, query: string): Promise<Row[]> {
  const client = createClient({ connection: createChdbConnection({ path: `${dataDir}/db` }) as never });
  try {
    const result = await client.query({ query, format: 'JSONEachRow' });
    return await result.json<Row>();
  } finally {
    await client.close();
  }
}
