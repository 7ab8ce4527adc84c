import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { NumericDistribution } from '../../../analyzers/distributions/distribution.ts';
import type { Evaluation } from '../../../domain/index.ts';
import { Stack } from './harness.ts';
import { HOUR, type SyntheticShape, synthetic, T0 } from './synthetic.ts';

const WEEK = 7 * 24;
const PER_HOUR = 400;
const model = (baseline: object) => ({ name: 'credit', task: 'binary', baseline });
const monitors = [
  { name: 'inputs', model: 'credit', kind: 'data_drift', window: '1h' },
  {
    name: 'quality',
    model: 'credit',
    kind: 'performance',
    metrics: ['accuracy'],
    window: '1h',
    label_delay: '0s',
  },
];
const amountAround = (mean: number): NonNullable<SyntheticShape['features']> => {
  return (normal) => ({ amount: normal() + mean });
};

const evaluationAt = (evaluations: readonly Evaluation[], hour: number): Evaluation => {
  const found = evaluations.find(({ window }) => window.start === T0 + hour * HOUR);
  assert.ok(found, `no evaluation of hour ${hour}`);
  return found;
};

/** send brings an hour of predictions and their labels. */
async function send(stack: Stack, hour: number, mean: number, accuracy = 0.85): Promise<void> {
  const shape = { perHour: PER_HOUR, features: amountAround(mean), accuracy };
  const { predictions, labels } = synthetic(hour, hour + 1, shape);
  await stack.append('prediction', predictions);
  await stack.append('label', labels);
}

describe('a trailing baseline', () => {
  let stack: Stack;

  before(async () => {
    stack = await Stack.open({ models: [model({ trailing: '6h' })], monitors }, T0 + 20 * HOUR + 6 * 60_000);
    for (let hour = 0; hour < 20; hour += 1) {
      // Nobody was there in hour 8; from hour 12 on everything is otherwise, for good.
      if (hour !== 8) await send(stack, hour, hour < 12 ? 0 : 1, hour < 12 ? 0.95 : 0.6);
    }
    await send(stack, 20, 1);
    // Each batch is received later than the one before, even when the clock stands still.
    stack.now += 60_000;
    await stack.analyzers.tick();
    assert.deepEqual(stack.errors, []);
  });

  after(() => stack.close());

  it('is shown as the hours that its window was compared with', async () => {
    const show = (name: string, hour: number) =>
      stack.distributions()('default', {
        model: 'credit',
        subject: { kind: 'feature', name },
        version: null,
        deployment: null,
        segment: '',
        window: { start: T0 + hour * HOUR, end: T0 + (hour + 1) * HOUR },
      });
    const { drawn, origin } = await show('amount', 18);
    assert.equal(origin?.kind, 'spans');
    assert.deepEqual([drawn.reference?.rows, drawn.current.rows], [6 * PER_HOUR, PER_HOUR]);
    const { edges, reference, current } = drawn.distribution as NumericDistribution;
    assert.ok(
      edges.length >= 31 && reference.length === edges.length - 1 && current.length === reference.length,
    );
    for (const side of [reference, current]) {
      assert.ok(Math.abs(side.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    }
  });

  it('begins once it is full, and holds the hours before each window', async () => {
    const inputs = await stack.evaluations('inputs');
    assert.equal(inputs[0]?.window.start, T0 + 6 * HOUR);
    assert.deepEqual(
      [6, 9, 14].map((hour) => evaluationAt(inputs, hour).nReference),
      [6 * PER_HOUR, 5 * PER_HOUR, 5 * PER_HOUR],
    );
  });

  it('a lasting change is news in its first hour, and no longer once the reference has it', async () => {
    const inputs = await stack.evaluations('inputs');
    const severities = [11, 12, 18, 19].map((hour) => evaluationAt(inputs, hour).severity);
    assert.deepEqual(severities, ['none', 'critical', 'none', 'none']);
  });

  it('performance is compared with the hours before, too', async () => {
    const quality = await stack.evaluations('quality');
    assert.equal(evaluationAt(quality, 11).severity, 'none');
    assert.notEqual(evaluationAt(quality, 12).severity, 'none');
    assert.equal(evaluationAt(quality, 19).severity, 'none');
  });

  it('the hash of an evaluation leads to the spans that it was compared with', async () => {
    const inputs = await stack.evaluations('inputs');
    const { baselineHash } = evaluationAt(inputs, 12);
    const stored = await stack.store.baselineStore.listBaselines('default', 'credit');
    const origin = stored.find(({ hash }) => hash === baselineHash)?.origin;
    assert.ok(origin?.kind === 'spans');
    assert.deepEqual(origin.windows, [{ start: T0 + 6 * HOUR, end: T0 + 12 * HOUR }]);
  });
});

describe('a seasonal baseline', () => {
  let stack: Stack;
  const excluded = new Date(T0 - 2 * WEEK * HOUR).toISOString().slice(0, 10);

  before(async () => {
    const baseline = { seasonal: { weeks: 3 }, exclude: [excluded] };
    stack = await Stack.open({ models: [model(baseline)], monitors }, T0 + 8 * HOUR + 6 * 60_000);
    for (const week of [2, 1, 0]) {
      // Each day the fourth hour is unlike the others; in the last hour of this week something is wrong.
      for (const hour of [2, 3, 4]) await send(stack, hour - week * WEEK, hour === 3 ? 3 : 0);
      if (week > 0) await send(stack, 5 - week * WEEK, 0);
    }
    await send(stack, 5, 1);
    await send(stack, 6, 0);
    await send(stack, 8, 0);
    await stack.analyzers.tick();
    assert.deepEqual(stack.errors, []);
  });

  after(() => stack.close());

  it('compares an hour with the same hour of the weeks before, without the excluded day', async () => {
    const inputs = await stack.evaluations('inputs');
    const seen = [2, 3, 4, 5].map((hour) => evaluationAt(inputs, hour));
    assert.deepEqual(
      seen.map(({ severity }) => severity),
      ['none', 'none', 'none', 'critical'],
    );
    assert.deepEqual(
      seen.map(({ nReference }) => nReference),
      [PER_HOUR, PER_HOUR, PER_HOUR, PER_HOUR],
    );
  });

  it('an hour that no week before knows is not judged, and the hours after it are', async () => {
    const inputs = await stack.evaluations('inputs');
    const { status, severity, summary } = evaluationAt(inputs, 6);
    assert.deepEqual([status, severity], ['insufficient_data', 'none']);
    assert.match(summary, /Nothing to compare with: the reference has no row/);
    assert.ok(evaluationAt(inputs, 7));
  });
});
