import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { createChangeFeed, LOOK_MS, WAIT_MS, WAITING_LIMIT } from '../../../../api/changes/change-feed.ts';
import { TOKEN_PATTERN, tokenOf } from '../../../../api/changes/change-token.ts';
import type { ChangeMarks } from '../../../../api/ports.ts';
import { PlumblineError } from '../../../../domain/index.ts';

const NOTHING = {
  evaluations: '0',
  incidents: '0-0',
  notifications: '0',
  retraining: '0',
  ingest: '0-0-0-0',
  models: '0-0-0',
};
const SOME: ChangeMarks = { ...NOTHING, evaluations: '18446744073709551615', ingest: '12-0-3-1' };

let now = 0;
let marks: Record<string, ChangeMarks> = {};
let looks: string[] = [];
let away = false;

beforeEach(() => {
  now = 0;
  marks = { a: SOME, b: SOME };
  looks = [];
  away = false;
});

const feedOf = () =>
  createChangeFeed(
    {
      async readMarks(project) {
        looks.push(project);
        if (away) throw new PlumblineError('store_unavailable', undefined, { retryable: true });
        return marks[project]!;
      },
    },
    () => now,
  );

/** pass lets time go by, look after look. */
async function pass(t: TestContext, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += LOOK_MS) {
    now += LOOK_MS;
    t.mock.timers.tick(LOOK_MS);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

const stay = () => new AbortController().signal;

test('one look in two seconds serves all who wait for a project, and none is made when nobody waits', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const feed = feedOf();
  const { token } = await feed.now('a');
  assert.match(token, new RegExp(TOKEN_PATTERN));
  looks = [];
  await pass(t, 10_000);
  assert.deepEqual(looks, []);
  const waits = [feed.wait('a', token, stay()), feed.wait('a', token, stay()), feed.wait('b', token, stay())];
  await pass(t, 2 * LOOK_MS);
  assert.deepEqual(looks, ['a', 'b', 'a', 'b']);
  marks.a = { ...SOME, incidents: '1-1700000000000' };
  await pass(t, LOOK_MS);
  for (const wait of waits.slice(0, 2)) {
    assert.deepEqual(await wait, { token: tokenOf(marks.a!), changed: ['incidents'] });
  }
  marks.b = { ...SOME, retraining: '7', ingest: '13-0-3-1' };
  await pass(t, LOOK_MS);
  assert.deepEqual((await waits[2])?.changed, ['retraining', 'ingest']);
  looks = [];
  await pass(t, 10_000);
  assert.deepEqual(looks, []);
});

test('a wait without news ends in time with the same token, also while the store is away', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const feed = feedOf();
  const token = tokenOf(SOME);
  const waits = feed.wait('a', token, stay());
  away = true;
  await pass(t, WAIT_MS + LOOK_MS);
  assert.deepEqual(await waits, { token, changed: [] });
});

test('arrivals alone are told every ten seconds, but the first one at once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const feed = feedOf();
  let told = false;
  const waits = feed.wait('a', tokenOf(SOME), stay()).then((changes) => {
    told = true;
    return changes;
  });
  marks.a = { ...SOME, ingest: '99-0-3-1' };
  await pass(t, 8000);
  assert.equal(told, false);
  await pass(t, 4000);
  assert.deepEqual((await waits).changed, ['ingest']);
  marks.a = { ...NOTHING, ingest: '1-0-0-0' };
  const first = feed.wait('a', tokenOf(NOTHING), stay());
  await pass(t, LOOK_MS);
  assert.deepEqual((await first).changed, ['ingest']);
});

test('who has gone is forgotten, too many are refused, and a stop sends everybody away', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const feed = feedOf();
  const token = tokenOf(SOME);
  const leaving = new AbortController();
  const left = feed.wait('a', token, leaving.signal);
  leaving.abort();
  assert.deepEqual((await left).changed, []);
  const waits = Array.from({ length: WAITING_LIMIT }, () => feed.wait('a', token, stay()));
  const ended = Promise.allSettled(waits);
  await assert.rejects(feed.wait('a', token, stay()), { code: 'overloaded' });
  feed.stop();
  for (const result of await ended) {
    assert.equal(result.status === 'rejected' && result.reason.code, 'shutting_down');
  }
  await assert.rejects(feed.wait('a', token, stay()), { code: 'shutting_down' });
  looks = [];
  await pass(t, 10_000);
  assert.deepEqual(looks, []);
});
