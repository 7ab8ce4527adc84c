import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decideRetraining,
  type RetrainingOccasion,
  type RetrainingPolicy,
} from '../../../../alerts/retraining/decide.ts';
import type { RetrainingRun } from '../../../../domain/index.ts';
import { DAY, START } from '../../../support/alert-builders.ts';

const policy: RetrainingPolicy = { coolDownMs: 7 * DAY, maxPerDay: 1, minSeverity: 'warning', on: null };

function occasion(day: number, changes: Partial<RetrainingOccasion> = {}): RetrainingOccasion {
  return {
    project: 'default',
    model: 'delays',
    version: 'v1',
    incidentId: 'incident-1',
    notifier: 'retrain',
    monitor: 'decay',
    monitorKind: 'performance',
    severity: 'critical',
    evaluationId: `evaluation-${day}`,
    window: { start: START + (day - 1) * DAY, end: START + day * DAY },
    summary: 'log_loss decays.',
    worstFeatures: ['origin_delay'],
    ...changes,
  };
}

/** decide runs the days of occasions through the rule, keeping every run. */
function decide(
  occasions: readonly (readonly [number, RetrainingOccasion])[],
  rules = policy,
): RetrainingRun[] {
  const runs: RetrainingRun[] = [];
  for (const [day, item] of occasions) {
    const run = decideRetraining(item, runs, rules, START + day * DAY, 0);
    if (run && !runs.includes(run)) runs.push(run);
  }
  return runs;
}

const story = (runs: readonly RetrainingRun[]) =>
  runs.map((run) => [(run.decidedAt - START) / DAY, run.incidentId, run.state]);

test('retraining: an incident that stays open gets one run per cool-down, at the first firing window after it', () => {
  const daily = Array.from({ length: 30 }, (_, day) => [day, occasion(day)] as const);
  assert.deepEqual(story(decide(daily)), [
    [0, 'incident-1', 'requested'],
    [7, 'incident-1', 'requested'],
    [14, 'incident-1', 'requested'],
    [21, 'incident-1', 'requested'],
    [28, 'incident-1', 'requested'],
  ]);
});

test('retraining: incidents that come and go within a cool-down are suppressed, each once', () => {
  const flapping = [0, 1, 2, 3, 4, 5].flatMap((day) => {
    const incidentId = `incident-${Math.floor(day / 2)}`;
    return [[day, occasion(day, { incidentId })] as const];
  });
  const runs = decide(flapping);
  assert.deepEqual(story(runs), [
    [0, 'incident-0', 'requested'],
    [2, 'incident-1', 'suppressed'],
    [4, 'incident-2', 'suppressed'],
  ]);
  assert.match(runs[1]!.reason, /^cool_down: run \S+ was requested 2026-01-05T00:00:00.000Z$/);
});

test('retraining: a suppressed incident gets its run when the cool-down of the other is over', () => {
  const other = { incidentId: 'incident-2' };
  const runs = decide([
    [0, occasion(0)],
    ...[3, 4, 5, 6, 7, 8].map((day) => [day, occasion(day, other)] as const),
  ]);
  assert.deepEqual(story(runs), [
    [0, 'incident-1', 'requested'],
    [3, 'incident-2', 'suppressed'],
    [7, 'incident-2', 'requested'],
  ]);
});

test('retraining: the daily cap holds where the cool-down is shorter', () => {
  const short = { ...policy, coolDownMs: DAY / 24, maxPerDay: 2 };
  const at = (day: number, incidentId: string) => [day, occasion(day, { incidentId })] as const;
  const runs = decide([at(0, 'a'), at(0.1, 'b'), at(0.2, 'c'), at(0.3, 'c'), at(1.05, 'c')], short);
  assert.deepEqual(
    runs.map(({ incidentId, state }) => [incidentId, state]),
    [
      ['a', 'requested'],
      ['b', 'requested'],
      ['c', 'suppressed'],
      ['c', 'requested'],
    ],
  );
  assert.match(runs[2]!.reason, /^max_per_day: 2 of 2 runs/);
});

test('retraining: a run that failed counts for the cool-down', () => {
  const [first] = decide([[0, occasion(0)]]);
  const failed = { ...first!, state: 'failed' as const };
  assert.equal(decideRetraining(occasion(1), [failed], policy, START + DAY, 0), null);
});

const ELIGIBLE: readonly (readonly [
  string,
  Partial<RetrainingPolicy>,
  Partial<RetrainingOccasion>,
  boolean,
])[] = [
  ['any monitor by default', {}, {}, true],
  ['a monitor by name', { on: ['decay'] }, {}, true],
  ['a monitor by kind', { on: ['performance'] }, {}, true],
  ['another monitor', { on: ['inputs', 'drift'] }, {}, false],
  ['too mild', { minSeverity: 'critical' }, { severity: 'warning' }, false],
  ['severe enough', { minSeverity: 'critical' }, { severity: 'critical' }, true],
];

for (const [name, rules, item, starts] of ELIGIBLE) {
  test(`retraining: ${name} ${starts ? 'starts a run' : 'starts none'}`, () => {
    const run = decideRetraining(occasion(0, item), [], { ...policy, ...rules }, START, 0);
    assert.equal(run !== null, starts);
  });
}

test('retraining: the same evaluation gives the recorded run again, whatever became of it', () => {
  const [first] = decide([[0, occasion(0)]]);
  const started = { ...first!, state: 'started' as const };
  assert.equal(decideRetraining(occasion(0), [started], policy, START, 0), started);
});

test('retraining: notifiers decide apart', () => {
  const [first] = decide([[0, occasion(0)]]);
  const run = decideRetraining(occasion(1, { notifier: 'other' }), [first!], policy, START + DAY, 0);
  assert.equal(run?.state, 'requested');
});
