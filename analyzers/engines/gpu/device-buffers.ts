import { PlumblineError } from '../../../domain/index.ts';

// The numbers of GPUBufferUsage and GPUMapMode, which are fixed by the WebGPU specification.
const MAP_READ = 0x0001;
const COPY_SRC = 0x0004;
const COPY_DST = 0x0008;
const UNIFORM = 0x0040;
const STORAGE = 0x0080;

/** createUniform uploads parameters; they may be written again. */
export function createUniform(device: GPUDevice, bytes: ArrayBuffer): GPUBuffer {
  const buffer = device.createBuffer({ size: bytes.byteLength, usage: UNIFORM | COPY_DST });
  device.queue.writeBuffer(buffer, 0, bytes);
  return buffer;
}

/** createStorage uploads numbers; throws gpu_unavailable where the device holds fewer. */
export function createStorage(device: GPUDevice, values: Float32Array | Uint32Array): GPUBuffer {
  checkSize(device, values.byteLength);
  const buffer = device.createBuffer({
    size: Math.max(4, values.byteLength),
    usage: STORAGE | COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
  return buffer;
}

function checkSize({ limits }: GPUDevice, bytes: number): void {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (bytes <= most) return;
  throw new PlumblineError(
    'gpu_unavailable',
    `The work needs a buffer of ${bytes} bytes, the GPU has ${most}.`,
  );
}

/** ReadBack is a result buffer, and one through which the host reads it. */
export interface ReadBack {
  readonly storage: GPUBuffer;
  readonly staging: GPUBuffer;
}

/** readBack makes the buffers of a result of at most `bytes`. */
export function readBack(device: GPUDevice, bytes: number): ReadBack {
  checkSize(device, bytes);
  return {
    storage: device.createBuffer({ size: bytes, usage: STORAGE | COPY_SRC }),
    staging: device.createBuffer({ size: bytes, usage: MAP_READ | COPY_DST }),
  };
}

/** BoundKernel runs with the buffers that it was made for. */
export interface BoundKernel {
  /** run dispatches x, y, z workgroups and gives the first `length` numbers of the result. */
  run(groups: readonly [number, number, number], length: number): Promise<Float32Array>;
}

/** workgroupKernel compiles WGSL and binds its buffers by their binding numbers; throws gpu_unavailable. */
export async function workgroupKernel(
  device: GPUDevice,
  code: string,
  buffers: Readonly<Record<number, GPUBuffer>>,
  output: ReadBack,
): Promise<BoundKernel> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const bindings = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: Object.entries(buffers).map(([binding, buffer]) => ({
      binding: Number(binding),
      resource: { buffer },
    })),
  });
  const problem = await device.popErrorScope();
  if (problem) throw new PlumblineError('gpu_unavailable', `A kernel was refused: ${problem.message}`);
  return {
    run: async (groups, length) => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(...groups);
      pass.end();
      encoder.copyBufferToBuffer(output.storage, 0, output.staging, 0, 4 * length);
      device.queue.submit([encoder.finish()]);
      await output.staging.mapAsync(1, 0, 4 * length);
      const numbers = new Float32Array(output.staging.getMappedRange(0, 4 * length).slice(0));
      output.staging.unmap();
      return numbers;
    },
  };
}
