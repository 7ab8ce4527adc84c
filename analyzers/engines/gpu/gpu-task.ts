import type { NumericColumn, NumericReference, StatisticId } from '../../../domain/index.ts';
import type { MeasureTask } from '../engine.ts';

/** KernelStatistic is a statistic of single features that has a kernel. */
export type KernelStatistic = 'psi' | 'ks';

function hasKernel(id: StatisticId): id is KernelStatistic {
  return id === 'psi' || id === 'ks';
}

/** GpuTask is a task that the kernels can do. */
export interface GpuTask {
  readonly reference: NumericReference;
  readonly current: NumericColumn;
  /** The finite values of the current side, ascending. */
  readonly sorted: Float64Array;
  readonly statistics: readonly KernelStatistic[];
}

/** gpuTask tells whether the kernels can do a task: PSI and KS of two numeric sides that both have values. */
export function gpuTask({ reference, current, statistics }: MeasureTask): GpuTask | null {
  if (reference.kind !== 'numeric' || current.kind !== 'numeric') return null;
  if (!statistics.every(hasKernel) || reference.sampled) return null;
  const finite = current.values.filter(Number.isFinite);
  const notFinite = current.values.length - finite.length;
  if (finite.length === 0 || reference.sorted.length === 0) return null;
  return {
    reference,
    current: { ...current, nulls: current.nulls + notFinite },
    sorted: finite.sort(),
    statistics,
  };
}
