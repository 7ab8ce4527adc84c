import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../analyzers/baselines/seeded-sample.ts';
import { equalMassEdges, isSingleValue } from '../../../../analyzers/engines/grid/equal-mass-edges.ts';
import { certifiedKs } from '../../../../analyzers/statistics/certified-ks.ts';
import { certifiedWasserstein } from '../../../../analyzers/statistics/certified-wasserstein.ts';
import { ecdfDistance } from '../../../../analyzers/statistics/ecdf-distance.ts';
import type { Random } from '../../../../domain/index.ts';

/** countsOn gives counts and sums in the bins (−∞, e₀), [e₀, e₁), …, [eₖ, ∞). */
function countsOn(sorted: Float64Array, edges: Float64Array) {
  const counts = new Float64Array(edges.length + 1);
  const sums = new Float64Array(edges.length + 1);
  let bin = 0;
  for (const value of sorted) {
    while (bin < edges.length && value >= edges[bin]!) bin += 1;
    counts[bin]! += 1;
    sums[bin]! += value;
  }
  return { counts, sums };
}

const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** SHAPES draw one value; the first argument shifts the distribution. */
const SHAPES: readonly ((shift: number, random: Random) => number)[] = [
  (shift, random) => shift + normal(random),
  (shift, random) => Math.exp(shift + 2 * normal(random)),
  (shift, random) => shift + Math.tan(Math.PI * (random() - 0.5)),
  (shift, random) => Math.floor(10 * (shift + random())),
  (shift, random) => (random() < 0.4 + shift / 10 ? 0 : normal(random)),
  (shift, random) => Math.round(normal(random) * 3 + shift) / 2,
  (shift, random) => (random() < 0.5 ? shift : -1e-300 * random()),
  (_shift, random) => (random() < 0.01 ? 1e300 : 5e-324 * Math.floor(3 * random())),
  () => 7,
];

function sample(random: Random): Float64Array {
  const shape = SHAPES[Math.floor(random() * SHAPES.length)]!;
  const shift = random() < 0.3 ? 0 : random();
  return Float64Array.from({ length: 1 + Math.floor(random() ** 2 * 300) }, () =>
    shape(shift, random),
  ).sort();
}

test('the certified intervals hold the exact KS distance and W1 in 10,000 random cases', () => {
  const random = seededRandom('certified');
  for (let round = 0; round < 10_000; round++) {
    const reference = sample(random);
    const current = random() < 0.05 ? reference : sample(random);
    const edges = equalMassEdges(random() < 0.7 ? reference : sample(random), 1 + Math.floor(random() * 40));
    const [p, q] = [countsOn(reference, edges), countsOn(current, edges)];
    const exact = ecdfDistance(reference, current);
    const ks = certifiedKs(p.counts, q.counts, (bin) => isSingleValue(edges[bin - 1], edges[bin]));
    const blind = certifiedKs(p.counts, q.counts);
    assert.ok(blind.low === ks.low && blind.high >= ks.high);
    assert.ok(ks.low <= exact.supremum && exact.supremum <= ks.high, `case ${round}: ${JSON.stringify(ks)}`);
    const widest = Math.max(
      0,
      ...Array.from(p.counts, (count, bin) =>
        Math.min(count / reference.length, q.counts[bin]! / current.length),
      ),
    );
    assert.ok(ks.high - ks.low <= widest + 1e-12, `case ${round}: the gap is wider than the widest bin`);
    const { low, high } = certifiedWasserstein(edges, p, q);
    // Shares are rounded, and multiplied with widths of the grid and with values.
    const scale = Math.max(
      ...[reference, current, edges].flatMap((all) => [Math.abs(all[0]!), Math.abs(all.at(-1)!)]),
    );
    const rounding = 1e-9 * (exact.area + scale) + 1e-320;
    assert.ok(
      low <= exact.area + rounding && exact.area <= high + rounding,
      `case ${round}: W1 ${low} ${exact.area} ${high}`,
    );
  }
});

test('continuous data on a grid of 512 bins leave a gap of less than 0.005', () => {
  const random = seededRandom('gap');
  const reference = Float64Array.from({ length: 50_000 }, () => Math.exp(2 * normal(random))).sort();
  const current = Float64Array.from({ length: 30_000 }, () => Math.exp(0.1 + 2 * normal(random))).sort();
  const edges = equalMassEdges(
    reference.filter((_, index) => index % 5 === 0),
    512,
  );
  const [p, q] = [countsOn(reference, edges), countsOn(current, edges)];
  const { low, high } = certifiedKs(p.counts, q.counts);
  assert.ok(high - low < 0.005, `${high - low}`);
  assert.ok(low > 0.015);
  const w1 = certifiedWasserstein(edges, p, q);
  const deviation = Math.exp(4) * Math.sqrt(Math.exp(4) - 1);
  assert.ok((w1.high - w1.low) / deviation < 0.02, `${(w1.high - w1.low) / deviation}`);
});

test('atoms have bins of their own, so that discrete data leave no gap at all', () => {
  const reference = Float64Array.from({ length: 1000 }, (_, index) => index % 4).sort();
  const current = Float64Array.from({ length: 900 }, (_, index) => index % 3).sort();
  const edges = equalMassEdges(reference, 64);
  const { low, high } = certifiedKs(
    countsOn(reference, edges).counts,
    countsOn(current, edges).counts,
    (bin) => isSingleValue(edges[bin - 1], edges[bin]),
  );
  assert.equal(low, 0.25);
  assert.equal(high, 0.25);
});

test('a side without values, or a grid of one bin, bounds nothing', () => {
  assert.deepEqual(certifiedKs([0, 0], [3, 4]), { low: 0, high: 1 });
  assert.deepEqual(certifiedKs([], []), { low: 0, high: 1 });
  assert.deepEqual(certifiedKs([10], [20]), { low: 0, high: 1 });
});

test('beyond 2^53 pairs the interval is widened by what rounding may hide', () => {
  const { low, high } = certifiedKs([3e9, 1e9], [1e9, 3e9]);
  assert.ok(low < 0.5 && low > 0.5 - 1e-12);
  assert.ok(high > 0.5 && high <= 0.75 + 1e-12);
});
