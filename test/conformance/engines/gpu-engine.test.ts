import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seededRandom } from '../../../analyzers/baselines/seeded-sample.ts';
import { CpuEngine } from '../../../analyzers/engines/cpu/cpu-engine.ts';
import type { MeasureTask } from '../../../analyzers/engines/engine.ts';
import { GpuEngine, KS_ERROR } from '../../../analyzers/engines/gpu/gpu-engine.ts';
import { GpuThread } from '../../../analyzers/engines/gpu/gpu-thread.ts';
import type { Measurement, NumericColumn, NumericReference } from '../../../domain/index.ts';
import { normalValues } from '../../support/kernel-oracles.ts';

const QUALITY = { nulls: 0, missing: 0, mismatched: 0 };

function reference(name: string, values: Float64Array, nulls = 0): NumericReference {
  return {
    ...QUALITY,
    nulls,
    subject: { kind: 'feature', name },
    kind: 'numeric',
    rows: values.length + nulls,
    sorted: values.slice().sort(),
    n: values.length,
    sampled: false,
    mean: 0,
    standardDeviation: 1,
  };
}

function column(name: string, values: Float64Array, nulls = 0): NumericColumn {
  const subject = { kind: 'feature', name } as const;
  return { ...QUALITY, nulls, subject, kind: 'numeric', rows: values.length + nulls, values };
}

function numericTasks(): MeasureTask[] {
  const random = seededRandom('gpu engine');
  const statistics = ['psi', 'ks'] as const;
  const wild = normalValues(random, 500);
  wild.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  return [
    {
      reference: reference('same', normalValues(random, 900)),
      current: column('same', normalValues(random, 400)),
    },
    {
      reference: reference('nulls', normalValues(random, 900), 100),
      current: column(
        'nulls',
        normalValues(random, 400).map((value) => value + 1),
        5,
      ),
    },
    {
      reference: reference('ties', normalValues(random, 300).map(Math.round)),
      current: column('ties', wild),
    },
  ].map((task) => ({ ...task, statistics }));
}

let cpu: CpuEngine;
let gpu: GpuThread;
before(() => {
  cpu = new CpuEngine({ workers: 1 });
  gpu = new GpuThread('any');
});
after(async () => {
  await gpu.close();
  await cpu.close();
});

function assertAgree(actual: Measurement, expected: Measurement): void {
  assert.equal(actual.statistic, expected.statistic);
  const tolerance = actual.statistic === 'ks' ? KS_ERROR : 1e-12;
  assert.ok(
    Math.abs(actual.value - expected.value) <= tolerance,
    `${actual.value} against ${expected.value}`,
  );
  assert.ok(Math.abs(actual.pValue! - expected.pValue!) <= 1e-5 * Math.max(actual.pValue!, 1e-3));
  assert.deepEqual([actual.nReference, actual.nCurrent], [expected.nReference, expected.nCurrent]);
}

test('gpu engine: PSI and KS agree with the CPU engine on a WebGPU device, which the measurement names', async () => {
  const measured = await new GpuEngine(gpu, cpu).measure(numericTasks());
  const expected = await cpu.measure(numericTasks());
  for (const [index, { subject, measurements, unmeasured }] of measured.entries()) {
    assert.deepEqual(subject, expected[index]!.subject);
    assert.deepEqual(unmeasured, []);
    assert.equal(measurements.length, 2);
    for (const [place, measurement] of measurements.entries()) {
      assertAgree(measurement, expected[index]!.measurements[place]!);
      assert.equal(measurement.engine, 'gpu');
      assert.equal(measurement.details.backend, 'webgpu');
      assert.equal(measurement.details.fallback, undefined);
      assert.equal(measurement.exact, false);
    }
  }
});

test('gpu engine: permutations of all features at once agree with the laws, and say so beside them', async () => {
  const measured = await new GpuEngine(gpu, cpu).measure(numericTasks());
  const of = (name: string, statistic: string) =>
    measured
      .flatMap(({ measurements }) => measurements)
      .find((item) => item.subject.name === name && item.statistic === statistic)!;
  for (const statistic of ['psi', 'ks']) {
    const { pValue, details } = of('same', statistic);
    assert.equal(details.permutations, 999);
    // Four standard errors of a share of 999 draws, and what the law is off by.
    assert.ok(Math.abs(Number(details.permutation_p) - pValue!) < 0.1, `${details.permutation_p}, ${pValue}`);
    assert.ok(Math.abs(Number(details.permutation_95) / Number(details.noise_95) - 1) < 0.15);
  }
  // A shift of one deviation is beyond all permutations.
  assert.equal(of('nulls', 'ks').details.permutation_p, 1 / 1000);
  // PSI counts unusable rows as a bin, which no relabelling of values has.
  assert.equal(of('nulls', 'psi').details.permutation_p, undefined);
});

test('gpu engine: what has no kernel is measured by the CPU engine, in the order of the tasks', async () => {
  const [first, second] = numericTasks() as [MeasureTask, MeasureTask];
  const empty = {
    reference: reference('none', new Float64Array(0)),
    current: column('none', Float64Array.of(1)),
  };
  const tasks: MeasureTask[] = [
    first,
    { ...second, statistics: ['wasserstein'] },
    { ...empty, statistics: ['ks'] },
  ];
  const [fromGpu, fromCpu, none] = await new GpuEngine(gpu, cpu).measure(tasks);
  assert.deepEqual(
    fromGpu!.measurements.map(({ engine }) => engine),
    ['gpu', 'gpu'],
  );
  assert.equal(fromCpu!.measurements[0]!.engine, 'cpu');
  assert.equal(fromCpu!.measurements[0]!.statistic, 'wasserstein');
  assert.match(String(fromCpu!.measurements[0]!.details.fallback), /no kernel/);
  assert.equal(none!.unmeasured[0]!.reason, 'empty_reference');
});

test('gpu engine: without its thread the CPU engine measures everything and the result says why', async () => {
  const closed = new GpuThread('any');
  await closed.close();
  const measured = await new GpuEngine(closed, cpu).measure(numericTasks());
  assert.equal(measured.length, 3);
  for (const measurement of measured.flatMap(({ measurements }) => measurements)) {
    assert.equal(measurement.engine, 'cpu');
    assert.match(String(measurement.details.fallback), /closed/);
  }
});

test('gpu engine: an aborted call rejects with the reason of its signal', async () => {
  const reason = new Error('enough');
  await assert.rejects(
    new GpuEngine(gpu, cpu).measure(numericTasks(), { signal: AbortSignal.abort(reason) }),
    reason,
  );
});
