import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAnalyzersConfig } from '../../../../analyzers/monitors/config.ts';
import { STATISTIC_IDS } from '../../../../domain/index.ts';

const model = { name: 'credit', task: 'binary' };
const monitor = { name: 'inputs', model: 'credit', kind: 'data_drift', window: '1h' };
const performance = { name: 'quality', model: 'credit', kind: 'performance', window: '1d' };

/** found prints the problems of a section as `path: message`. */
function found(value: unknown): string[] {
  return readAnalyzersConfig(value).problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const withModel = (extra: object) => ({ models: [{ ...model, ...extra }] });
const withMonitor = (extra: object, modelExtra: object = {}) => ({
  models: [{ ...model, ...modelExtra }],
  monitors: [{ ...monitor, ...extra }],
});

describe('analyzers config: defaults', () => {
  it('an empty section has no problem and no monitor', () => {
    assert.deepEqual(found({}), []);
    assert.deepEqual(found(undefined), []);
    const { config } = readAnalyzersConfig({});
    assert.equal(config.tickMs, 10_000);
    assert.equal(config.analysis.maxMemory, 1024 ** 3);
    assert.equal(config.clock, 'wall');
    assert.deepEqual(config.analysis, {
      profiles: 'auto',
      maxMemory: 1024 ** 3,
      engine: 'auto',
      gpu: 'auto',
    });
  });

  it('reads what measures and whether a GPU may', () => {
    const { config, problems } = readAnalyzersConfig({ analysis: { engine: 'gpu', gpu: 'software' } });
    assert.deepEqual(problems, []);
    assert.deepEqual(config.analysis, {
      ...{ profiles: 'auto', maxMemory: 1024 ** 3 },
      ...{ engine: 'gpu', gpu: 'software' },
    });
  });

  it('reads the memory of a window in MiB or GiB', () => {
    const memoryOf = (text: string) =>
      readAnalyzersConfig({ analysis: { max_memory: text } }).config.analysis.maxMemory;
    assert.deepEqual([memoryOf('512MiB'), memoryOf('3GiB')], [512 * 1024 ** 2, 3 * 1024 ** 3]);
  });

  it('fills in what a model and a monitor leave out', () => {
    const { config, problems } = readAnalyzersConfig({ models: [model], monitors: [monitor, performance] });
    assert.deepEqual(problems, []);
    assert.equal(config.models[0]?.positiveClass, '1');
    assert.deepEqual(config.models[0]?.baseline, { kind: 'first', ms: 7 * 86_400_000, rows: 10_000 });
    const [drift, quality] = config.monitors;
    assert.deepEqual(drift?.statistics, ['psi', 'ks', 'chi_square']);
    assert.deepEqual(drift?.metrics, []);
    assert.deepEqual([drift?.lateness, drift?.maxWait, drift?.labelDelay], [300_000, 3_600_000, 0]);
    assert.deepEqual([drift?.project, drift?.deployment, drift?.source], ['default', 'live', 'predictions']);
    assert.deepEqual(
      [drift?.policy.verdict.alpha, drift?.policy.forWindows, drift?.policy.verdict.minSamples],
      [0.01, 2, 100],
    );
    assert.deepEqual(quality?.metrics, ['accuracy', 'f1', 'roc_auc', 'log_loss']);
    assert.equal(quality?.labelDelay, 86_400_000);
  });

  it('reads windows as durations, calendar days and calendar weeks', () => {
    const spec = (window: unknown) => readAnalyzersConfig(withMonitor({ window })).config.monitors[0]?.window;
    assert.deepEqual(spec('1h'), { every: 'duration', ms: 3_600_000 });
    assert.deepEqual(spec('1w'), { every: 'week', zone: 'UTC' });
    const zoned = { every: 'day', zone: 'Europe/Berlin' };
    assert.deepEqual(spec(zoned), zoned);
  });

  it('is frozen', () => {
    const { config } = readAnalyzersConfig(withMonitor({}));
    assert.throws(() => Object.assign(config.monitors[0]!, { name: 'other' }), TypeError);
  });

  it('keeps hostile names as they are', () => {
    const hostile = `a'b"c\\;DROP TABLE x--\u0000\n😀`;
    const { config, problems } = readAnalyzersConfig(
      withMonitor({ name: hostile, segments: [{ name: hostile, where: [{ tag: hostile, in: [hostile] }] }] }),
    );
    assert.deepEqual(problems, []);
    assert.equal(config.monitors[0]?.segments[0]?.filter[0]?.values[0], hostile);
  });
});

/** One row per kind of problem: what is written, and what is reported. */
const CASES: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['not a mapping', [], [': must be object']],
  [
    'unknown section key',
    { monitor: [] },
    ['monitor: unknown key "monitor"; known are models, monitors, clock, tick, defaults, analysis'],
  ],
  ['empty list in YAML', { models: null }, ['models: must be array']],
  ['missing field', { models: [{ name: 'm' }] }, ['models.0: "task" is missing']],
  [
    'wrong choice',
    withModel({ task: 'ranking' }),
    ['models.0.task: must be one of binary, multiclass, regression'],
  ],
  ['empty name', withModel({ name: '' }), ['models.0.name: must not be empty']],
  [
    'unknown key',
    withMonitor({ windw: '1h' }),
    [/monitors\.0\.windw: unknown key "windw"; known are name, model/.source],
  ],
  [
    'feature kind',
    withModel({ features: { age: 'text' } }),
    ['models.0.features.age: must be one of numeric, categorical'],
  ],
  ['duplicate model', { models: [model, model] }, ['models.1.name: the model "credit" exists twice']],
  [
    'duplicate monitor',
    { models: [model], monitors: [monitor, monitor] },
    ['monitors.1.name: the monitor "inputs" exists twice'],
  ],
  [
    'unknown model',
    { models: [model], monitors: [{ ...monitor, model: 'crdit' }] },
    ['monitors.0.model: unknown model "crdit"; declared are credit'],
  ],
  [
    'model of another project',
    withMonitor({ project: 'b' }),
    ['monitors.0.model: unknown model "credit"; no model is declared'],
  ],
  [
    'reserved name',
    withMonitor({ name: 'no_data' }),
    ['monitors.0.name: "no_data" is the name of the alert on silent models; choose another'],
  ],
  [
    'bad duration',
    withMonitor({ lateness: '5 minutes' }),
    [
      'monitors.0.lateness: "5 minutes" is not a duration; write a number with ms, s, m, h, d or w, such as 15m.',
    ],
  ],
  [
    'bad window',
    withMonitor({ window: 'daily' }),
    ['monitors.0.window: "daily" is not a duration; write a number with ms, s, m, h, d or w, such as 15m.'],
  ],
  ['window too short', withMonitor({ window: '10ms' }), ['monitors.0.window: a window lasts at least 1s']],
  [
    'window of another type',
    withMonitor({ window: 7 }),
    [
      'monitors.0.window: expected a duration such as 1h, 1d or 1w (UTC, weeks from Monday), or {every: day | week, zone}',
    ],
  ],
  [
    'window without zone',
    withMonitor({ window: { every: 'day' } }),
    ['monitors.0.window: "zone" is missing'],
  ],
  [
    'unknown zone',
    withMonitor({ window: { every: 'day', zone: 'Europe/Atlantis' } }),
    ['monitors.0.window.zone: "Europe/Atlantis" is not an IANA time zone'],
  ],
  [
    'bad tick',
    { tick: 'often' },
    ['tick: "often" is not a duration; write a number with ms, s, m, h, d or w, such as 15m.'],
  ],
  ['memory without a unit', { analysis: { max_memory: '512' } }, ['analysis.max_memory: must match pattern']],
  ['tick too short', { tick: '1ms' }, ['tick: must be at least 50ms']],
  ['bad clock', { clock: 'sun' }, ['clock: must be one of wall, replay']],
  [
    'statistic unknown',
    withMonitor({ statistics: ['psy'] }),
    [`monitors.0.statistics.0: must be one of ${STATISTIC_IDS.join(', ')}`],
  ],
  [
    'statistic that does not fit',
    withMonitor({ features: ['city'], statistics: ['psi', 'ks'] }, { features: { city: 'categorical' } }),
    ['monitors.0.statistics.1: ks needs a numeric feature, and every feature of the monitor is categorical'],
  ],
  [
    'metric that does not fit',
    { models: [model], monitors: [{ ...performance, metrics: ['rmse'] }] },
    ['monitors.0.metrics.0: rmse does not fit a binary model; accuracy, f1, roc_auc, log_loss do'],
  ],
  [
    'option of another kind',
    withMonitor({ metrics: ['accuracy'], label_delay: '1d' }),
    [
      'monitors.0.metrics: belongs to a monitor of kind performance',
      'monitors.0.label_delay: belongs to a monitor of kind performance',
    ],
  ],
  [
    'label delay beyond the maximum',
    { models: [{ ...model, max_label_delay: '1d' }], monitors: [{ ...performance, label_delay: '2d' }] },
    ["monitors.0.label_delay: is longer than the model's max_label_delay"],
  ],
  [
    'policy of an uncomputed statistic',
    withMonitor({ policy: { wasserstein: { delta: 1 } } }),
    ['monitors.0.policy.wasserstein: the monitor does not compute wasserstein'],
  ],
  [
    'critical below delta',
    withMonitor({ policy: { psi: { delta: 0.2, critical: 0.1 } } }),
    ['monitors.0.policy.psi.critical: must not be below delta, 0.2'],
  ],
  ['alpha out of range', withMonitor({ policy: { alpha: 1 } }), ['monitors.0.policy.alpha: must be < 1']],
  [
    'segment without condition',
    withMonitor({ segments: [{ name: 's', where: [] }] }),
    ['monitors.0.segments.0.where: must not be an empty list'],
  ],
  [
    'segment condition on nothing',
    withMonitor({ segments: [{ name: 's', where: [{ in: ['a'] }] }] }),
    ['monitors.0.segments.0.where.0: name either a tag or a feature'],
  ],
  [
    'segment on a number',
    withMonitor(
      { segments: [{ name: 's', where: [{ feature: 'age', in: ['1'] }] }] },
      { features: { age: 'numeric' } },
    ),
    ['monitors.0.segments.0.where.0.feature: "age" is numeric; a segment needs a categorical feature'],
  ],
  [
    'segment twice',
    withMonitor({
      segments: [
        { name: 's', where: [{ tag: 'a', in: ['1'] }] },
        { name: 's', where: [{ tag: 'a', in: ['2'] }] },
      ],
    }),
    ['monitors.0.segments.1.name: the segment "s" exists twice'],
  ],
  [
    'positive class of a regression',
    withModel({ task: 'regression', positive_class: 1 }),
    ['models.0.positive_class: only a binary model has a positive class'],
  ],
  [
    'two baselines',
    withModel({ baseline: { first: '7d', file: 'a.csv' } }),
    ['models.0.baseline: give one of window, file, first and/or rows, trailing, or seasonal'],
  ],
  [
    'no baseline',
    withModel({ baseline: {} }),
    ['models.0.baseline: give one of window, file, first and/or rows, trailing, or seasonal'],
  ],
  [
    'trailing and seasonal at once',
    withModel({ baseline: { trailing: '7d', seasonal: { weeks: 4 } } }),
    ['models.0.baseline: give one of window, file, first and/or rows, trailing, or seasonal'],
  ],
  [
    'a trailing baseline of no time',
    withModel({ baseline: { trailing: '0s' } }),
    ['models.0.baseline.trailing: must be longer than 0'],
  ],
  [
    'an excluded day that is none',
    withModel({ baseline: { seasonal: { weeks: 4 }, exclude: ['2026-12-24', '2026-02-30'] } }),
    ['models.0.baseline.exclude.1: "2026-02-30" is not a day; write it as 2026-12-24.'],
  ],
  [
    'days excluded from a fixed baseline',
    withModel({ baseline: { first: '7d', exclude: ['2026-12-24'] } }),
    ['models.0.baseline.exclude: belongs to trailing or seasonal'],
  ],
  [
    'baseline window reversed',
    withModel({ baseline: { window: { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } } }),
    ['models.0.baseline.window: "to" must be later than "from"'],
  ],
  [
    'baseline instant without zone',
    withModel({ baseline: { window: { from: '2026-01-01T00:00:00', to: '2026-02-01T00:00:00Z' } } }),
    ['models.0.baseline.window.from: The timestamp has no zone; append Z or an offset such as +01:00.'],
  ],
  [
    'baseline file of unknown format',
    withModel({ baseline: { file: 'reference.dat' } }),
    ['models.0.baseline.file: the name "reference.dat" ends with neither .csv nor .parquet; add format'],
  ],
  [
    'file option without file',
    withModel({ baseline: { first: '7d', label: 'y' } }),
    ['models.0.baseline.label: belongs to a file'],
  ],
  [
    'file per version',
    withModel({ baseline: { file: 'a.csv' }, baseline_per_version: true }),
    ['models.0.baseline_per_version: a file cannot be split by version; name a window, first or rows'],
  ],
  [
    'segment with a file',
    withMonitor(
      { segments: [{ name: 's', where: [{ tag: 'a', in: ['1'] }] }] },
      { baseline: { file: 'a.csv' } },
    ),
    ['monitors.0.segments: a segment needs a baseline from stored traffic, not a file'],
  ],
  [
    'performance with a file without labels',
    { models: [{ ...model, baseline: { file: 'a.csv' } }], monitors: [performance] },
    ["monitors.0: the model's baseline file names no prediction and label column"],
  ],
  [
    'prediction drift with a file without predictions',
    withMonitor({ kind: 'prediction_drift' }, { baseline: { file: 'a.csv' } }),
    ["monitors.0: the model's baseline file names no prediction or score column"],
  ],
];

describe('analyzers config: problems', () => {
  for (const [name, value, expected] of CASES) {
    it(name, () => {
      const problems = found(value);
      assert.equal(problems.length, expected.length, problems.join('\n'));
      for (const [index, problem] of problems.entries()) {
        const wanted = expected[index]!;
        if (problem !== wanted) assert.match(problem, new RegExp(wanted));
      }
    });
  }

  it('reports everything at once, in one reading', () => {
    const monitors = Array.from({ length: 12 }, (_, index) => ({
      ...monitor,
      name: `m${index}`,
      lateness: 'x',
      kind: 'data_drift',
    }));
    const problems = found({
      models: [model, { name: 'broken', task: 'x' }],
      monitors,
      clock: 'x',
      tick: 'x',
    });
    assert.equal(problems.length, 12 + 3);
  });

  it('a broken model does not make its monitors unknown', () => {
    assert.deepEqual(found({ models: [{ ...model, task: 'x' }], monitors: [monitor] }), [
      'models.0.task: must be one of binary, multiclass, regression',
    ]);
  });
});
