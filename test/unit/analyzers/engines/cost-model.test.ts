import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  chooseEngine,
  type EngineId,
  type EnginePreference,
  type Machine,
  type Work,
} from '../../../../analyzers/engines/cost-model.ts';

const LAPTOP: Machine = { cores: 2, gpu: 'none', gpuBufferBytes: 0 };
const SOFTWARE: Machine = { cores: 2, gpu: 'software', gpuBufferBytes: 2 ** 27 };
const GPU: Machine = { cores: 16, gpu: 'hardware', gpuBufferBytes: 2 ** 31 };
const SMALL_BUFFERS: Machine = { ...GPU, gpuBufferBytes: 2 ** 20 };

const univariate = (over: Partial<Extract<Work, { kind: 'univariate' }>> = {}): Work => ({
  kind: 'univariate',
  statistics: ['psi', 'ks'],
  features: 50,
  rows: 500_000,
  referenceRows: 500_000,
  profileBuckets: null,
  ...over,
});
const mmd: Work = { kind: 'pairwise', rows: 40_000, width: 50, permutations: 500 };
const tinyMmd: Work = { kind: 'pairwise', rows: 100, width: 5, permutations: 100 };
const law: Work = { kind: 'null_law', features: 50, rows: 20_000, resamples: 2000 };
const classifier: Work = { kind: 'classifier', rows: 40_000, width: 100, folds: 5 };

const CASES: readonly [string, Work, Machine, EnginePreference, EngineId, RegExp][] = [
  ['a large exact window without a GPU', univariate(), LAPTOP, 'auto', 'cpu', /no other engine can/],
  ['psi and ks beside a GPU: sorting and moving costs more', univariate(), GPU, 'auto', 'cpu', /gpu/],
  ['psi and ks where the GPU is preferred', univariate(), GPU, 'gpu', 'gpu', /configuration/],
  ['w1 has no kernel', univariate({ statistics: ['wasserstein'] }), GPU, 'gpu', 'cpu', /psi and ks only/],
  ['a week of profiles', univariate({ profileBuckets: 168 }), GPU, 'auto', 'clickhouse', /about/],
  [
    'few rows: merging profiles costs more',
    univariate({ rows: 100, profileBuckets: 168 }),
    LAPTOP,
    'auto',
    'cpu',
    /clickhouse/,
  ],
  [
    'w1 over profiles',
    univariate({ statistics: ['psi', 'wasserstein'], profileBuckets: 168 }),
    LAPTOP,
    'auto',
    'cpu',
    /about/,
  ],
  [
    'profiles against a preference for the CPU',
    univariate({ profileBuckets: 168 }),
    LAPTOP,
    'cpu',
    'cpu',
    /configuration/,
  ],
  ['profiles asked for where there are none', univariate(), LAPTOP, 'clickhouse', 'cpu', /no profiles/],
  ['mmd beside a GPU', mmd, GPU, 'auto', 'gpu', /cpu/],
  ['mmd without one', mmd, LAPTOP, 'auto', 'cpu', /no other/],
  ['mmd of few rows: starting kernels costs more', tinyMmd, GPU, 'auto', 'cpu', /gpu/],
  ['mmd beside a software driver', mmd, SOFTWARE, 'auto', 'cpu', /no other/],
  ['mmd with a software driver asked for', mmd, SOFTWARE, 'gpu', 'gpu', /configuration/],
  ['mmd that the buffers cannot hold', mmd, SMALL_BUFFERS, 'gpu', 'cpu', /bytes/],
  ['mmd where the GPU is asked for and missing', mmd, LAPTOP, 'gpu', 'cpu', /there is no GPU/],
  ['null laws beside a GPU', law, GPU, 'auto', 'gpu', /cpu/],
  ['null laws without one', law, LAPTOP, 'auto', 'cpu', /no other/],
  ['a wide classifier beside a GPU', classifier, GPU, 'auto', 'gpu', /cpu/],
  ['a classifier of profiles', classifier, LAPTOP, 'clickhouse', 'cpu', /single features/],
  [
    'no feature at all',
    univariate({ features: 0, rows: 0, referenceRows: 0 }),
    LAPTOP,
    'auto',
    'cpu',
    /no other/,
  ],
];

for (const [name, work, machine, preference, engine, reason] of CASES) {
  test(`cost model: ${name}`, () => {
    const choice = chooseEngine(work, machine, preference);
    assert.equal(choice.engine, engine);
    assert.match(choice.reason, reason);
  });
}

test('cost model: more rows never make an engine cheaper, and a choice is always one that can', () => {
  const rows = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(rows, rows, fc.constantFrom(LAPTOP, SOFTWARE, GPU, SMALL_BUFFERS), (a, b, machine) => {
      const [few, many] = a < b ? [a, b] : [b, a];
      for (const work of [univariate(), mmd, law, classifier]) {
        const less = chooseEngine({ ...work, rows: few }, machine);
        const more = chooseEngine({ ...work, rows: many }, machine);
        assert.ok('ms' in less.estimates[less.engine]);
        for (const engine of ['cpu', 'clickhouse', 'gpu'] as const) {
          const [first, second] = [less.estimates[engine], more.estimates[engine]];
          if ('ms' in first && 'ms' in second) assert.ok(first.ms <= second.ms);
          if ('refusal' in first) assert.ok('refusal' in second);
        }
      }
    }),
  );
});
