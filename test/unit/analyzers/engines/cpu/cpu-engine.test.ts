import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { CpuEngine } from '../../../../../analyzers/engines/cpu/cpu-engine.ts';
import type { MeasureTask } from '../../../../../analyzers/engines/engine.ts';
import type { Measured } from '../../../../../analyzers/statistics/measured.ts';
import { PlumblineError, type StatisticId, type Subject } from '../../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../../reference/comparisons.ts';
import { sample } from '../../../../reference/recipes.ts';

const ALL: readonly StatisticId[] = ['psi', 'ks', 'wasserstein', 'jensen_shannon', 'chi_square'];
const crashing = new URL('./crashing-worker.js', import.meta.url);

function feature(name: string): Subject {
  return { kind: 'feature', name };
}

function numericTask(name: string, shift = 0, rows = 3000): MeasureTask {
  const subject = feature(name);
  return {
    reference: numericReference(sample({ shape: 'bell', seed: 1, n: rows }), 0, subject),
    current: numericColumn(sample({ shape: 'bell', seed: 2, n: rows, shift }), 0, subject),
    statistics: ALL,
  };
}

function categoryTask(name: string): MeasureTask {
  const subject = feature(name);
  const reference = categories({ a: 900, b: 100 }, 0, subject);
  return { reference, current: categories({ a: 500, b: 480 }, 20, subject), statistics: ALL };
}

function tasks(): MeasureTask[] {
  return [
    numericTask('a'),
    categoryTask('b'),
    numericTask('c', 0.5),
    numericTask('d', 1),
    numericTask('e', 2),
  ];
}

function untimed(measured: readonly Measured[]) {
  return measured.map((one) => ({
    ...one,
    measurements: one.measurements.map(({ tookMs: _, ...rest }) => rest),
  }));
}

test('worker threads and the calling thread give the same numbers, in the order of the tasks', async () => {
  const threads = new CpuEngine({ workers: 2, inlineValues: 0 });
  const inline = new CpuEngine({ inlineValues: Number.POSITIVE_INFINITY });
  try {
    const [there, here] = [await threads.measure(tasks()), await inline.measure(tasks())];
    assert.deepEqual(untimed(there), untimed(here));
    assert.deepEqual(
      there.map(({ subject }) => subject.name),
      ['a', 'b', 'c', 'd', 'e'],
    );
    assert.ok(there.every(({ measurements }) => measurements.every(({ tookMs }) => tookMs >= 0)));
  } finally {
    await threads.close();
    await inline.close();
  }
});

test('a measurement carries its definition, sizes, engine and the facts that a verdict needs', async () => {
  const engine = new CpuEngine();
  const [measured] = await engine.measure([categoryTask('b')]);
  await engine.close();
  const psi = measured?.measurements.find(({ statistic }) => statistic === 'psi');
  assert.equal(psi?.definition, 'psi/1');
  assert.deepEqual([psi?.nReference, psi?.nCurrent, psi?.engine, psi?.exact], [1000, 1000, 'cpu', true]);
  assert.equal(psi?.details.values, 'categorical');
  assert.equal(psi?.details.null_share_current, 0.02);
  assert.equal(psi?.details.bins, 3);
  assert.equal(typeof psi?.details.noise_95, 'number');
  assert.deepEqual(
    measured?.unmeasured.map(({ statistic, reason }) => [statistic, reason]),
    [
      ['ks', 'not_applicable'],
      ['wasserstein', 'not_applicable'],
    ],
  );
});

test('values that are not finite count as nulls', async () => {
  const engine = new CpuEngine();
  const task = numericTask('a');
  const values = Float64Array.from([...Array(800).keys(), Number.NaN, Number.POSITIVE_INFINITY]);
  const [measured] = await engine.measure([{ ...task, current: numericColumn(values, 0, feature('a')) }]);
  await engine.close();
  const ks = measured?.measurements.find(({ statistic }) => statistic === 'ks');
  assert.equal(ks?.nCurrent, 800);
  assert.equal(ks?.details.null_share_current, 2 / 802);
});

