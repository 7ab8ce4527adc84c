/** KernelOrigin says what the numbers of a kernel were computed on, where that is not the CPU or was not meant to be. */
export interface KernelOrigin {
  /** Set when a GPU computed them: by how much float32 may have moved each. */
  readonly gpuError?: number;
  /** Why a GPU that was asked for did not. */
  readonly fallback?: string;
}

/** originOf is the origin of numbers that follow from several kernels. */
export function originOf(kernels: readonly KernelOrigin[]): KernelOrigin {
  const errors = kernels.flatMap(({ gpuError }) => gpuError ?? []);
  const fallback = kernels.find((kernel) => kernel.fallback !== undefined)?.fallback;
  return {
    ...(errors.length > 0 && { gpuError: Math.max(...errors) }),
    ...(fallback !== undefined && { fallback }),
  };
}
