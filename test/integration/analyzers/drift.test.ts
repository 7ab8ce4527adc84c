import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Evaluation } from '../../../domain/index.ts';
import { Stack } from './harness.ts';
import { HOUR, synthetic, T0 } from './synthetic.ts';

const hostile = `se'g"m\\ent;--\u0000\n{x:String}😀`;
const declared = { amount: 'numeric', city: 'categorical', mixed: 'numeric', constant: 'numeric' };
const section = {
  models: [
    {
      name: 'credit',
      task: 'binary',
      features: declared,
      baseline: { window: { from: T0, to: T0 + 12 * HOUR } },
    },
  ],
  monitors: [
    {
      name: 'inputs',
      model: 'credit',
      kind: 'data_drift',
      window: '1h',
      statistics: ['psi', 'ks', 'chi_square', 'wasserstein', 'jensen_shannon'],
    },
    { name: 'outputs', model: 'credit', kind: 'prediction_drift', window: '1h' },
    {
      name: hostile,
      model: 'credit',
      kind: 'data_drift',
      window: '1h',
      segments: [
        { name: hostile, where: [{ tag: hostile, in: [hostile] }] },
        { name: 'Oslo', where: [{ feature: 'city', in: ['Oslo'] }] },
      ],
    },
  ],
};

type Features = Record<string, number | string | null>;
const features = (normal: () => number, random: () => number): Features => ({
  amount: normal(),
  city: ['Berlin', 'Oslo', 'Rome'][Math.floor(random() * 3)]!,
  mixed: Math.floor(random() * 5),
  constant: 7,
  empty: null,
});
const tags = (index: number): Record<string, string> =>
  index % 2 === 0 ? { [hostile]: hostile } : { other: 'x' };

/** at gives the evaluation of the hour after T0, over all traffic. */
function at(evaluations: readonly Evaluation[], hour: number): Evaluation {
  const found = evaluations.find(
    ({ window, segment }) => window.start === T0 + hour * HOUR && segment === '',
  );
  assert.ok(found, `no evaluation of hour ${hour}`);
  return found;
}

const severities = (evaluation: Evaluation, name: string) =>
  Object.fromEntries(
    evaluation.results
      .filter(({ subject }) => subject.name === name)
      .map(({ statistic, severity }) => [statistic, severity]),
  );

