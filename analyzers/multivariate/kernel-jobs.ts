import { blockMmd } from './block-mmd.ts';
import { classifierFold } from './classifier-fold.ts';
import { medianDistance } from './kernel-scale.ts';
import { kernelSums } from './kernel-sums.ts';
import { leaveOutMmd } from './leave-out-mmd.ts';
import { reconstruction } from './reconstruction.ts';

/** KERNEL_JOBS are the pure functions that a worker thread runs, by the name that a message carries. */
export const KERNEL_JOBS = Object.freeze({
  medianDistance,
  kernelSums,
  blockMmd,
  leaveOutMmd,
  classifierFold,
  reconstruction,
});

/** KernelJobName is one of KERNEL_JOBS. */
export type KernelJobName = keyof typeof KERNEL_JOBS;

/** KernelMessage names a job and carries its argument. */
export interface KernelMessage {
  readonly name: KernelJobName;
  readonly job: Parameters<(typeof KERNEL_JOBS)[KernelJobName]>[0];
}
