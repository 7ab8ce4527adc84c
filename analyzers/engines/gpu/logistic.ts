import { PlumblineError } from '../../../domain/index.ts';
import type { KernelRunner, RunningKernel } from './kernel-runner.ts';
import { curvatureSums, gradientSums, logisticShare } from './kernels/logistic-sums.ts';
import { solvePositive } from './solve-positive.ts';

/** LogisticJob asks for logistic regressions over the same rows. */
export interface LogisticJob {
  /** Row-major and standardised; every value is finite. */
  readonly rows: Float64Array;
  readonly width: number;
  /** 1 for a row of the current side, else 0. */
  readonly labels: Uint8Array;
  /** The folds: per fit, the weight of each row, 0 to leave it out. */
  readonly weights: readonly Float64Array[];
}

/** LogisticFit is the intercept and a weight per column. */
export interface LogisticFit {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  readonly steps: number;
  readonly converged: boolean;
}

const CHUNK = 1024;
const MAX_STEPS = 50;
/** A gradient this small in relation to the rows is what float32 leaves of zero. */
const TOLERANCE = 1e-6;
/** A Newton step this long on standardised columns has left the region where its parabola holds. */
const LONGEST_STEP = 4;

interface Kernels {
  readonly shares: RunningKernel;
  readonly gradient: RunningKernel;
  readonly curvature: RunningKernel;
}

type Layers = readonly (readonly Float32Array[])[];

function withIntercept({ rows, width }: LogisticJob, count: number, padded: number): Float32Array {
  const values = new Float32Array(padded * (width + 1));
  for (let row = 0; row < count; row++) {
    values[row * (width + 1)] = 1;
    for (let column = 0; column < width; column++) {
      values[row * (width + 1) + column + 1] = rows[row * width + column]!;
    }
  }
  return values;
}

function sumOfChunks(chunks: readonly Float32Array[], width: number): Float64Array {
  const sum = new Float64Array(width);
  for (const chunk of chunks) for (let at = 0; at < width; at++) sum[at]! += chunk[at]!;
  return sum;
}

/** penalise adds ½‖w‖² without the intercept to a gradient and its curvature. */
function penalise(gradient: Float64Array, curvature: Float64Array, beta: Float64Array): void {
  const columns = beta.length;
  for (let column = 1; column < columns; column++) {
    gradient[column]! += beta[column]!;
    curvature[column * columns + column]! += 1;
  }
}

async function fitOne(kernels: Kernels, targets: Float32Array, columns: number): Promise<LogisticFit> {
  const input = { values: targets, width: 2 };
  let total = 0;
  for (let at = 1; at < targets.length; at += 2) total += targets[at]!;
  const beta = new Float64Array(columns);
  let steps = 0;
  let converged = false;
  while (!converged && steps < MAX_STEPS) {
    const shares = await kernels.shares.run(Float32Array.from(beta));
    const slopes = (await kernels.gradient.run(input, shares)) as unknown as readonly Float32Array[];
    const layers = (await kernels.curvature.run(input, shares)) as unknown as Layers;
    shares.delete?.();
    const gradient = sumOfChunks(slopes, columns);
    const curvature = new Float64Array(columns * columns);
    for (const layer of layers) {
      for (const [row, values] of layer.entries()) {
        for (let column = 0; column < columns; column++)
          curvature[row * columns + column]! += values[column]!;
      }
    }
    penalise(gradient, curvature, beta);
    converged = Math.hypot(...gradient) <= TOLERANCE * Math.max(1, total);
    if (converged) break;
    const step = solvePositive(curvature, gradient);
    if (step === null) throw new PlumblineError('gpu_unavailable', 'The curvature is lost in float32.');
    const longest = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const length = Math.min(1, LONGEST_STEP / longest);
    for (let column = 0; column < columns; column++) beta[column]! -= length * step[column]!;
    steps += 1;
  }
  return { intercept: beta[0]!, coefficients: beta.slice(1), steps, converged };
}

/**
 * fitLogistic minimises Σ weight · ln(1 + exp(−s·f(x))) + ½‖w‖² over f(x) = w·x + b with s = ±1 by Newton steps: the
 * device computes probabilities, gradient and curvature over chunks of 1,024 rows in float32, the host adds them and
 * solves in float64. Coefficients agree with float64 to 2e-5 of the largest.
 */
export async function fitLogistic(runner: KernelRunner, job: LogisticJob): Promise<readonly LogisticFit[]> {
  const count = job.labels.length;
  const columns = job.width + 1;
  const chunks = Math.max(1, Math.ceil(count / CHUNK));
  const padded = chunks * CHUNK;
  const constants = {
    rows: { values: withIntercept(job, count, padded), width: columns },
    columns,
    chunk: CHUNK,
  };
  const kernels: Kernels = {
    shares: runner.compile(logisticShare, { output: [padded], constants, keep: true }),
    gradient: runner.compile(gradientSums, { output: [columns, chunks], constants }),
    curvature: runner.compile(curvatureSums, { output: [columns, columns, chunks], constants }),
  };
  try {
    const fits: LogisticFit[] = [];
    for (const weights of job.weights) {
      const targets = new Float32Array(padded * 2);
      for (let row = 0; row < count; row++) targets.set([job.labels[row]!, weights[row]!], row * 2);
      fits.push(await fitOne(kernels, targets, columns));
    }
    return fits;
  } finally {
    for (const kernel of Object.values(kernels) as RunningKernel[]) kernel.destroy();
  }
}
