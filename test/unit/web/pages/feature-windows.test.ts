import assert from 'node:assert/strict';
import test from 'node:test';
import type { Measurement, MeasurementDay } from '../../../../web/api/types.ts';
import {
  chosenPlace,
  decisionOf,
  seriesOf,
  windowsOf,
} from '../../../../web/pages/feature/feature-windows.ts';
import { dailyPointsOf, pointsOf, statisticsOf } from '../../../../web/pages/feature/statistic-points.ts';
import { verdictSentence } from '../../../../web/pages/feature/verdict-words.ts';

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 5, hour)).toISOString();

function measured(hour: number, changes: Partial<Measurement> = {}): Measurement {
  return {
    ...{ model: 'eta', monitor: 'inputs', version: 'v1', deployment: 'live', segment: '' },
    ...{
      evaluation_id: `e${hour}`,
      window_start: at(hour),
      window_end: at(hour + 1),
      evaluated_at: at(hour + 2),
    },
    ...{ subject: 'feature', feature: 'km', statistic: 'psi', value: 0.1, effect: 0.1, p_value: 0.5 },
    ...{ p_adjusted: 0.5, interval_low: null, interval_high: null, threshold: 0.1, status: 'complete' },
    ...{ severity: 'none', rule: 'psi 0.05 < 0.1', n_reference: 100, n_current: 50, exact: true },
    details: { null_share_reference: 0.1, null_share_current: 0.2 },
    ...changes,
  };
}

test('feature windows: measurements of a window stand together, oldest first, with the worst severity', () => {
  const windows = windowsOf([
    measured(3, { severity: 'warning' }),
    measured(3, { statistic: 'ks', rule: 'ks 0.2 ≥ 0.1 (psi decides)' }),
    measured(2),
  ]);
  assert.deepEqual(
    windows.map(({ from, severity, measurements }) => [from, severity, measurements.length]),
    [
      [at(2), 'none', 1],
      [at(3), 'warning', 2],
    ],
  );
});

test('feature windows: a series is of one monitor and one segment, all traffic where nothing is chosen', () => {
  const windows = windowsOf([
    measured(1),
    measured(2, { segment: 'vip' }),
    measured(2, { monitor: 'other' }),
    measured(3, { version: 'v2' }),
  ]);
  const starts = (choice: Parameters<typeof seriesOf>[1]) =>
    seriesOf(windows, choice).map(({ from }) => from);
  const open = { monitor: '', version: '', segment: undefined };
  assert.deepEqual(starts(open), [at(1), at(3)]);
  assert.deepEqual(starts({ ...open, version: 'v1', monitor: 'inputs' }), [at(1)]);
  assert.deepEqual(starts({ ...open, segment: 'vip' }), [at(2)]);
  assert.deepEqual(starts({ ...open, version: 'v9' }), []);
});

test('feature windows: an address names one window, or the worst of a day, else the newest is shown', () => {
  const series = windowsOf([measured(0), measured(1, { severity: 'warning' }), measured(2), measured(3)]);
  assert.equal(chosenPlace(series, at(2), at(3)), 2);
  assert.equal(chosenPlace(series, at(2), ''), 2);
  assert.equal(chosenPlace(series, at(0), at(24)), 1);
  assert.equal(chosenPlace(series, '', ''), 3);
  assert.equal(chosenPlace(series, at(99), at(100)), 3);
});

test('feature verdict: the sentence stands on the statistic that decides, and says when nothing could be judged', () => {
  const [window] = windowsOf([
    measured(1, { statistic: 'ks', rule: 'ks 0.2 ≥ 0.1 and p 0 < 0.01 (psi decides)' }),
    measured(1),
  ]);
  assert.equal(decisionOf(window!)?.statistic, 'psi');
  assert.equal(verdictSentence(window!), 'km did not drift: PSI 0.05 < 0.1.');
  const [empty] = windowsOf([measured(1, { status: 'insufficient_data', rule: '12 rows, at least 100' })]);
  assert.equal(verdictSentence(empty!), 'km could not be judged: 12 rows, at least 100.');
});

test('feature courses: the statistic that decides comes first, with nulls from the details', () => {
  const series = windowsOf([
    measured(1, { statistic: 'ks', rule: 'ks 0.2 ≥ 0.1 (psi decides)' }),
    measured(1),
  ]);
  assert.deepEqual(statisticsOf(series), ['psi', 'ks']);
  const [point] = pointsOf(series, 'psi');
  assert.deepEqual([point?.effect, point?.nullsReference, point?.nullsCurrent], [0.1, 0.1, 0.2]);
  const day: MeasurementDay = {
    ...{
      model: 'eta',
      monitor: 'inputs',
      version: 'v1',
      deployment: 'live',
      segment: '',
      subject: 'feature',
    },
    ...{ feature: 'km', statistic: 'psi', day: at(0), windows: 24, worst_effect: 0.3, worst_value: 0.3 },
    ...{
      mean_effect: 0.1,
      min_p_adjusted: 0.001,
      threshold: 0.1,
      severity: 'warning' as const,
      undecided: 0,
    },
  };
  assert.deepEqual(
    dailyPointsOf([day, { ...day, monitor: 'other' }], series[0]!, 'psi').map(({ from, to, effect }) => [
      from,
      to,
      effect,
    ]),
    [[at(0), at(24), 0.3]],
  );
});
