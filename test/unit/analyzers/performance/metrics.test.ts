import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeMetric, METRICS } from '../../../../analyzers/performance/metrics.ts';
import type { Outcomes } from '../../../../analyzers/performance/outcomes.ts';
import type { PerformanceMetricId } from '../../../../domain/index.ts';
import { binaryOutcomes, multiclassOutcomes, regressionOutcomes } from '../../../reference/outcomes.ts';
import { uniforms } from '../../../reference/recipes.ts';

function reason(id: PerformanceMetricId, outcomes: Outcomes): string | null {
  const outcome = computeMetric(id, outcomes);
  return 'reason' in outcome ? outcome.reason : null;
}

function estimate(id: PerformanceMetricId, outcomes: Outcomes) {
  const outcome = computeMetric(id, outcomes);
  assert.ok('value' in outcome, id);
  return outcome;
}

const score = Float64Array.from([0.1, 0.4, 0.6, 0.9]);

test('a window without labels has a reason for every metric', () => {
  const none = new Float64Array(0);
  const empty = {
    binary: binaryOutcomes(none, () => false),
    multiclass: multiclassOutcomes(3, [], []),
    regression: regressionOutcomes(none, none),
  };
  for (const metric of Object.values(METRICS))
    for (const task of metric.tasks) assert.equal(reason(metric.id, empty[task]), 'no_labels', metric.id);
});

test('a metric of another task has a reason', () => {
  assert.equal(
    reason(
      'mae',
      binaryOutcomes(score, () => true),
    ),
    'wrong_task',
  );
  assert.equal(reason('f1', multiclassOutcomes(2, [0], [0])), 'wrong_task');
  assert.equal(reason('accuracy', regressionOutcomes(score, score)), 'wrong_task');
});

test('without any score roc_auc and log_loss have a reason, and accuracy and f1 do not need one', () => {
  const outcomes = {
    ...binaryOutcomes(score, (row) => row > 1),
    score: new Float64Array(4).fill(Number.NaN),
  };
  assert.equal(reason('roc_auc', outcomes), 'no_scores');
  assert.equal(reason('log_loss', outcomes), 'no_scores');
  assert.equal(estimate('accuracy', outcomes).value, 1);
  assert.equal(estimate('f1', outcomes).value, 1);
});

test('rows without a score are left out of the metrics of scores', () => {
  const all = binaryOutcomes(Float64Array.from([0.1, Number.NaN, 0.4, 0.6, 0.9]), (row) => row > 2);
  assert.equal(estimate('roc_auc', all).n, 4);
  assert.equal(estimate('log_loss', all).n, 4);
  assert.equal(estimate('accuracy', all).n, 5);
});

test('log_loss refuses scores that are not probabilities, and clips 0 and 1', () => {
  assert.equal(
    reason(
      'log_loss',
      binaryOutcomes(Float64Array.from([-3, 2]), () => true),
    ),
    'score_not_probability',
  );
  const certain = binaryOutcomes(Float64Array.from([0, 1, 1]), (row) => row === 0);
  assert.ok(Math.abs(estimate('log_loss', certain).value + Math.log(1e-15)) < 0.01);
});

test('roc_auc needs two rows of each class; all scores tied is one half', () => {
  assert.equal(
    reason(
      'roc_auc',
      binaryOutcomes(score, () => true),
    ),
    'one_class',
  );
  assert.equal(
    reason(
      'roc_auc',
      binaryOutcomes(score, (row) => row === 0),
    ),
    'one_class',
  );
  const tied = binaryOutcomes(new Float64Array(10).fill(0.5), (row) => row < 5);
  assert.equal(estimate('roc_auc', tied).value, 0.5);
});

test('f1 without any positive has a reason, also when no row knows the positive class', () => {
  assert.equal(
    reason(
      'f1',
      binaryOutcomes(Float64Array.from([0.1, 0.2]), () => false),
    ),
    'no_positives',
  );
  assert.equal(
    reason('f1', { ...binaryOutcomes(score, () => true), positiveClass: 'never seen' }),
    'no_positives',
  );
});

test('one labelled row has no spread for the means, and an accuracy of wide error', () => {
  const one = binaryOutcomes(Float64Array.from([0.7]), () => true);
  assert.equal(reason('log_loss', one), 'one_row');
  assert.equal(reason('mae', regressionOutcomes(Float64Array.from([1]), Float64Array.from([2]))), 'one_row');
  assert.ok(estimate('accuracy', one).standardError > 0.2);
});

test('a perfect regression is zero without spread; numbers that are absent are left out', () => {
  const perfect = regressionOutcomes(score, score);
  assert.deepEqual(computeMetric('rmse', perfect), { value: 0, standardError: 0, n: 4 });
  const gaps = regressionOutcomes(Float64Array.from([1, Number.NaN, 3]), Float64Array.from([2, 2, 5]));
  assert.deepEqual([estimate('mae', gaps).value, estimate('mae', gaps).n], [1.5, 2]);
});

test('errors too large to square have a reason', () => {
  const huge = regressionOutcomes(Float64Array.from([1e200, -1e200]), Float64Array.from([0, 0]));
  assert.equal(reason('rmse', huge), 'not_finite');
});

test('macro_f1 counts a class that is predicted but never true', () => {
  assert.equal(estimate('macro_f1', multiclassOutcomes(5, [0, 0, 1], [0, 0, 0])).value, (4 / 5 + 0) / 2);
});

test('99 % intervals of every metric cover its long-run value in about 99 % of samples', () => {
  const runs = 300;
  const n = 400;
  const draw = (seed: number, rows: number): Outcomes => {
    const u = uniforms(seed, rows);
    const v = uniforms(seed + 77_777_777, rows);
    return binaryOutcomes(u, (row) => v[row]! < u[row]!);
  };
  const ids: readonly PerformanceMetricId[] = ['accuracy', 'f1', 'roc_auc', 'log_loss'];
  const truth = draw(123, 400_000);
  for (const id of ids) {
    const { value } = estimate(id, truth);
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const one = estimate(id, draw(run * 1_000_003 + 5, n));
      if (Math.abs(one.value - value) <= 2.5758 * one.standardError) covered += 1;
    }
    assert.ok(covered / runs >= 0.965, `${id}: covered in ${covered} of ${runs}`);
  }
});
