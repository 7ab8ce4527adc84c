import type { KernelOrigin } from './kernel-origin.ts';
import { squaredDistance } from './kernel-scale.ts';
import { type RandomSplits, randomSplits } from './random-splits.ts';

/** MmdJob asks for the MMD² of a pooled sample, as observed and under random assignments of its rows to two sides. */
export interface MmdJob {
  /** Row-major, the rows of one side first; the time is shorter with the smaller side first. */
  readonly points: Float64Array;
  readonly width: number;
  readonly nFirst: number;
  readonly nSecond: number;
  /** σ of the kernel exp(−‖x − y‖² / 2σ²), positive. */
  readonly bandwidth: number;
  readonly permutations: number;
  readonly seed: string;
}

/** KernelSumsJob is the part of a job that rows [from, to) of the kernel matrix belong to. */
export interface KernelSumsJob extends MmdJob {
  readonly from: number;
  readonly to: number;
}

/** KernelSums are sums over pairs i < j of the kernel matrix; arrays have one entry per split, the observed one first. */
export interface KernelSums {
  readonly total: number;
  /** Pairs with both rows on the first side. */
  readonly within: Float64Array;
  /** Pairs counted once for each of their rows on the first side. */
  readonly touching: Float64Array;
}

const BLOCK = 64;

/**
 * kernelSums adds up the kernel matrix for many splits at once. A row's values are taken 64 at a time: of every 8 of them
 * the 256 possible partial sums are tabulated, and a split then looks up one sum per byte of its assignment instead of
 * adding eight products (the method of four Russians). Only splits that have the row on the first side are visited, and
 * no more than 64 values of the matrix exist at a time.
 */
export function kernelSums(job: KernelSumsJob): KernelSums {
  const { points, width, nFirst, nSecond, permutations, seed, from, to } = job;
  const rows = nFirst + nSecond;
  const scale = 1 / (2 * job.bandwidth * job.bandwidth);
  const assigned = randomSplits(rows, nFirst, permutations, seed);
  const within = new Float64Array(assigned.splits);
  const rowSums = new Float64Array(rows);
  const kernel = new Float64Array(BLOCK);
  const tables = new Float64Array((BLOCK / 8) * 256);
  const members = new Uint32Array(assigned.splits);
  for (let row = from; row < to; row++) {
    const count = splitsWith(row, assigned, members);
    for (let start = row & ~(BLOCK - 1); start < rows; start += BLOCK) {
      const end = Math.min(rows, start + BLOCK);
      kernel.fill(0);
      let sum = 0;
      for (let other = Math.max(start, row + 1); other < end; other++) {
        const value = Math.exp(-scale * squaredDistance(points, row, points, other, width));
        kernel[other - start] = value;
        rowSums[other]! += value;
        sum += value;
      }
      rowSums[row]! += sum;
      tabulate(kernel, tables);
      lookUp(tables, assigned, start >> 6, members, count, within);
    }
  }
  return { ...sumsOfRows(rowSums, assigned), within };
}

/** splitsWith lists the splits that have the row on the first side. */
function splitsWith(row: number, { splits, bits }: RandomSplits, members: Uint32Array): number {
  const from = (row >> 6) * splits * 8 + ((row >> 3) & 7);
  const bit = 1 << (row & 7);
  let count = 0;
  for (let split = 0; split < splits; split++) if (bits[from + split * 8]! & bit) members[count++] = split;
  return count;
}

/** tabulate writes all 256 subset sums of every 8 kernel values. */
function tabulate(kernel: Float64Array, tables: Float64Array): void {
  for (let group = 0; group < 8; group++) {
    const base = group * 256;
    for (let bit = 0; bit < 8; bit++) {
      const value = kernel[group * 8 + bit]!;
      const size = 1 << bit;
      for (let subset = 0; subset < size; subset++) {
        tables[base + size + subset] = tables[base + subset]! + value;
      }
    }
  }
}

function lookUp(
  t: Float64Array,
  { splits, bits: b }: RandomSplits,
  block: number,
  members: Uint32Array,
  count: number,
  within: Float64Array,
): void {
  const base = block * splits * 8;
  for (let index = 0; index < count; index++) {
    const split = members[index]!;
    const at = base + split * 8;
    within[split]! +=
      t[b[at]!]! +
      t[256 + b[at + 1]!]! +
      t[512 + b[at + 2]!]! +
      t[768 + b[at + 3]!]! +
      t[1024 + b[at + 4]!]! +
      t[1280 + b[at + 5]!]! +
      t[1536 + b[at + 6]!]! +
      t[1792 + b[at + 7]!]!;
  }
}

function sumsOfRows(rowSums: Float64Array, { splits, bits }: RandomSplits) {
  const touching = new Float64Array(splits);
  let twice = 0;
  for (const [row, sum] of rowSums.entries()) {
    twice += sum;
    const from = (row >> 6) * splits * 8 + ((row >> 3) & 7);
    const bit = 1 << (row & 7);
    for (let split = 0; split < splits; split++) if (bits[from + split * 8]! & bit) touching[split]! += sum;
  }
  return { total: twice / 2, touching };
}

/** MmdNull is the unbiased MMD² as observed, and its values under the permutations. */
export interface MmdNull extends KernelOrigin {
  readonly value: number;
  readonly permuted: Float64Array;
}

/** mmdFromSums adds the parts of a kernel matrix up to the unbiased MMD² (Gretton et al. 2012, lemma 6) of every split. */
export function mmdFromSums(parts: readonly KernelSums[], { nFirst: n, nSecond: m }: MmdJob): MmdNull {
  const splits = parts[0]!.within.length;
  const add = (of: (part: KernelSums) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const total = add((part) => part.total);
  const values = Float64Array.from({ length: splits }, (_, split) => {
    const within = add((part) => part.within[split]!);
    const touching = add((part) => part.touching[split]!);
    const across = touching - 2 * within;
    const rest = total - within - across;
    return (2 * within) / (n * (n - 1)) + (2 * rest) / (m * (m - 1)) - (2 * across) / (n * m);
  });
  return { value: values[0]!, permuted: values.subarray(1) };
}
