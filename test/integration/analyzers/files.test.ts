import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SAMPLE_LIMIT } from '../../../analyzers/baselines/seeded-sample.ts';
import { Stack } from './harness.ts';
import { HOUR, synthetic, T0 } from './synthetic.ts';

const flights = join(
  createRequire(import.meta.url).resolve('vega-datasets'),
  '..',
  '..',
  'data',
  'flights-3m.parquet',
);

function section(baseline: object) {
  return {
    models: [{ name: 'credit', task: 'binary', baseline }],
    monitors: [{ name: 'inputs', model: 'credit', kind: 'data_drift', window: '1h' }],
  };
}

describe('baseline files on real ClickHouse', () => {
  let stack: Stack;

  before(async () => {
    stack = await Stack.open({}, T0 + 2 * HOUR + 6 * 60_000);
    const features = (normal: () => number, random: () => number) => ({
      distance: 500 + 100 * normal(),
      origin: ['ORD', 'DFW'][Math.floor(random() * 2)]!,
      amount: normal(),
    });
    await stack.append('prediction', synthetic(0, 3, { features }).predictions);
  });

  after(() => stack.close());

  async function evaluate(baseline: object) {
    await stack.stop();
    await stack.start(section(baseline));
    await stack.analyzers.tick();
    return stack.evaluations('inputs');
  }

  it('a file that is not Parquet fails the monitor with a reason, and the next one serves', async () => {
    const broken = join(stack.directory, 'reference.parquet');
    await writeFile(broken, 'amount\n1\n2\n');
    const [failed] = await evaluate({ file: broken });
    assert.equal(failed?.status, 'failed');
    assert.match(failed?.summary ?? '', /reference\.parquet/);
    assert.deepEqual(stack.errors, []);
  });

  it('a file that is missing or empty fails the monitor with a reason', async () => {
    const empty = join(stack.directory, 'empty.csv');
    await writeFile(empty, 'amount\n');
    for (const file of [empty, join(stack.directory, 'nowhere.csv')]) {
      await stack.stop();
      await stack.start(section({ file }));
      await stack.analyzers.tick();
      await stack.analyzers.runMonitor('default', 'inputs', { from: T0, to: T0 + HOUR, notify: false });
      const [failed] = await stack.evaluations('inputs');
      assert.equal(failed?.status, 'failed');
      assert.ok(failed?.summary.includes(file.split('/').at(-1)!), failed?.summary);
    }
  });

  it('three million real flights are a baseline: sampled, stored, and found again', async () => {
    const baseline = { file: flights, ignore: ['date', 'delay'] };
    await stack.stop();
    await stack.start(section(baseline));
    await stack.analyzers.tick();
    const run = { from: T0, to: T0 + 2 * HOUR, notify: false };
    const row = await stack.analyzers.runMonitor('default', 'inputs', run);
    assert.deepEqual([row.evaluations, row.failed], [2, 0]);
    const [evaluation] = await stack.evaluations('inputs');
    assert.equal(evaluation?.severity, 'critical', evaluation?.summary);
    assert.match(evaluation?.summary ?? '', /New since the baseline: amount/);
    const [stored] = await stack.store.baselineStore.listBaselines('default', 'credit');
    assert.equal(stored?.rows, 3_000_000);
    const loaded = await stack.store.baselineStore.loadBaseline('default', stored!.hash);
    const distance = loaded?.references.find(({ subject }) => subject.name === 'distance');
    assert.ok(distance?.kind === 'numeric' && distance.sampled);
    assert.deepEqual([distance.sorted.length, distance.n], [SAMPLE_LIMIT, 3_000_000]);
    await stack.stop();
    await stack.start(section(baseline));
    await stack.analyzers.tick();
    await stack.analyzers.runMonitor('default', 'inputs', run);
    assert.equal((await stack.evaluations('inputs'))[0]?.evaluationId, evaluation?.evaluationId);
    assert.equal((await stack.store.baselineStore.listBaselines('default', 'credit')).length, 1);
  });

  it('rows of a file are a baseline of whole rows', async () => {
    const lines = Array.from({ length: 1000 }, (_, row) => `${Math.sin(row)},${Math.sin(row)}`);
    const file = join(stack.directory, 'rows.csv');
    await writeFile(file, ['amount,distance', ...lines, ''].join('\n'));
    const { models } = section({ file });
    await stack.stop();
    await stack.start({
      models,
      monitors: [{ name: 'together', model: 'credit', kind: 'multivariate_drift', window: '1h' }],
    });
    await stack.analyzers.tick();
    assert.deepEqual(stack.errors, []);
    const [found] = await stack.evaluations('together');
    assert.equal(found?.severity, 'critical', found?.summary);
    assert.equal(found?.nReference, 1000);
    assert.deepEqual(new Set(found?.results.map(({ details }) => details.features)), new Set([2]));
  });
});
