import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePair } from '../../../../analyzers/statistics/measure-pair.ts';
import type { Column, Reference, StatisticId } from '../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';
import { readGolden, relativeError } from '../../../reference/golden.ts';
import { type Recipe, sample } from '../../../reference/recipes.ts';

interface Expected {
  readonly value: number;
  readonly p?: number;
  readonly effect?: number;
  readonly interval?: readonly [number, number];
  readonly details?: Readonly<Record<string, number>>;
}

interface Case<Side> {
  readonly name: string;
  readonly reference: Side;
  readonly current: Side;
  readonly nulls: readonly [number, number];
  readonly expected: Readonly<Partial<Record<StatisticId, Expected>>>;
}

const golden = readGolden<{
  readonly numeric: readonly Case<Recipe>[];
  readonly categorical: readonly Case<Readonly<Record<string, number>>>[];
}>('statistics');

function near(actual: number, wanted: number, what: string): void {
  const within = Math.abs(actual - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
  assert.ok(within, `${what}: ${actual}, not ${wanted}`);
}

function samePValue(actual: number, wanted: number, what: string): void {
  if (wanted >= 1e-12) assert.ok(relativeError(actual, wanted) < 1e-6, `${what}: ${actual}, not ${wanted}`);
  else assert.ok(actual < 1.1e-12, `${what}: ${actual}, not ${wanted}`);
}

function agree(reference: Reference, current: Column, expected: Case<unknown>['expected']): void {
  for (const [id, numbers] of Object.entries(expected)) {
    const [result] = measurePair(reference, current, [id as StatisticId]);
    assert.ok(result && 'distance' in result, `${id} is measured`);
    const { value, effect, pValue, interval, details } = result.distance;
    near(value, numbers.value, id);
    if (numbers.effect !== undefined) near(effect, numbers.effect, `${id} effect`);
    if (numbers.p !== undefined) samePValue(pValue, numbers.p, `${id} p`);
    for (const [end, wanted] of (numbers.interval ?? []).entries())
      near(interval![end]!, wanted, `${id} interval`);
    for (const [name, wanted] of Object.entries(numbers.details ?? {}))
      assert.ok(
        relativeError(details[name]!, wanted) < 1e-9,
        `${id} ${name}: ${details[name]}, not ${wanted}`,
      );
  }
}

for (const { name, reference, current, nulls, expected } of golden.numeric) {
  test(`numeric: ${name} agrees with numpy and scipy`, () => {
    agree(
      numericReference(sample(reference), nulls[0]),
      numericColumn(sample(current).sort(), nulls[1]),
      expected,
    );
  });
}

for (const { name, reference, current, nulls, expected } of golden.categorical) {
  test(`categorical: ${name} agrees with numpy and scipy`, () => {
    agree(categories(reference, nulls[0]), categories(current, nulls[1]), expected);
  });
}
