import { availableParallelism } from 'node:os';
import { messageOf } from '../../domain/index.ts';
import type { MultivariateKernels } from '../multivariate/kernels.ts';
import { WorkerKernels } from '../multivariate/worker-kernels.ts';
import type { AnalysisSettings } from './analysis-section.ts';
import { ChosenEngine } from './chosen-engine.ts';
import type { Machine } from './cost-model.ts';
import { CpuEngine } from './cpu/cpu-engine.ts';
import type { Engine } from './engine.ts';
import type { AdapterChoice } from './gpu/adapter.ts';
import { GpuEngine } from './gpu/gpu-engine.ts';
import type { GpuDescription } from './gpu/gpu-jobs.ts';
import { GpuKernels } from './gpu/gpu-kernels.ts';
import { type Gpu, GpuThread } from './gpu/gpu-thread.ts';

/** GpuFinding is what kernels run on; `backend` is null where they cannot run at all. */
export type GpuFinding = Omit<GpuDescription, 'backend'> & {
  readonly backend: GpuDescription['backend'] | null;
};

/** Engines are what measurements run on; the GPU's thread starts when it is first asked. */
export interface Engines {
  readonly engine: Engine;
  /** What whole rows are measured with. */
  readonly kernels: MultivariateKernels;
  readonly gpu: Gpu;
  /** Nothing that is missing makes it throw. */
  findGpu(): Promise<GpuFinding>;
  close(): Promise<void>;
}

const CHOICES: Readonly<Record<AnalysisSettings['gpu'], AdapterChoice>> = {
  auto: 'hardware',
  off: 'none',
  software: 'any',
};

/** machineOf puts what was found of a GPU beside the cores of this machine. */
export function machineOf({ backend, adapter }: GpuFinding): Machine {
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
  const findGpu = (): Promise<GpuFinding> =>
    gpu.describe().catch((thrown: unknown) => ({
      backend: null,
      adapter: null,
      fallbackReason: messageOf(thrown),
    }));
  const machine = async () => machineOf(await findGpu());
  const rest = new WorkerKernels();
  const kernels = choice === 'off' ? rest : new GpuKernels({ gpu, rest, machine, preference });
  const engine = new ChosenEngine({
    cpu,
    gpu: choice === 'off' ? null : new GpuEngine(gpu, cpu),
    machine,
    preference,
  });
  return {
    engine,
    kernels,
    gpu,
    findGpu,
    async close() {
      await kernels.close();
      await engine.close();
      await gpu.close();
    },
  };
}
