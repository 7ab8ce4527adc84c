import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnalyzersConfig, verdictPolicy } from '../../../../analyzers/index.ts';
import { type CheckFlags, readCheckOptions } from '../../../../service/check/check-options.ts';

const FLAGS: CheckFlags = { exactRows: '5000000', seed: '0' };
const read = (flags: Partial<CheckFlags>, config: Parameters<typeof readCheckOptions>[1] = null) =>
  readCheckOptions({ ...FLAGS, ...flags }, config);

test('without options the default statistics, every column and the default policy serve', () => {
  assert.deepEqual(read({}), {
    statistics: ['psi', 'ks', 'chi_square'],
    multivariate: [],
    include: null,
    exclude: [],
    segment: null,
    kinds: {},
    policy: verdictPolicy(),
    exactRows: 5_000_000,
    seed: 0,
  });
});

test('columns are included, excluded with a minus, and taken literally from a JSON list', () => {
  const columns = (text: string) => {
    const { include, exclude } = read({ columns: text });
    return { include, exclude };
  };
  assert.deepEqual(columns('a, b'), { include: ['a', 'b'], exclude: [] });
  assert.deepEqual(columns('-a,-b'), { include: null, exclude: ['a', 'b'] });
  assert.deepEqual(columns('a,-b'), { include: ['a'], exclude: ['b'] });
  assert.deepEqual(columns('["a,b","-c"]'), { include: ['a,b', '-c'], exclude: [] });
});

test('a segment is a column and its values, which may hold more equals signs', () => {
  assert.deepEqual(read({ segment: 'city=Oslo,Rome' }).segment, { column: 'city', values: ['Oslo', 'Rome'] });
  assert.deepEqual(read({ segment: 'q=a=b' }).segment, { column: 'q', values: ['a=b'] });
  assert.deepEqual(read({ segment: 'q=' }).segment, { column: 'q', values: [''] });
});

for (const [flags, words] of [
  [{ statistics: 'psi,mean' }, /Unknown statistic mean; there are psi/],
  [{ statistics: 'accuracy' }, /Unknown statistic accuracy/],
  [{ statistics: 'toString' }, /Unknown statistic toString/],
  [{ columns: 'a,,b' }, /empty name/],
  [{ columns: '[1]' }, /a JSON list of texts/],
  [{ columns: '["a"' }, /a JSON list of texts/],
  [{ segment: '=x' }, /column=value/],
  [{ segment: 'city' }, /column=value/],
  [{ exactRows: 'many' }, /--exact-rows is a whole number/],
  [{ exactRows: '1e3' }, /--exact-rows is a whole number/],
  [{ seed: '-1' }, /--seed is a whole number/],
  [{ seed: '4294967296' }, /--seed is a whole number/],
  [{ monitor: 'm' }, /--monitor needs --config/],
] as const) {
  test(`${JSON.stringify(flags)} is refused`, () => {
    assert.throws(() => read(flags), { code: 'invalid_request', message: words });
  });
}

test('a monitor brings statistics, features and policy, and its model the kinds; options go before it', () => {
  const { config } = readAnalyzersConfig({
    models: [
      { name: 'a', task: 'regression', features: { code: 'categorical' } },
      { name: 'b', task: 'regression', features: { code: 'numeric' } },
    ],
    monitors: [
      { name: 'quality', model: 'a', kind: 'performance', window: '1d' },
      {
        name: 'one',
        model: 'a',
        kind: 'data_drift',
        window: '1d',
        features: ['code'],
        statistics: ['psi'],
        min_samples: 7,
      },
      {
        name: 'two',
        model: 'b',
        kind: 'data_drift',
        window: '1d',
        policy: { alpha: 0.05, psi: { delta: 0.3 } },
      },
    ],
  });
  const one = read({ monitor: 'one' }, config);
  assert.deepEqual(
    [one.include, one.statistics, one.policy.minSamples, one.kinds],
    [['code'], ['psi'], 7, { code: 'categorical' }],
  );
  const two = read({ monitor: 'two', statistics: 'ks', columns: '-x' }, config);
  assert.deepEqual([two.include, two.exclude, two.statistics], [null, ['x'], ['ks']]);
  assert.deepEqual(
    [two.policy.alpha, two.policy.thresholds.psi, two.kinds],
    [0.05, { delta: 0.3, critical: 0.75 }, { code: 'numeric' }],
  );
  assert.throws(() => read({ monitor: 'quality' }, config), {
    code: 'unknown_monitor',
    message: /there are one, two/,
  });
  assert.throws(() => read({}, config), { message: /add --monitor with one of one, two/ });
});

test('statistics of whole rows stand beside those of columns, and a monitor of whole rows brings its own', () => {
  const { statistics, multivariate } = read({ statistics: 'mmd,psi, domain_classifier' });
  assert.deepEqual([statistics, multivariate], [['psi'], ['mmd', 'domain_classifier']]);
  const { config } = readAnalyzersConfig({
    models: [{ name: 'm', task: 'binary', baseline: { trailing: '7d' } }],
    monitors: [
      { name: 'inputs', model: 'm', kind: 'data_drift', window: '1d', statistics: ['ks'] },
      { name: 'together', model: 'm', kind: 'multivariate_drift', window: '1d', statistics: ['mmd'] },
    ],
  });
  const own = read({ monitor: 'together' }, config);
  assert.deepEqual([own.statistics, own.multivariate], [[], ['mmd']]);
  const only = read({}, config);
  assert.deepEqual([only.statistics, only.multivariate], [['ks'], []]);
  assert.throws(() => read({ statistics: 'median' }), /pca_reconstruction/);
});
