/**
 * KernelThis is what a kernel sees while it computes one output value. A kernel is one self-contained function: gpu.js
 * reads its compiled source and translates it, so it calls nothing of ours, and every loop is bounded by a constant.
 */
export interface KernelThis<Constants> {
  readonly thread: { readonly x: number; readonly y: number; readonly z: number };
  readonly constants: Constants;
}

/** Rows is a two-dimensional input of a kernel: `rows[y][x]`. */
export type Rows = readonly (readonly number[])[];
