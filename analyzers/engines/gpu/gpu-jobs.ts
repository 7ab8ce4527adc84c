import type { FoldJob, FoldResult } from '../../multivariate/classifier-fold.ts';
import type { AdapterChoice, AdapterDescription } from './adapter.ts';
import type { FeatureGap } from './compare-features.ts';
import type { LogisticFit, LogisticJob } from './logistic.ts';
import type { NullLaw, NullLawsJob } from './null-laws.ts';
import type { PairwiseJob, PairwiseResult } from './pairwise-job.ts';
import type { FeaturePair } from './pooled-marks.ts';

/** GpuDescription says what kernels run on. */
export interface GpuDescription {
  readonly backend: 'webgpu' | 'webasm';
  readonly adapter: AdapterDescription | null;
  /** Why it is not webgpu. */
  readonly fallbackReason: string | null;
}

/** GpuOperations are what the GPU's thread computes: job and result of each. */
export interface GpuOperations {
  readonly describe: { readonly job: null; readonly result: null };
  readonly compare: { readonly job: readonly FeaturePair[]; readonly result: readonly FeatureGap[] };
  readonly nullLaws: { readonly job: NullLawsJob; readonly result: readonly NullLaw[] };
  readonly pairwise: { readonly job: PairwiseJob; readonly result: PairwiseResult };
  readonly trainFold: { readonly job: FoldJob; readonly result: FoldResult };
  readonly logistic: { readonly job: LogisticJob; readonly result: readonly LogisticFit[] };
}

/** GpuOperation names one of them. */
export type GpuOperation = keyof GpuOperations;

/** GpuRequest is one message to the thread. */
export interface GpuRequest<Operation extends GpuOperation = GpuOperation> {
  readonly operation: Operation;
  readonly job: GpuOperations[Operation]['job'];
  readonly choice: AdapterChoice;
}

/** GpuAnswer is a result and what it was computed on. */
export interface GpuAnswer<Operation extends GpuOperation = GpuOperation> {
  readonly result: GpuOperations[Operation]['result'];
  readonly ranOn: GpuDescription;
  readonly tookMs: number;
}
