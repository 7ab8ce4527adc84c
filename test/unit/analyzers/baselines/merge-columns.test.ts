import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeColumns, mergeOutcomes } from '../../../../analyzers/baselines/merge-columns.ts';
import type { OutcomeColumns } from '../../../../analyzers/ports.ts';
import type { CategoricalColumn, NumericColumn } from '../../../../domain/index.ts';

const subject = { kind: 'feature', name: 'x' } as const;

test('the numbers of several spans become one column, and so do their bad rows', () => {
  const part = (values: number[], nulls: number, missing: number, mismatched: number): NumericColumn => ({
    ...{ subject, kind: 'numeric', values: Float64Array.from(values) },
    ...{ rows: values.length + nulls + missing + mismatched, nulls, missing, mismatched },
  });
  const merged = mergeColumns([part([3, 1], 1, 0, 2), part([], 0, 4, 0), part([2], 0, 0, 0)]);
  assert.deepEqual(merged, {
    ...{ subject, kind: 'numeric', values: Float64Array.of(3, 1, 2) },
    ...{ rows: 10, nulls: 1, missing: 4, mismatched: 2 },
  });
});

test('a category of several spans is counted once', () => {
  const part = (counts: Record<string, number>): CategoricalColumn => ({
    ...{ subject, kind: 'categorical', categories: Object.keys(counts) },
    ...{ counts: Float64Array.from(Object.values(counts)), rows: 9, nulls: 0, missing: 0, mismatched: 0 },
  });
  const merged = mergeColumns([part({ a: 2, b: 1 }), part({ c: 5, a: 1 })]);
  assert.ok(merged.kind === 'categorical');
  const counts = Object.fromEntries(merged.categories.map((name, index) => [name, merged.counts[index]]));
  assert.deepEqual(counts, { a: 3, b: 1, c: 5 });
});

test('classes that have other codes in each span keep their names', () => {
  const part = (classes: string[], predicted: number[], label: number[]): OutcomeColumns => ({
    ...{ predictions: predicted.length + 1, classes },
    ...{ predictedCode: Uint32Array.from(predicted), labelCode: Uint32Array.from(label) },
    ...{ predictedNumber: new Float64Array(0), labelNumber: new Float64Array(0) },
    score: Float64Array.from(predicted, () => 0.5),
  });
  const merged = mergeOutcomes([part(['no', 'yes'], [0, 1], [1, 1]), part(['yes', 'no'], [0, 1], [0, 0])]);
  const named = (codes: Uint32Array) => Array.from(codes, (code) => merged.classes[code]);
  assert.deepEqual(named(merged.predictedCode), ['no', 'yes', 'yes', 'no']);
  assert.deepEqual(named(merged.labelCode), ['yes', 'yes', 'yes', 'yes']);
  assert.deepEqual([merged.predictions, merged.score.length], [6, 4]);
});
