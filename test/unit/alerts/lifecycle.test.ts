import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AlertStep, nextAlertState } from '../../../alerts/lifecycle.ts';
import type { AlertSnapshot, Evaluation, Severity } from '../../../domain/index.ts';
import { alert, DAY, evaluation, START } from '../../support/alert-builders.ts';

const pending = alert({ state: 'pending', streak: 1, severity: 'warning', since: START - DAY });
const firing = alert({ state: 'firing', severity: 'warning', since: START - 2 * DAY, incidentId: 'i' });
const recovering = { ...firing, streak: 1 };
const silent: Partial<Evaluation> = { mode: 'backfill' };

interface Row {
  readonly name: string;
  readonly from: AlertSnapshot | null;
  readonly sees: Severity;
  readonly as?: Partial<Evaluation>;
  readonly windows?: number;
  readonly told?: boolean;
  readonly step: AlertStep;
  readonly to: Partial<AlertSnapshot>;
}

const calm = { state: 'inactive', streak: 0, severity: 'none', since: null, incidentId: '' } as const;

const TABLE: readonly Row[] = [
  { name: 'inactive, good: nothing', from: alert(), sees: 'none', step: 'quiet', to: calm },
  {
    name: 'inactive, bad: pending since this window',
    from: alert(),
    sees: 'warning',
    step: 'pended',
    to: { state: 'pending', streak: 1, severity: 'warning', since: START },
  },
  {
    name: 'inactive, bad, for 1: fires at once',
    from: alert(),
    sees: 'critical',
    windows: 1,
    step: 'fired',
    to: { state: 'firing', streak: 0, severity: 'critical', since: START },
  },
  {
    name: 'a series without a snapshot starts inactive',
    from: null,
    sees: 'warning',
    step: 'pended',
    to: { state: 'pending', streak: 1 },
  },
  {
    name: 'pending, bad: fires since the first bad window',
    from: pending,
    sees: 'critical',
    step: 'fired',
    to: { state: 'firing', streak: 0, severity: 'critical', since: START - DAY },
  },
  {
    name: 'pending, bad, for 3: still pending',
    from: pending,
    sees: 'warning',
    windows: 3,
    step: 'pended',
    to: { state: 'pending', streak: 2, since: START - DAY },
  },
  { name: 'pending, good: back', from: pending, sees: 'none', step: 'cleared', to: calm },
  {
    name: 'firing, bad: holds',
    from: firing,
    sees: 'warning',
    step: 'still_firing',
    to: { state: 'firing', streak: 0 },
  },
  {
    name: 'firing, worse: the severity rises at once',
    from: firing,
    sees: 'critical',
    step: 'severity_raised',
    to: { state: 'firing', severity: 'critical', since: START - 2 * DAY },
  },
  {
    name: 'firing critical, warning: the severity stays until the alert ends',
    from: { ...firing, severity: 'critical' },
    sees: 'warning',
    step: 'still_firing',
    to: { state: 'firing', severity: 'critical' },
  },
  {
    name: 'firing, one good window: recovering',
    from: firing,
    sees: 'none',
    step: 'recovering',
    to: { state: 'firing', streak: 1, incidentId: 'i' },
  },
  { name: 'firing, enough good windows: over', from: recovering, sees: 'none', step: 'recovered', to: calm },
  {
    name: 'recovering, bad: the good windows count no more',
    from: recovering,
    sees: 'warning',
    step: 'still_firing',
    to: { state: 'firing', streak: 0 },
  },
  {
    name: 'a silent window does not end what people were told of',
    from: recovering,
    sees: 'none',
    as: silent,
    told: true,
    step: 'recovering',
    to: { state: 'firing', streak: 2 },
  },
  {
    name: 'the next live good window ends it',
    from: { ...firing, streak: 2 },
    sees: 'none',
    told: true,
    step: 'recovered',
    to: calm,
  },
  {
    name: 'a silent window ends what nobody was told of',
    from: recovering,
    sees: 'none',
    as: silent,
    step: 'recovered',
    to: calm,
  },
  {
    name: 'a backfill that may notify ends it as a live window does',
    from: recovering,
    sees: 'none',
    as: { mode: 'backfill', notify: true },
    told: true,
    step: 'recovered',
    to: calm,
  },
  ...(['insufficient_data', 'failed', 'skipped'] as const).flatMap((status): Row[] => [
    {
      name: `pending, ${status}: unchanged`,
      from: pending,
      sees: 'none',
      as: { status },
      step: 'unjudged',
      to: { state: 'pending', streak: 1 },
    },
    {
      name: `firing, ${status}: unchanged`,
      from: recovering,
      sees: 'none',
      as: { status },
      step: 'unjudged',
      to: { state: 'firing', streak: 1 },
    },
  ]),
  {
    name: 'a partial window is judged',
    from: pending,
    sees: 'warning',
    as: { status: 'partial' },
    step: 'fired',
    to: { state: 'firing' },
  },
];

