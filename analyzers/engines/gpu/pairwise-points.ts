import type { PairwiseJob } from './pairwise-job.ts';

/** PreparedPoints are points in float32 near zero, with the kernel over them. */
export interface PreparedPoints {
  readonly values: Float32Array;
  readonly width: number;
  readonly count: number;
  readonly kind: 0 | 1;
  readonly gamma: number;
  /** About the mean of the kernel values. */
  readonly shift: number;
  /** What a kernel value has to be multiplied with. */
  readonly unit: number;
}

const SHIFT_PAIRS = 4096;

function centres({ points, width }: PairwiseJob, count: number): Float64Array {
  const means = new Float64Array(width);
  for (let at = 0; at < points.length; at++) means[at % width]! += points[at]! / count;
  return means;
}

/** largestDistance is the largest distance of one coordinate from its centre, at least the smallest normal number. */
function largestDistance({ points, width }: PairwiseJob, means: Float64Array): number {
  let largest = Number.MIN_VALUE * 2 ** 52;
  for (let at = 0; at < points.length; at++) {
    largest = Math.max(largest, Math.abs(points[at]! - means[at % width]!));
  }
  return largest;
}

/** similarity is the kernel in float64, of two prepared rows. */
function similarity(points: Omit<PreparedPoints, 'shift' | 'unit'>, row: number, other: number): number {
  const { values, width, kind, gamma } = points;
  let squared = 0;
  for (let axis = 0; axis < width; axis++) {
    squared += (values[row * width + axis]! - values[other * width + axis]!) ** 2;
  }
  return kind === 1 ? -Math.sqrt(squared) : Math.exp(-gamma * squared);
}

/**
 * preparePoints moves the points to their mean and scales them, which changes no distance but by the unit, because float32
 * holds seven digits; distances are told in units of the bandwidth, or of the largest coordinate.
 */
export function preparePoints(job: PairwiseJob): PreparedPoints {
  const { width } = job;
  const count = job.nReference + job.nCurrent;
  const means = centres(job, count);
  const distances = job.kernel === 'distance';
  const scale = distances ? largestDistance(job, means) : job.bandwidth;
  const prepared = {
    values: Float32Array.from(job.points, (value, at) => (value - means[at % width]!) / scale),
    width,
    count,
    kind: distances ? 1 : 0,
    gamma: 0.5,
  } as const;
  let shift = 0;
  for (let pair = 0; pair < SHIFT_PAIRS; pair++) {
    const row = (pair * 7919) % count;
    shift += similarity(prepared, row, (row + 1 + ((pair * 104_729) % (count - 1))) % count) / SHIFT_PAIRS;
  }
  return { ...prepared, shift: Math.fround(shift), unit: distances ? scale : 1 };
}
