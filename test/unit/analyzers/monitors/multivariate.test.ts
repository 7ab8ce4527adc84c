import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAnalyzersConfig } from '../../../../analyzers/monitors/config.ts';
import { World } from '../../../support/analyzer-world.ts';
import { HOUR, T0, traffic } from '../../../support/world-traffic.ts';

const model = { name: 'm', task: 'binary' };
const monitor = { name: 'together', model: 'm', kind: 'multivariate_drift', window: '1h' };

const reading = (extra: object, modelExtra: object = {}) =>
  readAnalyzersConfig({ models: [{ ...model, ...modelExtra }], monitors: [{ ...monitor, ...extra }] });
const problems = (extra: object, modelExtra: object = {}) =>
  reading(extra, modelExtra).problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
const settings = (extra: object) => reading(extra).config.monitors[0]!.multivariate;

describe('a monitor of whole rows: config', () => {
  it('measures all features together with three statistics, by permutation', () => {
    assert.deepEqual(settings({}), {
      statistics: ['mmd', 'domain_classifier', 'pca_reconstruction'],
      table: true,
      embeddings: [],
      mmd: 'permutation',
    });
  });

  it('measures embeddings alone unless features are named too', () => {
    const alone = settings({ embeddings: ['text'], statistics: ['mmd'], mmd_method: 'blocks' });
    assert.deepEqual(alone, { statistics: ['mmd'], table: false, embeddings: ['text'], mmd: 'blocks' });
    assert.equal(settings({ embeddings: ['text'], features: 'all' })?.table, true);
    assert.equal(settings({ embeddings: ['text'], features: ['amount'] })?.table, true);
  });

  const bad: readonly (readonly [string, object, object, readonly string[]])[] = [
    [
      'a statistic of single features',
      { statistics: ['mmd', 'psi'] },
      {},
      [
        'monitors.0.statistics.1: psi does not fit a monitor of kind multivariate_drift; mmd, domain_classifier, pca_reconstruction do',
      ],
    ],
    [
      'embeddings of feature samples',
      { source: 'feature_samples', embeddings: ['text'] },
      {},
      ['monitors.0.embeddings: feature samples carry no embeddings; the source must be predictions'],
    ],
    [
      'embeddings with a baseline file',
      { embeddings: ['text'] },
      { baseline: { file: 'rows.parquet' } },
      ['monitors.0.embeddings: an embedding needs a baseline from stored traffic, not a file'],
    ],
    [
      'a policy for what is not computed',
      { statistics: ['mmd'], policy: { pca_reconstruction: { delta: 1 } } },
      {},
      ['monitors.0.policy.pca_reconstruction: the monitor does not compute pca_reconstruction'],
    ],
    [
      'options of whole rows elsewhere',
      { kind: 'data_drift', embeddings: ['text'], mmd_method: 'blocks' },
      {},
      [
        'monitors.0.embeddings: belongs to a monitor of kind multivariate_drift',
        'monitors.0.mmd_method: belongs to a monitor of kind multivariate_drift',
      ],
    ],
  ];
  for (const [what, extra, modelExtra, expected] of bad) {
    it(`refuses ${what}`, () => assert.deepEqual(problems(extra, modelExtra), expected));
  }

  it('a statistic of whole rows does not fit a monitor of single features', () => {
    const [problem] = problems({ kind: 'data_drift', statistics: ['mmd'] });
    assert.match(
      problem!,
      /^monitors\.0\.statistics\.0: mmd does not fit a monitor of kind data_drift; psi, /,
    );
  });
});

describe('a monitor of whole rows: windows', () => {
  const statistics = ['domain_classifier', 'pca_reconstruction'];

  it('compares each window with rows of its trailing reference, of which the store keeps the summary', async () => {
    const world = new World();
    world.rows = [...traffic(0, 5), ...traffic(5, 6, { shift: 1 }), ...traffic(6, 7, { perHour: 1 })];
    world.now = T0 + 7 * HOUR;
    const analyzers = world.service({
      models: [{ ...model, baseline: { trailing: '2h' } }],
      monitors: [{ ...monitor, statistics }],
    });
    await analyzers.tick();
    await analyzers.stop();
    const found = world.stored().map(({ severity, nReference }) => [severity === 'none', nReference]);
    assert.deepEqual(found, [
      [true, 300],
      [true, 300],
      [true, 300],
      [false, 300],
    ]);
    assert.match(world.stored()[3]!.summary, /mostly amount/);
    for (const baseline of world.baselines) assert.ok(!('samples' in baseline));
  });

  it('a drift monitor of the same model keeps its own baseline', async () => {
    const world = new World();
    world.rows = [...traffic(0, 4), ...traffic(4, 5, { perHour: 1 })];
    world.now = T0 + 5 * HOUR;
    const analyzers = world.service({
      models: [{ ...model, baseline: { window: { from: T0, to: T0 + 2 * HOUR } } }],
      monitors: [
        { ...monitor, statistics },
        { name: 'inputs', model: 'm', kind: 'data_drift', window: '1h' },
      ],
    });
    await analyzers.tick();
    await analyzers.stop();
    const contents = world.baselines.map(({ references, samples }) => [
      references.length,
      samples?.length ?? 0,
    ]);
    assert.deepEqual(contents.sort(), [
      [0, 1],
      [4, 0],
    ]);
  });
});
