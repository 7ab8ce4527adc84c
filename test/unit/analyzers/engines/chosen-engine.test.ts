import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChosenEngine } from '../../../../analyzers/engines/chosen-engine.ts';
import type { EnginePreference, Machine } from '../../../../analyzers/engines/cost-model.ts';
import { CpuEngine } from '../../../../analyzers/engines/cpu/cpu-engine.ts';
import type { MeasureTask } from '../../../../analyzers/engines/engine.ts';
import { GpuEngine } from '../../../../analyzers/engines/gpu/gpu-engine.ts';
import { GpuThread } from '../../../../analyzers/engines/gpu/gpu-thread.ts';

const HARDWARE: Machine = { cores: 2, gpu: 'hardware', gpuBufferBytes: 2 ** 30 };

function task(): MeasureTask {
  const quality = {
    subject: { kind: 'feature', name: 'x' },
    rows: 4,
    nulls: 0,
    missing: 0,
    mismatched: 0,
  } as const;
  const values = Float64Array.of(1, 2, 3, 4);
  return {
    reference: {
      ...quality,
      kind: 'numeric',
      sorted: values,
      n: 4,
      sampled: false,
      mean: 2.5,
      standardDeviation: 1.118,
    },
    current: { ...quality, kind: 'numeric', values: values.slice() },
    statistics: ['ks'],
  };
}

/** measureWith gives what measured one task, and how often the machine was looked at. */
async function measureWith(preference: EnginePreference, machine: Machine) {
  const cpu = new CpuEngine({ workers: 1 });
  // Kernels on WebAssembly: the route is what is tested, and it needs no device.
  const gpu = new GpuEngine(new GpuThread('none'), cpu);
  let asked = 0;
  const engine = new ChosenEngine({
    cpu,
    gpu,
    preference,
    machine: async () => {
      asked += 1;
      return machine;
    },
  });
  try {
    const [measured] = await engine.measure([task()]);
    const { engine: measuredBy, details } = measured!.measurements[0]!;
    return { engine: measuredBy, asked, fallback: details.fallback };
  } finally {
    await engine.close();
  }
}

test('chosen engine: what no GPU could win is measured on the CPU without looking for one', async () => {
  assert.deepEqual(await measureWith('auto', HARDWARE), { engine: 'cpu', asked: 0, fallback: undefined });
  assert.deepEqual(await measureWith('cpu', HARDWARE), { engine: 'cpu', asked: 0, fallback: undefined });
});

test('chosen engine: a preferred GPU measures where the machine has one, else the CPU and the result says why', async () => {
  const { engine, asked } = await measureWith('gpu', HARDWARE);
  assert.deepEqual([engine, asked], ['gpu', 1]);
  const without: Machine = { cores: 2, gpu: 'none', gpuBufferBytes: 0 };
  assert.deepEqual(await measureWith('gpu', without), {
    engine: 'cpu',
    asked: 1,
    fallback: 'gpu cannot: there is no GPU',
  });
});

test('chosen engine: without a GPU engine a preference for it leads to the CPU', async () => {
  const cpu = new CpuEngine({ workers: 1 });
  const engine = new ChosenEngine({ cpu, gpu: null, preference: 'gpu', machine: async () => HARDWARE });
  try {
    const [measured] = await engine.measure([task()]);
    assert.equal(measured!.measurements[0]!.engine, 'cpu');
  } finally {
    await engine.close();
  }
});
