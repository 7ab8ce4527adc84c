import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../../analyzers/baselines/seeded-sample.ts';
import { ksInterval } from '../../../../../analyzers/engines/clickhouse/ks-interval.ts';
import { wassersteinInterval } from '../../../../../analyzers/engines/clickhouse/wasserstein-interval.ts';
import { buildGrid } from '../../../../../analyzers/profiles/grid.ts';
import { profileOfColumn } from '../../../../../analyzers/profiles/profile.ts';
import { ecdfDistance } from '../../../../../analyzers/statistics/ecdf-distance.ts';

type Draw = (random: () => number) => number;

const normal: Draw = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Shapes that bins are easily wrong about. */
const SHAPES: Readonly<Record<string, Draw>> = {
  normal,
  lognormal: (random) => Math.exp(3 * normal(random)),
  cauchy: (random) => Math.tan(Math.PI * (random() - 0.5)),
  pareto: (random) => (1 - random()) ** -2,
  integers: (random) => Math.floor(random() * 40),
  rounded: (random) => Math.round(normal(random) * 10) / 10,
  'zero inflated': (random) => (random() < 0.4 ? 0 : Math.exp(normal(random))),
  'two atoms': (random) => (random() < 0.3 ? 1 : random() < 0.5 ? 1 + Number.EPSILON : random()),
  constant: () => 7,
  tiny: (random) => random() * 1e-310,
  huge: (random) => (random() - 0.5) * 1e300,
};

const NAMES = Object.keys(SHAPES);
const subject = { kind: 'feature', name: 'x' } as const;

function compare(reference: Float64Array, current: Float64Array) {
  const sorted = reference.slice().sort();
  const grid = buildGrid(sorted, 0);
  const rows = current.length;
  const column = {
    subject,
    kind: 'numeric',
    rows,
    nulls: 0,
    missing: 0,
    mismatched: 0,
    values: current,
  } as const;
  const profile = profileOfColumn(column, grid);
  assert.ok(profile.kind === 'numeric');
  return {
    exact: ecdfDistance(sorted, current.slice().sort()),
    ks: ksInterval(sorted, grid.edges, profile.counts),
    area: wassersteinInterval(sorted, grid, profile),
  };
}

function drawCase(number: number) {
  const random = seededRandom(`case ${number}`);
  const pick = () => SHAPES[NAMES[Math.floor(random() * NAMES.length)]!]!;
  const shape = pick();
  // Mostly the same shape, moved or mixed a little; sometimes another one altogether.
  const other = random() < 0.7 ? shape : pick();
  const shift = random() < 0.5 ? 0 : normal(random) * 0.3;
  const size = () => 1 + Math.floor(random() ** 3 * 700);
  return {
    reference: Float64Array.from({ length: size() }, () => shape(random)),
    current: Float64Array.from({ length: size() }, () => other(random) + shift),
  };
}

test('ks: the certified interval covers the exact distance in 10,000 random cases', () => {
  let widest = 0;
  for (let number = 0; number < 10_000; number += 1) {
    const { reference, current } = drawCase(number);
    const { exact, ks } = compare(reference, current);
    assert.ok(
      ks.low <= exact.supremum && exact.supremum <= ks.high,
      `case ${number}: ${exact.supremum} is not in [${ks.low}, ${ks.high}]`,
    );
    widest = Math.max(widest, ks.high - ks.low);
  }
  assert.ok(widest > 0, 'some interval has a width');
});

test('wasserstein: the certified interval covers the exact area in 3,000 random cases', () => {
  for (let number = 0; number < 3000; number += 1) {
    const { reference, current } = drawCase(number);
    const { exact, area } = compare(reference, current);
    // Both are sums of floats; the exact one has the rounding of as many terms as there are values.
    const slack = 1e-9 * Math.max(area.high, Math.abs(exact.area));
    assert.ok(
      area.low <= exact.area + slack && exact.area <= area.high + slack,
      `case ${number}: ${exact.area} is not in [${area.low}, ${area.high}]`,
    );
  }
});

test('ks: on continuous data the certified interval is at most 0.005 wide, whatever the tails', () => {
  for (const name of ['normal', 'lognormal', 'cauchy', 'pareto', 'tiny', 'huge']) {
    for (const shift of [0, 0.1]) {
      const random = seededRandom(`${name} ${shift}`);
      const draw = SHAPES[name]!;
      const reference = Float64Array.from({ length: 20_000 }, () => draw(random));
      const current = Float64Array.from({ length: 20_000 }, () => draw(random) * (1 + shift));
      const { ks } = compare(reference, current);
      assert.ok(ks.high - ks.low <= 0.005, `${name}: ${ks.high - ks.low}`);
    }
  }
});

test('ks: a distance that is attained at an atom is exact', () => {
  for (const [reference, current] of [
    [
      [1, 1, 2, 3, 3, 3],
      [1, 2, 2, 2],
    ],
    [
      [7, 7, 7],
      [7, 7],
    ],
    [
      [7, 7, 7],
      [8, 8, 8],
    ],
    [
      [0, 0, 0, 1],
      [0, 1, 1, 1, 2.5],
    ],
  ] as const) {
    const { exact, ks } = compare(Float64Array.from(reference), Float64Array.from(current));
    assert.deepEqual(ks, { low: exact.supremum, high: exact.supremum });
  }
});

test('wasserstein: equal constants have no distance, and the interval says so', () => {
  const { area } = compare(Float64Array.of(7, 7, 7), Float64Array.of(7, 7));
  assert.deepEqual(area, { low: 0, high: 0 });
});

test('wasserstein: the interval of a shift to one side is narrow enough to decide, whatever the tails', () => {
  for (const [name, scale, shift] of [
    ['normal', 1, 0.3],
    ['lognormal', 1.3, 0],
    ['zero inflated', 1.2, 0],
  ] as const) {
    const random = seededRandom(name);
    const draw = name === 'lognormal' ? (next: () => number) => Math.exp(normal(next)) : SHAPES[name]!;
    const reference = Float64Array.from({ length: 50_000 }, () => draw(random));
    const current = Float64Array.from({ length: 50_000 }, () => draw(random) * scale + shift);
    const { area, exact } = compare(reference, current);
    assert.ok(exact.area > 0.1);
    assert.ok(area.high - area.low < 0.02 * exact.area, `${name}: ${area.high - area.low} of ${exact.area}`);
  }
});
