import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stack } from './harness.ts';
import { HOUR, type Synthetic, synthetic, T0 } from './synthetic.ts';

const section = {
  models: [{ name: 'credit', task: 'binary', baseline: { window: { from: T0, to: T0 + 12 * HOUR } } }],
  monitors: [
    { name: 'quality', model: 'credit', kind: 'performance', window: '6h', label_delay: '2h' },
    { name: 'inputs', model: 'credit', kind: 'data_drift', window: '6h' },
  ],
};

/** clock gives an instant some hours after T0, late enough for lateness. */
const clock = (hour: number) => T0 + hour * HOUR + 6 * 60_000;

describe('labels and versions on real ClickHouse', () => {
  let stack: Stack;

  async function send(
    { predictions, labels }: Synthetic,
    order: 'labels first' | 'predictions first',
  ): Promise<void> {
    if (order === 'labels first') await stack.append('label', labels);
    await stack.append('prediction', predictions);
    if (order === 'predictions first') await stack.append('label', labels);
  }

  before(async () => {
    stack = await Stack.open(section, clock(14));
    await send(synthetic(0, 12), 'predictions first');
    await send(synthetic(12, 18, { accuracy: 0.6 }), 'labels first');
  });

  after(() => stack.close());

  it('a label before its prediction counts, and decay is found once the label delay has passed', async () => {
    stack.now = clock(18);
    await stack.append('prediction', synthetic(18, 19).predictions);
    await stack.analyzers.tick();
    assert.equal((await stack.evaluations('quality')).length, 0);
    stack.now = clock(20);
    await stack.append('prediction', synthetic(19, 21).predictions);
    await stack.analyzers.tick();
    assert.deepEqual(stack.errors, []);
    const [first] = await stack.evaluations('quality');
    assert.equal(first?.severity, 'critical', first?.summary);
    assert.match(first?.summary ?? '', /1800 of 1800 predictions have a label/);
    const accuracy = first?.results.find(({ statistic }) => statistic === 'accuracy');
    assert.ok(Math.abs(accuracy!.effect - 0.25) < 0.06, String(accuracy?.effect));
    assert.ok(accuracy!.interval![0] > 0.1 && accuracy!.interval![1] < 0.4);
  });

  it('labels that have not arrived are told, and leave the window unjudged', async () => {
    stack.now = clock(26);
    await stack.append('prediction', synthetic(21, 27).predictions);
    await stack.analyzers.tick();
    const second = (await stack.evaluations('quality'))[1];
    assert.equal(second?.status, 'insufficient_data');
    assert.match(second?.summary ?? '', /0 of 1800 predictions have a label/);
  });

  it('labels that arrive late count when the window is run again', async () => {
    for (const [from, to] of [
      [18, 19],
      [19, 21],
      [21, 27],
    ] as const)
      await stack.append('label', synthetic(from, to).labels);
    stack.now += HOUR;
    const row = await stack.analyzers.runMonitor('default', 'quality', {
      from: T0 + 18 * HOUR,
      to: T0 + 24 * HOUR,
      notify: false,
    });
    assert.equal(row.evaluations, 1);
    const second = (await stack.evaluations('quality'))[1];
    assert.equal(second?.status, 'complete', second?.summary);
    assert.equal(second?.severity, 'none', second?.summary);
    assert.equal(second?.mode, 'backfill');
    assert.match(second?.summary ?? '', /1800 of 1800/);
  });

  it('a registered version is compared with its own shadow rows, inputs and performance alike, also after a restart', async () => {
    const moved = (normal: () => number) => ({ amount: normal() + 2, city: 'Oslo' });
    // The challenger scored the champion's requests: the same ids, so the same labels.
    const shadow = synthetic(0, 12, { version: '2', deployment: 'shadow', accuracy: 0.95, features: moved });
    const rename = (records: Synthetic, prefix: string): Synthetic => ({
      predictions: records.predictions.map((record, index) => ({
        ...record,
        prediction_id: `${prefix}-${index}`,
      })),
      labels: records.labels.map((record, index) => ({ ...record, prediction_id: `${prefix}-${index}` })),
    });
    await send(rename(shadow, 'challenger'), 'predictions first');
    const window = { from: new Date(T0).toISOString(), to: new Date(T0 + 12 * HOUR).toISOString() };
    await stack.analyzers.registerVersion('default', 'credit', {
      version: '2',
      baseline: { window, deployment: 'shadow' },
    });
    await stack.stop();
    await stack.start(section);
    await send(
      rename(synthetic(30, 36, { version: '2', accuracy: 0.95, features: moved }), 'live'),
      'predictions first',
    );
    await stack.append('prediction', synthetic(36, 39, { version: '2' }).predictions);
    stack.now = clock(38);
    await stack.analyzers.tick();
    assert.deepEqual(stack.errors, []);
    const baselines = await stack.store.baselineStore.listBaselines('default', 'credit');
    assert.deepEqual(baselines.map(({ version }) => version).sort(), ['', '', '2', '2']);
    for (const monitor of ['inputs', 'quality']) {
      const own = (await stack.evaluations(monitor)).find(({ version }) => version === '2');
      assert.equal(own?.window.start, T0 + 30 * HOUR);
      assert.equal(own?.status, 'complete', own?.summary);
      assert.equal(own?.severity, 'none', own?.summary);
      const used = baselines.find(({ hash }) => hash === own?.baselineHash);
      assert.equal(used?.version, '2');
      assert.equal(used?.rows, 3600);
    }
  });
});
