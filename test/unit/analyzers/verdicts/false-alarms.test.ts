import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CpuEngine } from '../../../../analyzers/engines/cpu/cpu-engine.ts';
import type { MeasureTask } from '../../../../analyzers/engines/engine.ts';
import type { Measured } from '../../../../analyzers/statistics/measured.ts';
import { judge } from '../../../../analyzers/verdicts/judge.ts';
import { DEFAULT_POLICY } from '../../../../analyzers/verdicts/policy.ts';
import { STATISTIC_IDS, type StatisticId, type Subject } from '../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';
import { uniforms } from '../../../reference/recipes.ts';

const FEATURES = 20;

/** feature draws one row's value: bells, tails, counts, flags, ties and categories take turns. */
function draw(feature: number, u: number, v: number): number {
  switch (feature % 5) {
    case 0:
      return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
    case 1:
      return u ** -0.7;
    case 2:
      return Math.floor(-4 * Math.log(u));
    case 3:
      return u < 0.03 ? 1 : 0;
    default:
      return Math.floor(30 * u * u * v);
  }
}

function count(values: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[`c${value}`] = (counts[`c${value}`] ?? 0) + 1;
  return counts;
}

/** halves splits one data set at random into a reference and a window, which gets `share` of the rows. */
function halves(seed: number, rows: number, share = 0.5): MeasureTask[] {
  const side = uniforms(seed * 7_919 + 1, rows);
  return Array.from({ length: FEATURES }, (_, feature) => {
    const subject: Subject = { kind: 'feature', name: `f${feature}` };
    const u = uniforms(seed * 104_729 + feature * 1_299_709, rows);
    const v = uniforms(seed * 15_485_863 + feature * 32_452_843 + 17, rows);
    const values = Array.from(u, (x, row) => draw(feature, x, v[row]!));
    const left = values.filter((_, row) => side[row]! >= share);
    const right = values.filter((_, row) => side[row]! < share);
    return feature % 5 === 4
      ? {
          reference: categories(count(left), 0, subject),
          current: categories(count(right), 0, subject),
          statistics: STATISTIC_IDS,
        }
      : {
          reference: numericReference(left, 0, subject),
          current: numericColumn(right, 0, subject),
          statistics: STATISTIC_IDS,
        };
  });
}

/** only keeps one statistic of each subject, as if a monitor had asked for no other. */
function only(measured: readonly Measured[], id: StatisticId): Measured[] {
  return measured.map((one) => ({
    ...one,
    measurements: one.measurements.filter(({ statistic }) => statistic === id),
    unmeasured: one.unmeasured.filter(({ statistic }) => statistic === id),
  }));
}

for (const rows of [400, 2000, 8000]) {
  test(`two random halves of ${rows} rows with 20 features raise no alarm in 20 seeds`, async () => {
    const engine = new CpuEngine();
    try {
      for (let seed = 1; seed <= 20; seed++) {
        const verdict = judge(await engine.measure(halves(seed, rows)), DEFAULT_POLICY);
        assert.equal(verdict.severity, 'none', `seed ${seed}: ${verdict.summary}`);
      }
    } finally {
      await engine.close();
    }
  });
}

test('a window of 400 rows against 20,000 with 20 features raises no alarm in 20 seeds', async () => {
  const engine = new CpuEngine();
  try {
    for (let seed = 1; seed <= 20; seed++) {
      const verdict = judge(await engine.measure(halves(seed, 20_400, 400 / 20_400)), DEFAULT_POLICY);
      assert.equal(verdict.severity, 'none', `seed ${seed}: ${verdict.summary}`);
    }
  } finally {
    await engine.close();
  }
});

test('no statistic raises an alarm by itself, for halves and for a small window, in 10 seeds', async () => {
  const engine = new CpuEngine();
  try {
    for (let seed = 1; seed <= 10; seed++)
      for (const [rows, share] of [
        [4000, 0.5],
        [10_500, 500 / 10_500],
      ] as const) {
        const measured = await engine.measure(halves(seed, rows, share));
        for (const id of STATISTIC_IDS) {
          const verdict = judge(only(measured, id), DEFAULT_POLICY);
          assert.equal(verdict.severity, 'none', `${id}, seed ${seed}, ${rows} rows: ${verdict.summary}`);
        }
      }
  } finally {
    await engine.close();
  }
});

test('a column of identifiers, all different, raises no alarm in a window of 1,000 rows against 20,000', async () => {
  const engine = new CpuEngine();
  const identifiers = (seed: number, rows: number) =>
    categories(count([...uniforms(seed, rows)].map((u) => Math.floor(u * 1e5))), 0);
  try {
    for (let seed = 1; seed <= 10; seed++) {
      const [measured] = await engine.measure([
        {
          reference: identifiers(seed * 31, 20_000),
          current: identifiers(seed * 7919 + 5e8, 1000),
          statistics: STATISTIC_IDS,
        },
      ]);
      for (const id of STATISTIC_IDS) {
        const verdict = judge(only([measured!], id), DEFAULT_POLICY);
        assert.equal(verdict.severity, 'none', `${id}, seed ${seed}: ${verdict.summary}`);
      }
    }
  } finally {
    await engine.close();
  }
});

test('a new category with 5 % of the rows is found among 20,000 others', async () => {
  const engine = new CpuEngine();
  const some = (seed: number, rows: number) => [...uniforms(seed, rows)].map((u) => Math.floor(u * u * 2e4));
  const current = count(some(7, 1000));
  const [measured] = await engine.measure([
    {
      reference: categories(count(some(5, 50_000))),
      current: categories({ ...current, new: 50 }),
      statistics: ['psi', 'total_variation', 'unseen_share'],
    },
  ]);
  await engine.close();
  const verdict = judge([measured!], DEFAULT_POLICY);
  const found = verdict.results.filter(({ severity }) => severity !== 'none');
  assert.ok(
    found.some(({ statistic }) => statistic === 'unseen_share'),
    verdict.summary,
  );
});

test('a shift of half a standard deviation in one of 20 features is found, and only that one', async () => {
  const engine = new CpuEngine();
  try {
    for (let seed = 1; seed <= 5; seed++) {
      const tasks = halves(seed, 4000).map((task, feature) =>
        feature === 5 && task.current.kind === 'numeric'
          ? { ...task, current: { ...task.current, values: task.current.values.map((x) => x + 0.5) } }
          : task,
      );
      const verdict = judge(await engine.measure(tasks), DEFAULT_POLICY);
      const found = verdict.results.filter(({ severity }) => severity !== 'none');
      assert.deepEqual([...new Set(found.map(({ subject }) => subject.name))], ['f5']);
      assert.match(verdict.summary, /^1 of 20 features drifted: f5 \(psi 0\./);
    }
  } finally {
    await engine.close();
  }
});
