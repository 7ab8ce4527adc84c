import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertBook, type BookRules } from '../../../alerts/book.ts';
import type { Evaluation, IncidentTransition } from '../../../domain/index.ts';
import { DAY, evaluation, START, series } from '../../support/alert-builders.ts';

const rules: BookRules = { policyOf: () => ({ for: 1 }), supersededAfter: 2 };
const quality = series({ monitor: 'quality' });
const backfill = { mode: 'backfill' } as const;

/** play applies groups of evaluations and gives the kinds of each group's transitions. */
function play(book: AlertBook, groups: readonly (readonly Evaluation[])[], with_ = rules): string[][] {
  return groups.map((group) => book.apply(group, with_).transitions.map(({ kind }) => kind));
}

interface Row {
  readonly name: string;
  readonly groups: readonly (readonly Evaluation[])[];
  readonly kinds: readonly (readonly string[])[];
}

const TABLE: readonly Row[] = [
  {
    name: 'one alert opens and resolves',
    groups: [[evaluation(0, 'warning')], [evaluation(1, 'none')]],
    kinds: [['opened'], ['resolved']],
  },
  {
    name: 'a second alert of the model is added and removed',
    groups: [
      [evaluation(0, 'warning')],
      [evaluation(1, 'warning'), evaluation(1, 'warning', { key: quality })],
      [evaluation(2, 'none'), evaluation(2, 'warning', { key: quality })],
      [evaluation(3, 'none'), evaluation(3, 'none', { key: quality })],
    ],
    kinds: [['opened'], ['alert_added'], ['alert_removed'], ['resolved']],
  },
  {
    name: 'a worse alert changes the severity, a milder window does not',
    groups: [[evaluation(0, 'warning')], [evaluation(1, 'critical')], [evaluation(2, 'warning')]],
    kinds: [['opened'], ['severity_changed'], []],
  },
  {
    name: 'alerts that end together: the last one resolves',
    groups: [
      [evaluation(0, 'warning'), evaluation(0, 'warning', { key: quality })],
      [evaluation(1, 'none'), evaluation(1, 'none', { key: quality })],
    ],
    kinds: [
      ['opened', 'alert_added'],
      ['alert_removed', 'resolved'],
    ],
  },
  {
    name: 'one ends as another starts: the incident goes on',
    groups: [[evaluation(0, 'warning')], [evaluation(1, 'none'), evaluation(1, 'warning', { key: quality })]],
    kinds: [['opened'], ['alert_added', 'alert_removed']],
  },
  {
    name: 'what a silent backfill opened is confirmed by the first live bad window',
    groups: [
      [evaluation(0, 'warning', backfill)],
      [evaluation(1, 'warning', backfill)],
      [evaluation(2, 'warning')],
      [evaluation(3, 'warning')],
    ],
    kinds: [['opened'], [], ['confirmed'], []],
  },
  {
    name: 'a severity that rose silently is told by the first live bad window',
    groups: [[evaluation(0, 'warning')], [evaluation(1, 'critical', backfill)], [evaluation(2, 'critical')]],
    kinds: [['opened'], ['severity_changed'], ['severity_changed']],
  },
];

for (const { name, groups, kinds } of TABLE) {
  test(`incidents: ${name}`, () => {
    assert.deepEqual(play(new AlertBook([], []), groups), kinds);
  });
}

test('incidents: rows number on, name what fires, and keep the first bad window', () => {
  const book = new AlertBook([], []);
  const rows = [
    [evaluation(0, 'warning')],
    [evaluation(1, 'critical', { key: quality })],
    [evaluation(2, 'none')],
    [evaluation(3, 'none', { key: quality })],
  ].flatMap((group) => book.apply(group, rules).transitions);
  assert.deepEqual(
    rows.map(({ sequence, severity, state, firing }) => ({ sequence, severity, state, firing })),
    [
      { sequence: 0, severity: 'warning', state: 'open', firing: ['inputs'] },
      { sequence: 1, severity: 'critical', state: 'open', firing: ['inputs', 'quality'] },
      { sequence: 2, severity: 'critical', state: 'open', firing: ['quality'] },
      { sequence: 3, severity: 'critical', state: 'resolved', firing: [] },
    ],
  );
  assert.deepEqual(new Set(rows.map(({ incidentId }) => incidentId)).size, 1);
  assert.ok(rows.every(({ since }) => since === START));
  assert.equal(rows[0]!.evidence[0]!.rule, 'psi 0.31 ≥ 0.1 and p 0.0004 < 0.01');
});

test('incidents: versions and monitors of one model share an incident, models do not', () => {
  const book = new AlertBook([], []);
  const { transitions } = book.apply(
    [
      evaluation(0, 'warning'),
      evaluation(0, 'warning', { key: series({ version: 'v2' }) }),
      evaluation(0, 'warning', { key: quality }),
      evaluation(0, 'warning', { key: series({ model: 'fares' }) }),
      evaluation(0, 'warning', { key: series({ project: 'other' }) }),
    ],
    rules,
  );
  assert.deepEqual(transitions.map(({ kind }) => kind).sort(), [
    'alert_added',
    'alert_added',
    'opened',
    'opened',
    'opened',
  ]);
  assert.equal(new Set(transitions.map(({ incidentId }) => incidentId)).size, 3);
});

