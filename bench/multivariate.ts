import { seededRandom } from '../analyzers/baselines/seeded-sample.ts';
import type { EncodedPair, Matrix } from '../analyzers/multivariate/matrix.ts';
import type { MmdMethod } from '../analyzers/multivariate/statistic.ts';
import { MULTIVARIATE_STATISTICS } from '../analyzers/multivariate/statistics.ts';
import { WorkerKernels } from '../analyzers/multivariate/worker-kernels.ts';

interface Case {
  readonly rows: number;
  readonly width: number;
  readonly mmd: MmdMethod;
}

const CASES: readonly Case[] = [
  { rows: 5000, width: 20, mmd: 'permutation' },
  { rows: 20_000, width: 50, mmd: 'blocks' },
];
const PERMUTATIONS = 500;
/** Permutations that are added up one after another, for a ratio. */
const PLAIN_PERMUTATIONS = 2;

function normalRows(rows: number, width: number, seed: string): Matrix {
  const random = seededRandom(seed);
  const values = Float64Array.from(
    { length: rows * width },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
  return { rows, width, values };
}

function pairOf({ rows, width }: Case): EncodedPair {
  return {
    reference: normalRows(rows, width, 'reference'),
    current: normalRows(rows, width, 'current'),
    cut: false,
    names: Array.from({ length: width }, (_, column) => `c${column}`),
    featureOf: Uint32Array.from({ length: width }, (_, column) => column),
    details: {},
  };
}

/** processorMs is the time of all threads since then; on a busy machine it says more than the clock. */
function processorMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return Math.round((user + system) / 1000);
}

/** plainPass adds a matrix of kernel values up for one assignment of its rows, as every permutation would without tables. */
function plainPass(kernel: Float64Array, marks: Uint8Array): number {
  const rows = marks.length;
  let sum = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    if (marks[i] === 0) {
      at += rows;
      continue;
    }
    for (let j = 0; j < rows; j++, at++) sum += marks[j]! * kernel[at]!;
  }
  return sum;
}

function plainMs(rows: number): number {
  const kernel = new Float64Array(rows * rows).fill(0.5);
  const random = seededRandom('marks');
  const used = process.cpuUsage();
  for (let permutation = 0; permutation < PLAIN_PERMUTATIONS; permutation++) {
    plainPass(
      kernel,
      Uint8Array.from({ length: rows }, () => (random() < 0.5 ? 1 : 0)),
    );
  }
  return (processorMs(used) / PLAIN_PERMUTATIONS) * PERMUTATIONS;
}

/** run times the statistics of whole rows on the CPU's kernels, contributions included. */
export async function run(): Promise<void> {
  const kernels = new WorkerKernels();
  console.log('rows a side | columns | statistic | method | ms | processor ms | effect | p');
  for (const item of CASES) {
    const pair = pairOf(item);
    for (const { id, compute } of Object.values(MULTIVARIATE_STATISTICS)) {
      const started = performance.now();
      const used = process.cpuUsage();
      const outcome = await compute(pair, {
        kernels,
        seed: 'bench',
        permutations: PERMUTATIONS,
        mmd: item.mmd,
      });
      const ms = `${Math.round(performance.now() - started)} | ${processorMs(used)}`;
      const method = id === 'mmd' ? item.mmd : '';
      const found =
        'effect' in outcome ? `${outcome.effect.toFixed(4)} | ${outcome.pValue.toFixed(3)}` : outcome.reason;
      console.log(`${item.rows} | ${item.width} | ${id} | ${method} | ${ms} | ${found}`);
    }
  }
  const rows = 2 * CASES[0]!.rows;
  console.log(
    `${PERMUTATIONS} permutations of a stored matrix of ${rows} rows, added up one by one: ${Math.round(plainMs(rows))} processor ms`,
  );
  await kernels.close();
}
