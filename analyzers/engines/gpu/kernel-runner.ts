import { PlumblineError } from '../../../domain/index.ts';
import type { AdapterDescription } from './adapter.ts';

/** KernelInput is a matrix for a kernel: `width` values per row, row after row. */
export interface KernelInput {
  readonly values: Float32Array;
  readonly width: number;
}

/** KernelValue is what a kernel takes or what one hands to the next. */
export type KernelValue = number | Float32Array | KernelInput | KernelResult;

/** KernelResult is a result that stayed where it was computed. */
export interface KernelResult {
  delete?(): void;
}

/** KernelSettings shape one kernel. */
export interface KernelSettings {
  /** Threads: x, y, z. */
  readonly output: readonly number[];
  readonly constants: Readonly<Record<string, number | KernelInput>>;
  readonly seed?: number;
  /** The result stays on the device and goes into another kernel. */
  readonly keep?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: gpu.js types a kernel by the function that it translates
type Kernel = (this: any, ...inputs: any[]) => unknown;

/** RunningKernel is a compiled kernel. */
export interface RunningKernel {
  run(...inputs: readonly KernelValue[]): Promise<KernelResult>;
  destroy(): void;
}

interface GpuJsKernel {
  (...inputs: unknown[]): unknown;
  readonly kernel: {
    readonly constructor: { readonly mode: string };
    readonly fallbackReason: string | null;
  };
  destroy(): void;
}

/** KernelRunner compiles kernels for one backend. */
export interface KernelRunner {
  readonly backend: 'webgpu' | 'webasm';
  /** The device for hand-written kernels; null on webasm. */
  readonly device: GPUDevice | null;
  readonly description: AdapterDescription | null;
  /** Why the device is gone; null while it serves. */
  lost(): string | null;
  compile(kernel: Kernel, settings: KernelSettings): RunningKernel;
  close(): Promise<void>;
}

/** Loops end at their constants; gpu.js would end those bounded by arguments after 1,000 steps without a word. */
const LOOP_LIMIT = 1 << 24;

async function loadGpuJs(): Promise<typeof import('gpu.js')> {
  try {
    const loaded = await import('gpu.js');
    return 'default' in loaded ? (loaded.default as typeof loaded) : loaded;
  } catch (cause) {
    throw new PlumblineError('gpu_unavailable', 'The package gpu.js cannot be loaded.', { cause });
  }
}

/** acquire shows gpu.js our device where it looks for a browser's, until it has found it. */
async function acquire(gpuJs: typeof import('gpu.js'), adapter: GPUAdapter, device: GPUDevice) {
  const previous = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  const gpu = { requestAdapter: async () => ({ limits: adapter.limits, requestDevice: async () => device }) };
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { gpu } });
  try {
    const instance = new gpuJs.GPU({ mode: 'webgpu' });
    const probe = instance.createKernel(
      function (this: { thread: { x: number } }) {
        return this.thread.x;
      },
      { output: [1] },
    );
    await probe();
    (probe as unknown as GpuJsKernel).destroy();
    return instance;
  } finally {
    if (previous) Object.defineProperty(globalThis, 'navigator', previous);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
}

function compileWith(
  gpuJs: typeof import('gpu.js'),
  instance: InstanceType<typeof import('gpu.js')['GPU']>,
  backend: KernelRunner['backend'],
  kernel: Kernel,
  settings: KernelSettings,
): RunningKernel {
  const asInput = (value: KernelValue): unknown =>
    typeof value === 'object' && 'width' in value
      ? new gpuJs.Input(value.values as never, [value.width, value.values.length / value.width])
      : value;
  const constants = Object.fromEntries(
    Object.entries(settings.constants).map(([name, value]) => [name, asInput(value)]),
  );
  const compiled = instance.createKernel(
    kernel as never,
    {
      output: [...settings.output],
      constants: constants as never,
      loopMaxIterations: LOOP_LIMIT,
      ...(settings.seed !== undefined && { randomSeed: settings.seed >>> 0 }),
      ...(settings.keep && backend === 'webgpu' && { pipeline: true, immutable: true }),
      ...(backend === 'webasm' && { asyncMode: true }),
    } as never,
  ) as unknown as GpuJsKernel;
  return {
    run: async (...inputs) => {
      const result = await compiled(...inputs.map(asInput));
      const { mode } = compiled.kernel.constructor;
      if (mode !== backend) {
        const why = compiled.kernel.fallbackReason;
        throw new PlumblineError('gpu_unavailable', `A kernel ran on ${mode}: ${why}`);
      }
      return result as KernelResult;
    },
    destroy: () => compiled.destroy(),
  };
}

/** openWebGpuRunner compiles for a WebGPU adapter; the adapter's device belongs to the runner. */
export async function openWebGpuRunner(
  adapter: GPUAdapter,
  description: AdapterDescription,
): Promise<KernelRunner> {
  const gpuJs = await loadGpuJs();
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
      maxBufferSize: adapter.limits.maxBufferSize,
    },
  });
  let lost: string | null = null;
  void device.lost.then((info) => {
    lost = info.message || info.reason;
  });
  const instance = await acquire(gpuJs, adapter, device);
  return {
    backend: 'webgpu',
    device,
    description,
    lost: () => lost,
    compile: (kernel, settings) => compileWith(gpuJs, instance, 'webgpu', kernel, settings),
    close: async () => {
      await instance.destroy();
      device.destroy();
      await device.lost;
    },
  };
}

/** openWebAsmRunner compiles to WebAssembly: SIMD, and threads of its own while a kernel runs. */
export async function openWebAsmRunner(): Promise<KernelRunner> {
  const gpuJs = await loadGpuJs();
  const instance = new gpuJs.GPU({ mode: 'webasm' });
  return {
    backend: 'webasm',
    device: null,
    description: null,
    lost: () => null,
    compile: (kernel, settings) => compileWith(gpuJs, instance, 'webasm', kernel, settings),
    close: async () => {
      await instance.destroy();
    },
  };
}
