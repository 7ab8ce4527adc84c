import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeMetric } from '../../../../analyzers/performance/metrics.ts';
import type { Outcomes } from '../../../../analyzers/performance/outcomes.ts';
import type { PerformanceMetricId } from '../../../../domain/index.ts';
import { readGolden, relativeError } from '../../../reference/golden.ts';
import { binaryOutcomes, multiclassOutcomes, regressionOutcomes } from '../../../reference/outcomes.ts';
import { sample, uniforms } from '../../../reference/recipes.ts';

interface Case {
  readonly name: string;
  readonly recipe: {
    readonly seed: number;
    readonly n: number;
    readonly rounding?: number | null;
    readonly classes?: number;
  };
  readonly expected: Readonly<
    Partial<Record<PerformanceMetricId, { readonly value: number; readonly standard_error: number }>>
  >;
}

const golden = readGolden<{ binary: Case[]; multiclass: Case[]; regression: Case[] }>('performance');

function agree(outcomes: Outcomes, { expected, recipe }: Case): void {
  for (const [id, numbers] of Object.entries(expected)) {
    const outcome = computeMetric(id as PerformanceMetricId, outcomes);
    assert.ok('value' in outcome, id);
    assert.equal(outcome.n, recipe.n);
    assert.ok(relativeError(outcome.value, numbers.value) < 1e-9, `${id}: ${outcome.value}`);
    // The generator's numeric gradients hold about seven digits.
    assert.ok(
      relativeError(outcome.standardError, numbers.standard_error) < 1e-6,
      `${id} error: ${outcome.standardError}, not ${numbers.standard_error}`,
    );
  }
}

for (const one of golden.binary) {
  test(`binary: ${one.name} agrees with scikit-learn`, () => {
    const { seed, n, rounding } = one.recipe;
    const u = uniforms(seed, n);
    const v = uniforms(seed + 1, n);
    const score = u.map((x) => (rounding ? Math.floor(x * rounding) / rounding : x));
    agree(
      binaryOutcomes(score, (row) => v[row]! < u[row]!),
      one,
    );
  });
}

for (const one of golden.multiclass) {
  test(`multiclass: ${one.name} agrees with scikit-learn`, () => {
    const { seed, n, classes = 2 } = one.recipe;
    const [u, v, w] = [uniforms(seed, n), uniforms(seed + 1, n), uniforms(seed + 2, n)];
    const said = Array.from(u, (x) => Math.floor(x * classes));
    const truth = said.map((code, row) => (v[row]! < 0.7 ? code : Math.floor(w[row]! * classes)));
    agree(multiclassOutcomes(classes, said, truth), one);
  });
}

for (const one of golden.regression) {
  test(`regression: ${one.name} agrees with scikit-learn`, () => {
    const { seed, n } = one.recipe;
    const truth = sample({ shape: 'bell', seed, n });
    const noise = sample({ shape: 'bell', seed: seed + 1, n, scale: 0.3 });
    agree(
      regressionOutcomes(
        truth.map((x, row) => x * 0.9 + noise[row]!),
        truth,
      ),
      one,
    );
  });
}
