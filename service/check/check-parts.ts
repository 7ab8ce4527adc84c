import type { Engine, Measured, MultivariateKernels } from '../../analyzers/index.ts';
import type { CheckOptions } from './check-options.ts';
import type { CheckSide } from './check-side.ts';
import type { SmallHistogram } from './small-histogram.ts';

/** CheckParts are what a check works with. */
export interface CheckParts {
  readonly reference: CheckSide;
  readonly current: CheckSide;
  readonly options: CheckOptions;
  readonly engine: Engine;
  /** What whole rows are measured with. */
  readonly kernels: MultivariateKernels;
  /** Called with the compared columns so far, and all of them. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Found is one subject, measured and drawn. */
export interface Found {
  readonly measured: Measured;
  readonly histogram: SmallHistogram | null;
}
