import { availableParallelism } from 'node:os';
import type { AnalysisSettings } from './analysis-section.ts';
import { ChosenEngine } from './chosen-engine.ts';
import type { Machine } from './cost-model.ts';
import { CpuEngine } from './cpu/cpu-engine.ts';
import type { Engine } from './engine.ts';
import type { AdapterChoice } from './gpu/adapter.ts';
import { GpuEngine } from './gpu/gpu-engine.ts';
import type { GpuDescription } from './gpu/gpu-jobs.ts';
import { type Gpu, GpuThread } from './gpu/gpu-thread.ts';

/** Engines are what measurements run on; the GPU's thread starts when it is first asked. */
export interface Engines {
  readonly engine: Engine;
  readonly gpu: Gpu;
  machine(): Promise<Machine>;
  close(): Promise<void>;
}

const CHOICES: Readonly<Record<AnalysisSettings['gpu'], AdapterChoice>> = {
  auto: 'hardware',
  off: 'none',
  software: 'any',
};

/** machineOf puts what was found on the GPU beside the cores of this machine. */
function machineOf({ backend, adapter }: GpuDescription): Machine {
  const cores = availableParallelism();
  if (backend !== 'webgpu' || adapter === null) return { cores, gpu: 'none', gpuBufferBytes: 0 };
  return {
    cores,
    gpu: adapter.software ? 'software' : 'hardware',
    gpuBufferBytes: adapter.maxBufferBytes,
  };
}

/** createEngines wires the engines that a configuration allows. */
export function createEngines({ engine: preference, gpu: choice }: AnalysisSettings): Engines {
  const cpu = new CpuEngine();
  const gpu = new GpuThread(CHOICES[choice]);
  const machine = async () => machineOf(await gpu.describe());
  const engine = new ChosenEngine({
    cpu,
    gpu: choice === 'off' ? null : new GpuEngine(gpu, cpu),
    machine,
    preference,
  });
  return {
    engine,
    gpu,
    machine,
    async close() {
      await engine.close();
      await gpu.close();
    },
  };
}
