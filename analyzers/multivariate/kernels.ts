import type { BlockMmd, BlockMmdJob } from './block-mmd.ts';
import type { FoldJob, FoldResult } from './classifier-fold.ts';
import type { MmdJob, MmdNull } from './kernel-sums.ts';
import type { LeaveOutJob } from './leave-out-mmd.ts';
import type { Matrix } from './matrix.ts';
import type { Reconstruction, ReconstructionJob } from './reconstruction.ts';

/**
 * MultivariateKernels are the heavy loops of the multivariate statistics: typed arrays in, numbers out, nothing known of
 * features, thresholds or stores. An implementation may run some of them elsewhere and hand the others on.
 */
export interface MultivariateKernels {
  medianDistance(matrix: Matrix): Promise<number>;
  mmdPermutations(job: MmdJob): Promise<MmdNull>;
  blockMmd(job: BlockMmdJob): Promise<BlockMmd>;
  leaveOutMmd(job: LeaveOutJob): Promise<Float64Array>;
  classifierFold(job: FoldJob): Promise<FoldResult>;
  reconstruction(job: ReconstructionJob): Promise<Reconstruction>;
  /** close lets go of every resource; it may be called twice. */
  close(): Promise<void>;
}
