import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seededRandom } from '../../../analyzers/baselines/seeded-sample.ts';
import type { Evaluation } from '../../../domain/index.ts';
import { Stack } from './harness.ts';
import { HOUR, synthetic, T0 } from './synthetic.ts';

const PER_HOUR = 500;
const section = {
  models: [
    {
      name: 'credit',
      task: 'binary',
      baseline: { window: { from: T0, to: T0 + 3 * HOUR } },
    },
  ],
  monitors: [
    { name: 'inputs', model: 'credit', kind: 'data_drift', window: '1h' },
    {
      name: 'together',
      model: 'credit',
      kind: 'multivariate_drift',
      features: 'all',
      embeddings: ['text'],
      window: '1h',
    },
    {
      name: 'without income',
      model: 'credit',
      kind: 'multivariate_drift',
      features: ['amount', 'age', 'gone'],
      statistics: ['mmd'],
      mmd_method: 'blocks',
      window: '1h',
    },
  ],
};

interface HourShape {
  readonly correlation?: number;
  readonly meaning?: number;
  readonly dimension?: number;
}

/** send brings an hour of predictions: every feature has the same distribution whatever the correlation is. */
async function send(stack: Stack, hour: number, shape: HourShape = {}): Promise<void> {
  const { correlation = 0.85, meaning = 0, dimension = 6 } = shape;
  const { predictions } = synthetic(hour, hour + 1, {
    perHour: PER_HOUR,
    features: (normal, random) => {
      const amount = normal();
      const income = correlation * amount + Math.sqrt(1 - correlation ** 2) * normal();
      return {
        amount,
        income,
        age: random() < 0.05 ? null : normal(),
        city: random() < 0.3 ? 'Oslo' : 'Rome',
      };
    },
  });
  const random = seededRandom(`text:${hour}`);
  const text = () => Array.from({ length: dimension }, (_, index) => random() + (index === 2 ? meaning : 0));
  await stack.append(
    'prediction',
    predictions.map((record) => ({ ...record, embeddings: { text: text() } })),
  );
}

function at(evaluations: readonly Evaluation[], hour: number): Evaluation {
  const found = evaluations.find(({ window }) => window.start === T0 + hour * HOUR);
  assert.ok(found, `no evaluation of hour ${hour}`);
  return found;
}

describe('drift of whole rows on real ClickHouse', () => {
  let stack: Stack;
  let inputs: readonly Evaluation[];
  let together: readonly Evaluation[];

  before(async () => {
    stack = await Stack.open(section, T0 + 7 * HOUR + 6 * 60_000);
    for (const hour of [0, 1, 2, 3]) await send(stack, hour);
    await send(stack, 4, { correlation: 0 });
    await send(stack, 5, { meaning: 0.4 });
    await send(stack, 6, { dimension: 4 });
    await stack.append('prediction', synthetic(7, 8, { perHour: 1 }).predictions);
    await stack.analyzers.tick();
    assert.deepEqual(stack.errors, []);
    inputs = await stack.evaluations('inputs');
    together = await stack.evaluations('together');
  });

  after(() => stack.close());

  it('a calm hour has no finding in any statistic of features and embedding', () => {
    const calm = at(together, 3);
    assert.deepEqual([calm.status, calm.severity], ['complete', 'none'], calm.summary);
    assert.deepEqual(
      calm.results.map(({ subject, statistic }) => `${subject.kind} ${subject.name} ${statistic}`),
      [
        'embedding text domain_classifier',
        'embedding text mmd',
        'embedding text pca_reconstruction',
        'features  domain_classifier',
        'features  mmd',
        'features  pca_reconstruction',
      ],
    );
    for (const { exact, engine, pValue, nCurrent } of calm.results) {
      assert.deepEqual([exact, engine, nCurrent], [true, 'cpu', PER_HOUR]);
      assert.ok(pValue! > 0 && pValue! <= 1);
    }
  });

  it('a correlation that breaks is found, with its features, where no single feature drifts', () => {
    const alone = at(inputs, 4);
    assert.deepEqual([alone.status, alone.severity], ['complete', 'none'], alone.summary);
    const evaluation = at(together, 4);
    assert.notEqual(evaluation.severity, 'none', evaluation.summary);
    assert.match(
      evaluation.summary,
      /^1 of 2 subjects drifted: the features together \(domain_classifier .*mostly (amount|income)/,
    );
    const named = evaluation.results
      .filter(({ subject }) => subject.kind === 'features')
      .map(({ contributions }) => (contributions ?? []).slice(0, 2).map(({ name }) => name));
    assert.equal(named.length, 3);
    for (const names of named) assert.deepEqual([...names].sort(), ['amount', 'income']);
  });

  it('an embedding that moves in one dimension is found, with the dimension', () => {
    const evaluation = at(together, 5);
    assert.match(evaluation.summary, /the embedding text \(domain_classifier [\d.]+, mostly 2/);
    const table = evaluation.results.filter(({ subject }) => subject.kind === 'features');
    assert.deepEqual(
      table.map(({ severity }) => severity),
      ['none', 'none', 'none'],
    );
  });

  it('an embedding of another length cannot be measured, and the summary says why; the features are judged', () => {
    const evaluation = at(together, 6);
    assert.equal(evaluation.severity, 'none');
    assert.match(
      evaluation.summary,
      /could not be judged \(the embedding text: no vector of the window is as long/,
    );
  });

  it('a monitor of some features sees no drift among them, and names those that the baseline lacks', async () => {
    const evaluation = at(await stack.evaluations('without income'), 4);
    assert.equal(evaluation.severity, 'none', evaluation.summary);
    assert.match(evaluation.summary, /Not in the baseline: gone\.$/);
    assert.deepEqual(
      evaluation.results.map(({ statistic, details }) => [statistic, details.features]),
      [['mmd', 2]],
    );
  });

  it('after a restart the stored rows of the baseline give the same numbers again', async () => {
    await stack.stop();
    await stack.start(section);
    await stack.analyzers.tick();
    const before = at(together, 4);
    const counts = await stack.analyzers.runMonitor('default', 'together', {
      from: T0 + 4 * HOUR,
      to: T0 + 5 * HOUR,
      notify: false,
    });
    assert.equal(counts.evaluations, 1);
    const again = at(await stack.evaluations('together'), 4);
    const numbers = ({ results }: Evaluation) =>
      results.map(({ statistic, value, pValue, contributions }) => ({
        statistic,
        value,
        pValue,
        contributions,
      }));
    assert.equal(again.baselineHash, before.baselineHash);
    assert.equal(again.evaluationId, before.evaluationId);
    assert.deepEqual(numbers(again), numbers(before));
    assert.notEqual(again.evaluatedAt, 0);
  });

  it('the read routes list the measurements of features and embeddings', async () => {
    const rows = await stack.store.readModel.listMeasurements({
      project: 'default',
      monitor: 'together',
      statistic: 'mmd',
      limit: 100,
    });
    assert.ok(rows.some(({ subject }) => subject === 'features'));
    const embedding = rows.find(({ subject }) => subject === 'embedding');
    assert.ok(embedding);
    assert.equal(embedding.feature, 'text');
    assert.ok(Array.isArray((embedding.details as { contributions?: unknown }).contributions));
  });
});
