import type { KernelResult, KernelRunner } from './kernel-runner.ts';
import { labelSums } from './kernels/label-sums.ts';
import { similaritySums, similarityTile } from './kernels/pair-similarity.ts';
import type { PairwiseSums, Relabellings } from './pairwise-job.ts';
import type { PreparedPoints } from './pairwise-points.ts';

const BLOCK = 16;
/** Bytes of labels that are on the device at a time. */
const LABEL_BYTES = 1 << 26;

function tileSide(count: number): number {
  return count > 8192 ? 1024 : 256;
}

/** labelRows turns some of the relabellings into rows of zeros and ones, one row per point of the padded tiles. */
function labelRows(
  { splits, bits }: Relabellings,
  from: number,
  width: number,
  points: number,
): Float32Array {
  const rows = new Float32Array(points * width);
  const known = (bits.length / splits) * 8;
  for (let row = 0; row < Math.min(points, known); row++) {
    const at = (row >> 6) * splits * 8 + ((row >> 3) & 7);
    const bit = 1 << (row & 7);
    for (let split = 0; split < width; split++) {
      if (bits[at + (from + split) * 8]! & bit) rows[row * width + split] = 1;
    }
  }
  return rows;
}

async function rowSums(runner: KernelRunner, constants: Constants, count: number, tile: number) {
  const chunks = Math.ceil(count / tile);
  const kernel = runner.compile(similaritySums, { output: [count, chunks], constants });
  try {
    const sums = (await kernel.run(0)) as unknown as readonly Float32Array[];
    const rows = new Float64Array(count);
    for (const chunk of sums) for (let row = 0; row < count; row++) rows[row]! += chunk[row]!;
    return rows;
  } finally {
    kernel.destroy();
  }
}

type Constants = Parameters<KernelRunner['compile']>[1]['constants'];

/** addTile adds the sums of one tile; a tile off the diagonal stands for its mirror image too. */
function addTile(sums: readonly Float32Array[], within: Float64Array, from: number, weight: number): void {
  for (const block of sums) {
    for (let split = 0; split < block.length; split++) within[from + split]! += weight * block[split]!;
  }
}

/**
 * pairwiseSumsByTiles computes one tile of the pairwise matrix after another and multiplies it with all relabellings, by
 * gpu.js kernels alone, on either backend.
 */
export async function pairwiseSumsByTiles(
  runner: KernelRunner,
  points: PreparedPoints,
  relabellings: Relabellings,
): Promise<PairwiseSums> {
  const { count, width, kind, gamma, shift } = points;
  const { splits } = relabellings;
  const tile = tileSide(count);
  const tiles = Math.ceil(count / tile);
  const constants = {
    points: { values: points.values, width },
    count,
    dimension: width,
    kind,
    gamma,
    shift,
    tile,
  };
  const rows = await rowSums(runner, constants, count, tile);
  const within = new Float64Array(splits);
  const matrix = runner.compile(similarityTile, { output: [tile, tile], constants, keep: true });
  const perPass = Math.min(splits, Math.max(1, Math.floor(LABEL_BYTES / (4 * tiles * tile))));
  try {
    for (let from = 0; from < splits; from += perPass) {
      const block = Math.min(perPass, splits - from);
      const labels = { values: labelRows(relabellings, from, block, tiles * tile), width: block };
      const sums = runner.compile(labelSums, {
        output: [block, tile / BLOCK],
        constants: { labels, tile, block: BLOCK },
      });
      try {
        for (let row = 0; row < tiles; row++) {
          for (let column = row; column < tiles; column++) {
            const values: KernelResult = await matrix.run(row * tile, column * tile);
            const result = await sums.run(values, row * tile, column * tile);
            values.delete?.();
            addTile(result as unknown as readonly Float32Array[], within, from, row === column ? 1 : 2);
          }
        }
      } finally {
        sums.destroy();
      }
    }
  } finally {
    matrix.destroy();
  }
  return { within, rows };
}
