import { PlumblineError } from '../../../domain/index.ts';
import { type FoldJob, type FoldResult, foldTraining, testFold } from '../../multivariate/classifier-fold.ts';
import type { KernelRunner } from './kernel-runner.ts';
import { fitLogistic } from './logistic.ts';

/** trainFold trains the classifier of one fold on the device and tests it on the host. */
export async function trainFold(runner: KernelRunner, job: FoldJob): Promise<FoldResult> {
  const training = foldTraining(job);
  const { width, values, rows } = training.terms;
  const [fit] = await fitLogistic(runner, {
    rows: values,
    width,
    labels: training.isCurrent,
    weights: [new Float64Array(rows).fill(1)],
  });
  if (!fit!.converged)
    throw new PlumblineError('gpu_unavailable', 'The classifier does not converge in float32.');
  return testFold(job, training, fit!.coefficients);
}