test('large columns give the same numbers whether all of their values are sorted or only some', async () => {
  const engine = new CpuEngine({ inlineValues: Number.POSITIVE_INFINITY });
  const task = numericTask('a', 0.02, 40_000);
  if (task.current.kind !== 'numeric') throw new Error('The task is numeric.');
  task.current.values[7] = Number.NaN;
  // Energy distance asks for the order of all values.
  const [some, all] = await engine.measure([task, { ...task, statistics: [...ALL, 'energy'] }]);
  await engine.close();
  for (const measured of some?.measurements ?? []) {
    const other = all?.measurements.find(({ statistic }) => statistic === measured.statistic);
    const exact = measured.statistic !== 'wasserstein';
    assert.ok(Math.abs(measured.value - other!.value) <= (exact ? 0 : 1e-12 * other!.value));
    assert.deepEqual([measured.pValue, measured.nCurrent], [other?.pValue, other?.nCurrent]);
  }
  assert.deepEqual(
    some?.measurements.map(({ statistic }) => statistic),
    ['psi', 'ks', 'wasserstein', 'jensen_shannon'],
  );
});

test('a sampled reference says that it is not exact and how far its KS distance may be off', async () => {
  const engine = new CpuEngine();
  const task = numericTask('a');
  const [measured] = await engine.measure([
    { ...task, reference: { ...task.reference, sampled: true, n: 30_000 } as MeasureTask['reference'] },
  ]);
  await engine.close();
  const ks = measured?.measurements.find(({ statistic }) => statistic === 'ks');
  assert.equal(ks?.exact, false);
  assert.ok(Math.abs(ks!.errorBound! - Math.sqrt(Math.log(200) / 6000)) < 1e-12);
});

test('the calling thread leaves the values of the caller as they were', async () => {
  const engine = new CpuEngine();
  const task = numericTask('a', 0, 500);
  const before = task.current.kind === 'numeric' ? task.current.values.slice() : null;
  await engine.measure([task]);
  await engine.close();
  assert.deepEqual(task.current.kind === 'numeric' && task.current.values, before);
});

test('a buffer that belongs to one column moves, one that several columns or a reference use stays', async () => {
  const engine = new CpuEngine({ workers: 1, inlineValues: 0 });
  const pooled = sample({ shape: 'bell', seed: 5, n: 2000 });
  const column = (name: string, from: number) => ({
    ...numericColumn([], 0, feature(name)),
    values: pooled.subarray(from, from + 1000),
  });
  const own = numericTask('own');
  const reference = numericReference(sample({ shape: 'bell', seed: 6, n: 1000 }));
  const results = await engine.measure([
    own,
    { reference, current: column('x', 0), statistics: ALL },
    { reference, current: column('y', 1000), statistics: ALL },
    {
      reference,
      current: { ...numericColumn([], 0, feature('self')), values: reference.sorted },
      statistics: ALL,
    },
  ]);
  await engine.close();
  assert.ok(results.every(({ measurements }) => measurements.length >= 4));
  assert.equal(own.current.kind === 'numeric' && own.current.values.length, 0);
  assert.equal(pooled.length, 2000);
  assert.equal(reference.sorted.length, 1000);
  assert.equal(results[3]?.measurements.find(({ statistic }) => statistic === 'ks')?.value, 0);
});

test('a reference in shared memory is used where it lies', async () => {
  const engine = new CpuEngine({ workers: 1, inlineValues: 0 });
  const task = numericTask('a', 0.5);
  const plain = task.reference as Extract<MeasureTask['reference'], { kind: 'numeric' }>;
  const sorted = new Float64Array(new SharedArrayBuffer(plain.sorted.byteLength));
  sorted.set(plain.sorted);
  const [shared, copied] = await engine.measure([
    { ...task, reference: { ...plain, sorted } },
    numericTask('a', 0.5),
  ]);
  await engine.close();
  assert.deepEqual(untimed([shared!]), untimed([copied!]));
});

test('progress counts every task', async () => {
  for (const inlineValues of [0, Number.POSITIVE_INFINITY]) {
    const engine = new CpuEngine({ workers: 2, inlineValues });
    const seen: string[] = [];
    await engine.measure(tasks(), { onProgress: (done, total) => seen.push(`${done}/${total}`) });
    await engine.close();
    assert.deepEqual(seen, ['1/5', '2/5', '3/5', '4/5', '5/5']);
  }
});

