import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertBook } from '../../../alerts/book.ts';
import { plannedNotifications } from '../../../alerts/planned-notifications.ts';
import { type Route, recipientsOf, routedTo } from '../../../alerts/routes.ts';
import type { Evaluation, Notification } from '../../../domain/index.ts';
import { evaluation, series } from '../../support/alert-builders.ts';

const route = (changes: Partial<Route>): Route => ({
  model: null,
  severities: [],
  notifiers: [],
  sendResolved: true,
  ...changes,
});

const everyone = route({ notifiers: ['slack'] });
const critical = route({ severities: ['critical'], notifiers: ['pager'] });
const quiet = route({ notifiers: ['hook'], sendResolved: false });
const routes = [everyone, critical, quiet];
const kinds = new Map<string, Notification['kind']>([
  ['slack', 'slack'],
  ['pager', 'pagerduty'],
  ['hook', 'webhook'],
]);

const PATTERNS: readonly (readonly [string | null, string, boolean])[] = [
  [null, 'anything', true],
  ['delays', 'delays', true],
  ['delays', 'delays2', false],
  ['delay*', 'delays', true],
  ['*-eu', 'delays-eu', true],
  ['*-eu', 'delays-us', false],
  ['a*b*c', 'aXbYc', true],
  ['a*b*c', 'aXc', false],
  ['ab*ba', 'aba', false],
  ['a.c', 'abc', false],
  ['*', '', true],
];

for (const [pattern, model, matches] of PATTERNS) {
  test(`routes: ${pattern} ${matches ? 'matches' : 'does not match'} "${model}"`, () => {
    const found = routedTo([route({ model: pattern, notifiers: ['x'] })], model, 'warning');
    assert.equal(found.has('x'), matches);
  });
}

function rowsOf(groups: readonly (readonly Evaluation[])[]) {
  const book = new AlertBook([], []);
  const rows: Notification[] = [];
  for (const group of groups) {
    const { transitions } = book.apply(group, { policyOf: () => ({ for: 1 }), supersededAfter: 2 });
    const id = transitions[0]?.incidentId ?? '';
    rows.push(...plannedNotifications(transitions, book.history(id), rows, routes, kinds, 0));
  }
  return rows.map((row) => row.notifier);
}

test('routes: every matching route counts, and the severity decides', () => {
  assert.deepEqual(rowsOf([[evaluation(0, 'warning')]]), ['slack', 'hook']);
  assert.deepEqual(rowsOf([[evaluation(0, 'critical')]]), ['slack', 'pager', 'hook']);
});

test('routes: a receiver of critical hears of the incident when it gets critical', () => {
  assert.deepEqual(rowsOf([[evaluation(0, 'warning')], [evaluation(1, 'critical')]]), [
    'slack',
    'hook',
    'slack',
    'hook',
    'pager',
  ]);
});

test('routes: the end goes to those who were told, unless they want no end', () => {
  assert.deepEqual(rowsOf([[evaluation(0, 'warning')], [evaluation(1, 'none')]]), ['slack', 'hook', 'slack']);
});

test('routes: a backfill tells nobody, neither of the beginning nor of the end', () => {
  const mode = { mode: 'backfill' } as const;
  assert.deepEqual(rowsOf([[evaluation(0, 'critical', mode)], [evaluation(1, 'none', mode)]]), []);
});

test('routes: the live end of an incident that only a backfill saw tells nobody', () => {
  assert.deepEqual(rowsOf([[evaluation(0, 'critical', { mode: 'backfill' })], [evaluation(1, 'none')]]), []);
});

test('routes: a backfill that was asked to notify does', () => {
  assert.deepEqual(rowsOf([[evaluation(0, 'warning', { mode: 'backfill', notify: true })]]), [
    'slack',
    'hook',
  ]);
});

test('routes: rows that the log has are left alone, and new ones have the same ids on every replay', () => {
  const plan = (existing: readonly Notification[]) => {
    const book = new AlertBook([], []);
    const group = [
      evaluation(0, 'warning'),
      evaluation(0, 'critical', { key: series({ monitor: 'quality' }) }),
    ];
    const { transitions } = book.apply(group, { policyOf: () => ({ for: 1 }), supersededAfter: 2 });
    const history = book.history(transitions[0]!.incidentId);
    return plannedNotifications(transitions, history, existing, routes, kinds, 0);
  };
  const first = plan([]);
  assert.equal(first.length, 5);
  assert.deepEqual(plan(first), []);
  assert.deepEqual(plan(first.slice(0, 2)), first.slice(2));
  assert.deepEqual(plan([]), first);
});

test('routes: who could not be told of the beginning is not told of the end', () => {
  const book = new AlertBook([], []);
  const rules = { policyOf: () => ({ for: 1 }), supersededAfter: 2 };
  const [opened] = book.apply([evaluation(0, 'warning')], rules).transitions;
  const planned = plannedNotifications([opened!], [opened!], [], [everyone], kinds, 0);
  const failed = planned.map((row) => ({ ...row, state: 'failed' as const }));
  const history = book.history(opened!.incidentId);
  const [resolved] = book.apply([evaluation(1, 'none')], rules).transitions;
  assert.deepEqual(plannedNotifications([resolved!], history, failed, [everyone], kinds, 0), []);
  assert.deepEqual([...recipientsOf(resolved!, new Set(['slack']), [everyone])], ['slack']);
});
