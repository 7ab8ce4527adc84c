import { messageOf } from '../../../domain/index.ts';

/** AdapterChoice is what may be used: a GPU, a software driver too, or none. */
export type AdapterChoice = 'hardware' | 'any' | 'none';

/** AdapterDescription is what is known of an adapter. */
export interface AdapterDescription {
  readonly name: string;
  readonly driver: string;
  readonly vendor: string;
  readonly software: boolean;
  /** Bytes that one buffer of a kernel may hold. */
  readonly maxBufferBytes: number;
}

/** FoundAdapter is an adapter with its description, or the reason why there is none that may be used. */
export type FoundAdapter =
  | { readonly adapter: GPUAdapter; readonly description: AdapterDescription }
  | { readonly reason: string; readonly description: AdapterDescription | null };

function describe(adapter: GPUAdapter): AdapterDescription {
  const { info, limits } = adapter;
  return {
    name: info.device || info.architecture || info.vendor,
    driver: info.description,
    vendor: info.vendor,
    software: info.isFallbackAdapter,
    maxBufferBytes: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
  };
}

// Collected as garbage, the instance takes the memory of its adapters and devices along: it lives as long as its thread.
let instance: GPU | null = null;

/**
 * findAdapter asks Dawn for the fastest adapter. A software driver counts only for `any`: it is slower than the CPU
 * engine and never chosen by itself. Nothing here throws: a missing package or driver is a reason.
 */
export async function findAdapter(choice: AdapterChoice): Promise<FoundAdapter> {
  if (choice === 'none') return { reason: 'the GPU is switched off', description: null };
  let adapter: GPUAdapter | null;
  try {
    const { create } = await import('webgpu');
    instance ??= create([]);
    adapter = await instance.requestAdapter({ powerPreference: 'high-performance' });
  } catch (thrown) {
    const [line] = messageOf(thrown).split('\n');
    return { reason: `the package webgpu cannot be loaded: ${line}`, description: null };
  }
  if (adapter === null) return { reason: 'no adapter was found', description: null };
  const description = describe(adapter);
  if (description.software && choice !== 'any') {
    return { reason: `${description.name} is a software driver`, description };
  }
  return { adapter, description };
}