describe('drift on real ClickHouse', () => {
  let stack: Stack;
  let inputs: readonly Evaluation[];

  before(async () => {
    stack = await Stack.open(section, T0 + 13 * HOUR + 6 * 60_000);
    const hour = (from: number, to: number, change: (row: Features, index: number) => Features) =>
      stack.append(
        'prediction',
        synthetic(from, to, {
          perHour: 600,
          tags,
          features: (normal, random, index) => change(features(normal, random), index),
        }).predictions,
      );
    await hour(0, 13, (row) => row);
    await hour(13, 14, (row) => ({ ...row, amount: (row.amount as number) + 1 }));
    await hour(14, 15, ({ amount: _, ...row }) => row);
    // Hour 15 is empty.
    await hour(16, 17, (row, index) => ({ ...row, mixed: index % 2 === 0 ? 'unknown' : row.mixed! }));
    await hour(17, 18, (row, index) => ({ ...row, city: index % 4 === 0 ? 'Atlantis' : row.city! }));
    await hour(18, 19, (row) => ({ ...row, constant: 8, fresh: 1 }));
    await hour(19, 20, (row) => ({ ...row, empty: 1 }));
    stack.now = T0 + 20 * HOUR + 6 * 60_000;
    await stack.append('prediction', synthetic(20, 21, { perHour: 1 }).predictions);
    await stack.analyzers.tick();
    assert.deepEqual(stack.errors, []);
    inputs = await stack.evaluations('inputs');
  });

  after(() => stack.close());

  it('every window after the reference is evaluated once, the calm one without a finding', () => {
    assert.deepEqual(
      inputs.map(({ window }) => (window.start - T0) / HOUR),
      [12, 13, 14, 15, 16, 17, 18, 19],
    );
    const calm = at(inputs, 12);
    assert.equal(calm.status, 'complete');
    assert.equal(calm.severity, 'none', calm.summary);
    assert.equal(calm.nReference, 12 * 600);
    assert.equal(calm.nCurrent, 600);
  });

  it('a shift of one standard deviation is critical in every statistic of the feature', () => {
    const evaluation = at(inputs, 13);
    assert.equal(evaluation.severity, 'critical');
    assert.match(evaluation.summary, /amount/);
    const wasserstein = evaluation.results.find(
      ({ subject, statistic }) => subject.name === 'amount' && statistic === 'wasserstein',
    );
    assert.ok(Math.abs(wasserstein!.value - 1) < 0.15, String(wasserstein?.value));
    assert.deepEqual(severities(evaluation, 'amount'), {
      psi: 'critical',
      ks: 'critical',
      wasserstein: 'critical',
      jensen_shannon: 'critical',
    });
    assert.equal(severities(evaluation, 'city').psi, 'none');
  });

  it('a feature that disappears is a finding', () => {
    assert.equal(severities(at(inputs, 14), 'amount').psi, 'critical');
  });

  it('an empty window has insufficient data', () => {
    const evaluation = at(inputs, 15);
    assert.deepEqual(
      [evaluation.status, evaluation.nCurrent, evaluation.results.length],
      ['insufficient_data', 0, 0],
    );
  });

  it('a number that becomes text in half of the records is a finding with its share', () => {
    const evaluation = at(inputs, 16);
    assert.equal(severities(evaluation, 'mixed').psi, 'critical');
    const psi = evaluation.results.find(
      ({ subject, statistic }) => subject.name === 'mixed' && statistic === 'psi',
    );
    assert.equal(psi?.details.mismatched_share_current, 0.5);
  });

  it('a category never seen is a finding', () => {
    assert.notEqual(severities(at(inputs, 17), 'city').psi, 'none');
  });

  it('a constant that moves is a finding, and a feature that the baseline does not know is reported', () => {
    const evaluation = at(inputs, 18);
    assert.notEqual(evaluation.severity, 'none', evaluation.summary);
    assert.match(evaluation.summary, /constant/);
    assert.match(evaluation.summary, /New since the baseline: fresh\./);
  });

  it('an all-null feature stays calm while it is null, and is a finding when it has values', () => {
    assert.equal(severities(at(inputs, 12), 'empty').psi, 'none');
    assert.equal(severities(at(inputs, 19), 'empty').psi, 'critical');
  });

  it('score and predicted class are calm while only inputs move', async () => {
    const outputs = await stack.evaluations('outputs');
    assert.deepEqual(at(outputs, 13).severity, 'none', at(outputs, 13).summary);
    const subjects = new Set(at(outputs, 13).results.map(({ subject }) => subject.kind));
    assert.deepEqual(subjects, new Set(['prediction', 'score']));
  });

  it('hostile monitor and segment names are names, and segments have references of their own', async () => {
    const all = await stack.evaluations(hostile);
    const of = (segment: string) =>
      all.find((item) => item.segment === segment && item.window.start === T0 + 12 * HOUR);
    assert.deepEqual(new Set(all.map(({ segment }) => segment)), new Set(['', hostile, 'Oslo']));
    assert.equal(of(hostile)?.nCurrent, 300);
    assert.equal(of(hostile)?.nReference, 3600);
    assert.equal(of(hostile)?.severity, 'none', of(hostile)?.summary);
    assert.ok((of('Oslo')?.nCurrent ?? 0) > 100 && (of('Oslo')?.nCurrent ?? 0) < 300);
  });

  it('running a window twice leaves one evaluation with the same id and numbers', async () => {
    const before = at(inputs, 13);
    await stack.analyzers.runMonitor('default', 'inputs', {
      from: before.window.start,
      to: before.window.end,
      notify: false,
    });
    const again = await stack.evaluations('inputs');
    assert.equal(again.length, inputs.length);
    const { evaluationId, results } = at(again, 13);
    assert.equal(evaluationId, before.evaluationId);
    assert.deepEqual(
      results.map(({ value }) => value),
      before.results.map(({ value }) => value),
    );
  });

  it('a restart finds the same baselines and goes on with the next window', async () => {
    const known = await stack.store.baselineStore.listBaselines('default', 'credit');
    await stack.stop();
    await stack.start(section);
    await stack.append('prediction', synthetic(20, 22, { perHour: 600, tags, features }).predictions);
    stack.now = T0 + 21 * HOUR + 6 * 60_000;
    await stack.analyzers.tick();
    const later = await stack.evaluations('inputs');
    assert.equal(later.length, inputs.length + 1);
    assert.equal(at(later, 20).baselineHash, at(inputs, 12).baselineHash);
    const listed = await stack.store.baselineStore.listBaselines('default', 'credit');
    assert.deepEqual(listed.map(({ hash }) => hash).sort(), known.map(({ hash }) => hash).sort());
  });
});
