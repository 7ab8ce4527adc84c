import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decay } from '../../../../analyzers/performance/decay.ts';
import {
  baselineMetrics,
  measurePerformance,
} from '../../../../analyzers/performance/measure-performance.ts';
import { METRICS } from '../../../../analyzers/performance/metrics.ts';
import { binaryOutcomes } from '../../../reference/outcomes.ts';
import { uniforms } from '../../../reference/recipes.ts';

test('an accuracy that falls decays by the difference, with a 99 % interval and a z-test', () => {
  const change = decay(
    METRICS.accuracy,
    { value: 0.8, standardError: 0.004, n: 10_000 },
    { metric: 'accuracy', value: 0.85, standardError: 0.003, n: 20_000 },
  );
  assert.ok('effect' in change);
  assert.ok(Math.abs(change.effect - 0.05) < 1e-12);
  assert.ok(Math.abs(change.difference + 0.05) < 1e-12);
  assert.ok(Math.abs(change.interval![0] - (0.05 - 2.5758293 * 0.005)) < 1e-7);
  assert.ok(Math.abs(change.pValue! / 1.5239706048321e-23 - 1) < 1e-6);
});

test('a log loss that rises decays by its share of the baseline', () => {
  const change = decay(
    METRICS.log_loss,
    { value: 0.66, standardError: 0.006, n: 5000 },
    { metric: 'log_loss', value: 0.6, standardError: 0.008, n: 5000 },
  );
  assert.ok('effect' in change);
  assert.ok(Math.abs(change.effect - 0.1) < 1e-12);
  const spread = Math.hypot(0.006, 1.1 * 0.008) / 0.6;
  assert.ok(Math.abs(change.interval![1] - (0.1 + 2.5758293 * spread)) < 1e-7);
});

test('what gets better has a negative effect in either direction', () => {
  const estimate = (value: number) => ({ value, standardError: 0.01, n: 100 });
  const up = decay(METRICS.roc_auc, estimate(0.9), { metric: 'roc_auc', ...estimate(0.8) });
  const down = decay(METRICS.mae, estimate(1), { metric: 'mae', ...estimate(2) });
  assert.ok('effect' in up && up.effect < 0);
  assert.ok('effect' in down && down.effect === -0.5);
});

test('no difference is p = 1, also without spread; a difference without spread is certain', () => {
  const exact = { value: 1, standardError: 0, n: 500 };
  const same = decay(METRICS.roc_auc, exact, { metric: 'roc_auc', ...exact });
  assert.ok('effect' in same);
  assert.deepEqual([same.pValue, Math.abs(same.effect)], [1, 0]);
  const other = decay(METRICS.roc_auc, { ...exact, value: 0 }, { metric: 'roc_auc', ...exact });
  assert.ok('effect' in other && other.pValue === 0);
});

test('a relative metric against a baseline of zero has a reason', () => {
  const zero = { metric: 'rmse', value: 0, standardError: 0, n: 10 } as const;
  assert.deepEqual(decay(METRICS.rmse, { value: 1, standardError: 0.1, n: 10 }, zero), {
    reason: 'zero_baseline',
  });
});

test('measurePerformance compares each metric with the baseline and says why one is missing', () => {
  const draw = (seed: number, flip: number) => {
    const u = uniforms(seed, 5000);
    const v = uniforms(seed + 999_999, 5000);
    return binaryOutcomes(u, (row) => v[row]! < flip + (1 - 2 * flip) * u[row]!);
  };
  const baseline = baselineMetrics(draw(1, 0), ['accuracy', 'f1', 'log_loss', 'mae']);
  assert.deepEqual(
    baseline.map(({ metric }) => metric),
    ['accuracy', 'f1', 'log_loss'],
  );
  const outcomes = { ...draw(2, 0.3), predictions: 10_000 };
  const measured = measurePerformance(outcomes, baseline, ['accuracy', 'log_loss', 'roc_auc', 'rmse']);
  assert.deepEqual(
    measured.measurements.map(({ statistic, definition }) => [statistic, definition]),
    [
      ['accuracy', 'accuracy/1'],
      ['log_loss', 'log_loss/1'],
    ],
  );
  assert.deepEqual(
    measured.unmeasured.map(({ statistic, reason }) => [statistic, reason]),
    [
      ['roc_auc', 'no_baseline'],
      ['rmse', 'wrong_task'],
    ],
  );
  const [accuracy] = measured.measurements;
  assert.ok(accuracy!.effect > 0.1 && accuracy!.interval![0] > 0.1);
  assert.equal(accuracy!.details.baseline, baseline[0]!.value);
  assert.equal(accuracy!.details.labelled_share, 0.5);
  assert.equal(measured.measurements[1]!.details.relative, true);
});