for (const { name, from, sees, as, windows = 2, told = false, step, to } of TABLE) {
  test(`lifecycle: ${name}`, () => {
    const seen = evaluation(0, sees, as);
    const outcome = nextAlertState(from, seen, { for: windows }, told);
    assert.equal(outcome.step, step);
    for (const [key, value] of Object.entries(to))
      assert.deepEqual(outcome.snapshot[key as keyof AlertSnapshot], value, key);
    assert.equal(outcome.snapshot.lastWindowEnd, seen.window.end);
    assert.equal(outcome.snapshot.lastEvaluationId, seen.evaluationId);
  });
}

test('lifecycle: an older window, and the same evaluation again, change nothing', () => {
  for (const seen of [evaluation(-2, 'critical'), evaluation(-1, 'critical', { evaluationId: 'before' })]) {
    const outcome = nextAlertState(pending, seen, { for: 1 });
    assert.equal(outcome.step, 'ignored');
    assert.equal(outcome.snapshot, pending);
  }
});

test('lifecycle: the last window judged again is noted and moves nothing', () => {
  for (const from of [alert(), pending, recovering]) {
    for (const severity of ['none', 'critical'] as const) {
      const outcome = nextAlertState(from, evaluation(-1, severity, { evaluationId: 'again' }), { for: 1 });
      assert.equal(outcome.step, 'judged_again');
      assert.deepEqual(outcome.snapshot, { ...from, lastEvaluationId: 'again' });
    }
  }
});

test('lifecycle: old windows judged again under a new policy fire nothing', () => {
  let snapshot = alert({ lastWindowEnd: START + 10 * DAY });
  for (let index = 0; index < 10; index++) {
    const outcome = nextAlertState(
      snapshot,
      evaluation(index, 'critical', { policyHash: 'edited', revision: 1 }),
      {
        for: 1,
      },
    );
    assert.equal(outcome.step, index === 9 ? 'judged_again' : 'ignored');
    snapshot = outcome.snapshot;
  }
  assert.equal(snapshot.state, 'inactive');
});

test('lifecycle: a value that crosses its limit every other window never fires', () => {
  let snapshot: AlertSnapshot | null = null;
  for (let index = 0; index < 50; index++) {
    const outcome = nextAlertState(snapshot, evaluation(index, index % 2 === 0 ? 'critical' : 'none'), {
      for: 2,
    });
    assert.notEqual(outcome.step, 'fired');
    snapshot = outcome.snapshot;
  }
});

test('lifecycle: a firing alert whose value crosses its limit every other window stays one alert', () => {
  let snapshot: AlertSnapshot | null = firing;
  for (let index = 0; index < 50; index++) {
    snapshot = nextAlertState(snapshot, evaluation(index, index % 2 === 0 ? 'none' : 'warning'), {
      for: 2,
    }).snapshot;
    assert.equal(snapshot.state, 'firing');
  }
});
