import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../../analyzers/baselines/seeded-sample.ts';
import { equalMassEdges } from '../../../../../analyzers/engines/grid/equal-mass-edges.ts';
import { exactOnGrid, undecidedBins } from '../../../../../analyzers/engines/grid/exact-on-grid.ts';
import {
  type GridSide,
  type GridTask,
  measureGrid,
} from '../../../../../analyzers/engines/grid/measure-grid.ts';
import { measurePair } from '../../../../../analyzers/statistics/measure-pair.ts';
import { numericColumn, numericReference } from '../../../../reference/comparisons.ts';

const random = seededRandom('exact on grid');
const draw = (length: number, value: () => number) => Array.from({ length }, value);

function binOf(value: number, edges: Float64Array): number {
  return edges.filter((edge) => edge <= value).length;
}

function sideOf(values: readonly number[], edges: Float64Array): GridSide {
  const counts = new Float64Array(edges.length + 1);
  const sums = new Float64Array(edges.length + 1);
  for (const value of values) {
    const bin = binOf(value, edges);
    counts[bin]! += 1;
    sums[bin]! += value;
  }
  return { counts, sums, unusable: 0, standardDeviation: numericReference(values).standardDeviation };
}

function taskOf(reference: readonly number[], current: readonly number[], bins: number): GridTask {
  const edges = equalMassEdges(Float64Array.from(reference).sort(), bins);
  return {
    subject: { kind: 'feature', name: 'x' },
    edges,
    reference: sideOf(reference, edges),
    current: sideOf(current, edges),
    statistics: ['ks', 'wasserstein'],
  };
}

const inBins = (values: readonly number[], edges: Float64Array, bins: readonly number[]) =>
  Float64Array.from(values.filter((value) => bins.includes(binOf(value, edges)))).sort();

test('the values in doubt give the exact numbers of the definition, however few are read at once', async () => {
  const shapes: (() => number)[] = [
    random,
    () => Math.floor(30 * random()),
    () => Math.tan(3 * (random() - 0.5)),
    () => (random() < 0.4 ? 7 : random()),
    () => -Math.log(random()) * 1e6,
  ];
  for (const [round, shape] of [...shapes, ...shapes].entries()) {
    const reference = draw(400, shape);
    const current = draw(
      300,
      round % 2 === 0 ? () => shape() * 1.1 : (shapes[(round + 1) % 5] as () => number),
    );
    const task = taskOf(reference, current, 16);
    const reads: number[] = [];
    const exact = await exactOnGrid(task, true, 60, async (bins) => {
      const values = {
        reference: inBins(reference, task.edges, bins),
        current: inBins(current, task.edges, bins),
      };
      if (bins.length > 1) reads.push(values.reference.length + values.current.length);
      return values;
    });
    for (const read of reads) assert.ok(read <= 60, `${read} values at once`);
    const { measurements } = measureGrid({ ...task, exact });
    const oracle = measurePair(
      numericReference(reference),
      { ...numericColumn(current), values: Float64Array.from(current).sort() },
      task.statistics,
    );
    for (const [index, result] of oracle.entries()) {
      const own = measurements[index]!;
      assert.ok('distance' in result);
      const { value, pValue } = result.distance;
      assert.ok(
        Math.abs(own.value - value) <= 1e-9 * Math.max(1, value),
        `${own.statistic} ${own.value} ${value}`,
      );
      assert.ok(Math.abs(own.pValue! - pValue) <= 1e-6 * pValue);
      assert.deepEqual([own.exact, own.interval, own.definition], [true, null, `${own.statistic}/1`]);
      assert.equal(own.details.values_read, exact.values);
    }
  }
});

test('values are in doubt only where they can move the distance', () => {
  const reference = draw(2000, random);
  const shifted = taskOf(
    reference,
    reference.map((value) => value + 0.2),
    64,
  );
  const supremum = undecidedBins(shifted, false);
  assert.ok(supremum.length > 0);
  assert.ok(supremum.length < undecidedBins(shifted, true).length);
  const held = (bins: readonly number[]) =>
    bins.reduce((sum, bin) => sum + shifted.reference.counts[bin]! + shifted.current.counts[bin]!, 0);
  assert.ok(held(undecidedBins(shifted, true)) < 3000);
  const atoms = draw(2000, () => Math.floor(4 * random()));
  assert.deepEqual(undecidedBins(taskOf(atoms, atoms.slice(300), 16), false), [], 'an atom has no inside');
});

test('bins that hold other values than were counted are no result', async () => {
  const reference = draw(500, random);
  const task = taskOf(reference, draw(500, random), 16);
  await assert.rejects(
    exactOnGrid(task, true, 1000, async () => ({
      reference: new Float64Array(1),
      current: new Float64Array(0),
    })),
    /other values than were counted/,
  );
});
