import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PlumblineError } from '../../../domain/index.ts';
import { openStore, type Store } from '../../../store/index.ts';
import { type ClickhouseShim, startClickhouseShim } from '../../support/clickhouse-shim.ts';
import { HOUR, predictionRow, T0, writeRows } from '../../support/store-rows.ts';

let shim: ClickhouseShim;
let store: Store;

before(async () => {
  shim = await startClickhouseShim();
  store = await openStore({ url: `${shim.url}/failures` });
});
after(async () => {
  await store.close();
  await shim.close();
});

const slice = (project: string) =>
  ({
    project,
    model: 'm',
    version: null,
    deployment: 'live',
    source: 'predictions',
    segment: [],
    window: { start: T0, end: T0 + HOUR },
  }) as const;

async function failure(work: Promise<unknown>): Promise<PlumblineError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PlumblineError, String(error));
  return error;
}

test('server: a lost reply of a write is unknown, and the repeated batch is stored once', async () => {
  const row = predictionRow('lost-reply');
  await shim.loseNextReply();
  const error = await failure(writeRows(store, 'predictions', [row]));
  assert.equal(error.code, 'store_unknown');
  assert.equal(error.retryable, true);
  await writeRows(store, 'predictions', [row]);
  assert.equal(await store.windowReader.countRows(slice('lost-reply')), 1);
});

test('server: exception codes become refused, unavailable or unknown', async () => {
  const cases: [number, 'read' | 'write', string][] = [
    [27, 'write', 'store_refused'],
    [33, 'write', 'store_refused'],
    [53, 'write', 'store_refused'],
    [60, 'read', 'store_refused'],
    [117, 'write', 'store_refused'],
    [159, 'read', 'store_unavailable'],
    [159, 'write', 'store_unknown'],
    [202, 'write', 'store_unavailable'],
    [209, 'write', 'store_unknown'],
    [210, 'write', 'store_unknown'],
    [241, 'write', 'store_unknown'],
    [241, 'read', 'store_unavailable'],
    [252, 'write', 'store_unknown'],
  ];
  for (const [code, kind, expected] of cases) {
    await shim.refuseNext(code);
    const work =
      kind === 'read'
        ? store.windowReader.countRows(slice('codes'))
        : writeRows(store, 'predictions', [predictionRow('codes')]);
    const error = await failure(work);
    assert.equal(error.code, expected, `${kind} ${code}`);
    assert.equal(error.retryable, expected !== 'store_refused');
    assert.equal((error.details as { clickhouse_code: number }).clickhouse_code, code);
  }
});

test('server: settings travel in the text of a statement, never beside it', async () => {
  const { length: migrated } = await shim.requests();
  await writeRows(store, 'predictions', [predictionRow('settings')]);
  await store.readModel.listModels({ project: 'settings', limit: 1 });
  const requests = (await shim.requests()).slice(migrated);
  const allowed = new Set(['database', 'query', 'query_id', 'wait_end_of_query']);
  const others = requests.flatMap(({ urlParameters }) => urlParameters.filter((name) => !allowed.has(name)));
  assert.deepEqual(others, []);
  const statements = requests.map(({ sql }) => sql).filter((sql) => /^(SELECT|INSERT|WITH)/.test(sql));
  for (const sql of statements) assert.match(sql, /SETTINGS [\s\S]*log_comment='plumbline \w+'/);
  assert.ok(statements.length > 0);
});

test('server: a wrong password is refused and never repeated', async () => {
  const url = new URL(shim.url);
  url.password = 'wrong-secret';
  const error = await failure(openStore({ url: url.href }));
  assert.equal(error.code, 'store_refused');
  assert.doesNotMatch(JSON.stringify([error.message, error.details, String(error.stack)]), /wrong-secret/);
});

test('server: a database name or a cluster that is no name is refused before anything is sent', async () => {
  for (const database of ['a-b', 'x`; DROP', 'ü']) {
    const error = await failure(openStore({ url: `${shim.url}/${encodeURIComponent(database)}` }));
    assert.equal(error.code, 'invalid_config');
    assert.doesNotMatch(error.message, /p@ss/);
  }
  const error = await failure(openStore({ url: `${shim.url}/failures`, cluster: "c'; DROP" }));
  assert.equal(error.code, 'invalid_config');
});

test('server: the client prints nothing, whatever fails', async (context) => {
  const prints = (['error', 'warn', 'log', 'info', 'debug', 'trace'] as const).map((method) =>
    context.mock.method(console, method, () => {}),
  );
  await shim.refuseNext(60);
  await failure(store.windowReader.countRows(slice('silent')));
  await shim.loseNextReply();
  await failure(writeRows(store, 'predictions', [predictionRow('silent')]));
  assert.deepEqual(
    prints.map((print) => print.mock.callCount()),
    prints.map(() => 0),
  );
});

test('server: one that is gone is unavailable for reads and for writes, without the password', async () => {
  const second = await startClickhouseShim();
  const open = await openStore({ url: second.url });
  await second.kill();
  try {
    for (const work of [
      open.health.ping(),
      open.windowReader.countRows(slice('gone')),
      writeRows(open, 'predictions', [predictionRow('gone')]),
      openStore({ url: second.url }),
    ]) {
      const error = await failure(work);
      assert.equal(error.code, 'store_unavailable');
      assert.equal(error.retryable, true);
      assert.doesNotMatch(JSON.stringify([error.message, error.details]), /p@ss|p%40ss/);
    }
  } finally {
    await open.close();
    await second.close();
  }
});