test('no task is no work', async () => {
  const engine = new CpuEngine();
  assert.deepEqual(await engine.measure([]), []);
  await engine.close();
});

test('an abort rejects with its reason, and the engine goes on for others', async () => {
  for (const inlineValues of [0, Number.POSITIVE_INFINITY]) {
    const engine = new CpuEngine({ workers: 1, inlineValues });
    const controller = new AbortController();
    const reason = new Error('the window was dropped');
    const run = engine.measure(tasks(), {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await assert.rejects(run, reason);
    await assert.rejects(engine.measure(tasks(), { signal: AbortSignal.abort(reason) }), reason);
    assert.equal((await engine.measure(tasks())).length, 5);
    await engine.close();
  }
});

test('a task that throws is a failed value beside the results of the others', async () => {
  for (const inlineValues of [0, Number.POSITIVE_INFINITY]) {
    const engine = new CpuEngine({ workers: 2, inlineValues });
    const broken = { ...numericTask('broken'), statistics: ['no_such_statistic' as StatisticId] };
    const [good, bad] = await engine.measure([numericTask('a'), broken]);
    await engine.close();
    assert.ok(good!.measurements.length > 0);
    assert.equal(bad?.measurements.length, 0);
    assert.equal(bad?.unmeasured[0]?.reason, 'failed');
    assert.ok(bad?.unmeasured[0]?.error instanceof PlumblineError);
  }
});

test('a worker that crashes fails its own task only, and the pool recovers', async () => {
  const engine = new CpuEngine({ workers: 1, inlineValues: 0, workerFile: crashing });
  const [before, crashed, after] = await engine.measure([
    numericTask('a'),
    numericTask('crash'),
    numericTask('b'),
  ]);
  assert.ok(before!.measurements.length > 0 && after!.measurements.length > 0);
  const error = crashed?.unmeasured[0]?.error;
  assert.equal(error?.code, 'internal');
  assert.equal(error?.retryable, true);
  assert.match(error!.message, /code 7/);
  assert.equal((await engine.measure([numericTask('c')]))[0]?.unmeasured.length, 1);
  await engine.close();
});

test('a worker file that cannot be loaded fails every task and does not hang', async () => {
  const workerFile = new URL('./no-such-worker.js', import.meta.url);
  const engine = new CpuEngine({ workers: 2, inlineValues: 0, workerFile });
  const results = await engine.measure(tasks());
  await engine.close();
  assert.ok(results.every(({ unmeasured }) => unmeasured.every(({ reason }) => reason === 'failed')));
});

test('close ends running work as failed, may be repeated, and refuses later work', async () => {
  const engine = new CpuEngine({ workers: 1, inlineValues: 0 });
  const run = engine.measure(tasks());
  await engine.close();
  await engine.close();
  const codes = (await run).flatMap(({ unmeasured }) => unmeasured.map(({ error }) => error?.code));
  assert.ok(codes.length > 0 && codes.every((code) => code === 'shutting_down'));
  const [late] = await engine.measure([numericTask('late')]);
  assert.equal(late?.unmeasured[0]?.error?.code, 'shutting_down');
});

test('idle workers do not keep the process alive', () => {
  const engine = new URL('../../../../../analyzers/engines/cpu/cpu-engine.js', import.meta.url);
  const script = `
    const { CpuEngine } = await import(${JSON.stringify(engine.href)});
    const x = { subject: { kind: 'feature', name: 'x' }, kind: 'numeric', rows: 9, nulls: 0, missing: 0, mismatched: 0 };
    const values = Float64Array.from({ length: 9 }, (_, i) => i);
    const reference = { ...x, sorted: values, n: 9, sampled: false, mean: 4, standardDeviation: 2.6 };
    const current = { ...x, values: values.slice() };
    const [one] = await new CpuEngine({ inlineValues: 0 }).measure([{ reference, current, statistics: ['ks'] }]);
    console.log(one.measurements[0].value);`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 30_000 });
  assert.equal(child.stdout.toString(), '0\n');
  assert.equal(child.status, 0);
});