test('incidents: the same evaluations in any order make the same ids', () => {
  const group = [evaluation(0, 'warning'), evaluation(0, 'critical', { key: quality })];
  const ids = (rows: readonly IncidentTransition[]) =>
    rows.map(({ transitionId, kind }) => [kind, transitionId]);
  const one = new AlertBook([], []).apply(group, rules).transitions;
  const two = new AlertBook([], []).apply([...group].reverse(), rules).transitions;
  assert.deepEqual(ids(one), ids(two));
});

test('incidents: a replay over recorded rows gives the recorded rows', () => {
  const book = new AlertBook([], []);
  const recorded: IncidentTransition[] = [];
  const groups = [
    [evaluation(0, 'warning')],
    [evaluation(1, 'critical'), evaluation(1, 'warning', { key: quality })],
    [evaluation(2, 'none'), evaluation(2, 'none', { key: quality })],
  ];
  for (const group of groups) {
    const snapshots = book.alerts();
    const rows = book.apply(group, rules).transitions;
    recorded.push(...rows);
    // The process died after the rows were appended and before the snapshots were saved.
    assert.deepEqual(new AlertBook(snapshots, recorded).apply(group, rules).transitions, rows);
  }
});

test('incidents: of two revisions of one window the newer counts', () => {
  const book = new AlertBook([], []);
  const { transitions } = book.apply(
    [
      evaluation(0, 'critical', { revision: 0 }),
      evaluation(0, 'none', { revision: 1, evaluationId: 'revised' }),
    ],
    rules,
  );
  assert.deepEqual(transitions, []);
});

const v2 = series({ version: 'v2' });

test('superseded: alerts of a version without windows end when the new version has data for two windows', () => {
  const book = new AlertBook([], []);
  play(book, [[evaluation(0, 'warning')]]);
  assert.deepEqual(play(book, [[evaluation(1, 'none', { key: v2 })]]), [[]]);
  const { transitions } = book.apply([evaluation(2, 'none', { key: v2 })], rules);
  assert.deepEqual(
    transitions.map(({ kind, version, summary }) => ({ kind, version, summary })),
    [
      {
        kind: 'resolved',
        version: 'v1',
        summary: 'Version v1 has no traffic any more; version v2 replaced it.',
      },
    ],
  );
});

test('superseded: both versions with traffic keep their alerts', () => {
  const book = new AlertBook([], []);
  const both = (index: number) => [evaluation(index, 'warning'), evaluation(index, 'none', { key: v2 })];
  assert.deepEqual(play(book, [both(0), both(1), both(2), both(3), both(4)]), [['opened'], [], [], [], []]);
});

test('superseded: without data of the new version the old alert stays', () => {
  const book = new AlertBook([], []);
  const empty = { key: v2, status: 'insufficient_data', nCurrent: 0 } as const;
  const groups = [
    [evaluation(0, 'warning')],
    ...[1, 2, 3, 4].map((index) => [evaluation(index, 'none', empty)]),
  ];
  assert.deepEqual(play(book, groups), [['opened'], [], [], [], []]);
});

test('superseded: another monitor, segment or deployment ends nothing', () => {
  for (const change of [{ monitor: 'quality' }, { segment: 'hub' }, { deployment: 'shadow' }]) {
    const book = new AlertBook([], []);
    const key = series({ version: 'v2', ...change });
    const later = [1, 2, 3].map((index) => [evaluation(index, 'none', { key })]);
    assert.deepEqual(play(book, [[evaluation(0, 'warning')], ...later]), [['opened'], [], [], []]);
  }
});

test('superseded: a rollback ends the alerts of the newer version, and a pending alert goes silently', () => {
  const book = new AlertBook([], []);
  const slow: BookRules = { policyOf: () => ({ for: 2 }), supersededAfter: 2 };
  play(book, [[evaluation(0, 'warning', { key: v2 })]], slow);
  play(book, [[evaluation(1, 'none')], [evaluation(2, 'none')]], slow);
  assert.deepEqual(
    book.alerts().map(({ version, state }) => [version, state]),
    [
      ['v2', 'inactive'],
      ['v1', 'inactive'],
    ],
  );
});

test('superseded: days of 23 and 25 hours count as one window each', () => {
  const hour = 3_600_000;
  const book = new AlertBook([], []);
  play(book, [[evaluation(0, 'warning')]]);
  const window = (start: number, hours: number) => ({ start, end: start + hours * hour });
  const short = evaluation(1, 'none', { key: v2, window: window(START + DAY, 23) });
  const long = evaluation(2, 'none', { key: v2, window: window(START + DAY + 23 * hour, 25) });
  assert.deepEqual(play(book, [[short], [long]]), [[], ['resolved']]);
});
