import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertBook } from '../../../alerts/book.ts';
import { coalesce, lanesOf, scopeOf } from '../../../alerts/dispatch-queue.ts';
import { pendingNotification } from '../../../alerts/planned-notifications.ts';
import type { Notification } from '../../../domain/index.ts';
import { evaluation, series } from '../../support/alert-builders.ts';

const rules = { policyOf: () => ({ for: 1 }), supersededAfter: 2 };

function story() {
  const book = new AlertBook([], []);
  const monitors = ['a', 'b', 'c'].map((monitor) => series({ monitor }));
  const history = [
    monitors.map((key) => evaluation(0, 'warning', { key })),
    monitors.map((key) => evaluation(1, 'none', { key })),
  ].flatMap((group) => book.apply(group, rules).transitions);
  const rows = history.map((transition, index) =>
    pendingNotification(transition, 'slack', 'slack', `n${index}`, 0),
  );
  const resolves = (row: Notification) => row.notificationId === `n${history.length - 1}`;
  return { history, rows, resolves };
}

const ids = (rows: readonly Notification[]) => rows.map(({ notificationId }) => notificationId);

test('queue: a lane is in the order of the transitions, however the rows arrive', () => {
  const { history, rows } = story();
  const sequence = (row: Notification) => history.findIndex((item) => item.transitionId === row.transitionId);
  const [lane, ...others] = lanesOf([...rows].reverse(), sequence);
  assert.deepEqual(ids(lane!), ['n0', 'n1', 'n2', 'n3', 'n4', 'n5']);
  assert.deepEqual(others, []);
});

test('queue: lanes of other incidents and notifiers do not wait for each other', () => {
  const { rows } = story();
  const lanes = lanesOf(
    [
      { ...rows[0]!, nextAttemptAt: 9 },
      { ...rows[0]!, notifier: 'mail' },
      { ...rows[0]!, incidentId: 'x' },
    ],
    () => 0,
  );
  assert.deepEqual(
    lanes.map((lane) => lane[0]!.nextAttemptAt),
    [0, 0, 9],
  );
});

test('queue: waiting updates become one, and the end is told on its own', () => {
  const { rows, resolves } = story();
  const { keep, drop } = coalesce(rows, resolves, false);
  assert.deepEqual(ids(keep), ['n0', 'n5']);
  assert.deepEqual(ids(drop), ['n1', 'n2', 'n3', 'n4']);
});

test('queue: to those who were told of the beginning, the end tells the updates before it as well', () => {
  const { history, rows, resolves } = story();
  const waiting = rows.slice(3);
  const { keep, drop } = coalesce(waiting, resolves, true);
  assert.deepEqual(ids(keep), ['n5']);
  assert.deepEqual(ids(drop), ['n3', 'n4']);
  const told = rows.map((row, index): Notification => {
    if (index < 3) return { ...row, state: 'delivered' };
    return index < 5 ? { ...row, state: 'suppressed', receipt: { told_by: 'n5' } } : row;
  });
  assert.equal(scopeOf(rows[5]!, history, told, true).toldUpTo, 2);
});

test('queue: to people the first message tells the newest state, to systems exactly its own', () => {
  const { history, rows } = story();
  const people = scopeOf(rows[0]!, history, [], true);
  assert.deepEqual(people, { upTo: 4, toldUpTo: -1, first: true, earlier: [] });
  const system = scopeOf(rows[0]!, history, [], false);
  assert.deepEqual(system, { upTo: 0, toldUpTo: -1, first: true, earlier: [] });
});

test('queue: the end tells what came after the last message, merged ones included', () => {
  const { history, rows } = story();
  const told = rows.map((row, index): Notification => {
    if (index === 0) return { ...row, state: 'delivered' };
    return index < 4 ? { ...row, state: 'suppressed' } : row;
  });
  const scope = scopeOf(rows[5]!, history, told, true);
  assert.equal(scope.upTo, 5);
  assert.equal(scope.toldUpTo, 3);
  assert.equal(scope.first, false);
  assert.deepEqual(ids(scope.earlier), ['n0']);
});

test('queue: after a beginning that failed, the next message is the first', () => {
  const { history, rows } = story();
  const scope = scopeOf(rows[1]!, history, [{ ...rows[0]!, state: 'failed' }], false);
  assert.equal(scope.first, true);
  assert.equal(scope.toldUpTo, -1);
});
