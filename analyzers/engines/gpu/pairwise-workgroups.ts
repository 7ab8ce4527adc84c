import { PlumblineError } from '../../../domain/index.ts';
import {
  type BoundKernel,
  createStorage,
  createUniform,
  readBack,
  workgroupKernel,
} from './device-buffers.ts';
import type { KernelRunner } from './kernel-runner.ts';
import {
  RELABELLED_SUMS,
  RELABELLINGS_PER_GROUP,
  ROW_SUMS,
  SEGMENT_COLUMNS,
  TILE_POINTS,
} from './kernels/relabelled-sums-wgsl.ts';
import type { PairwiseSums, Relabellings } from './pairwise-job.ts';
import type { PreparedPoints } from './pairwise-points.ts';

/** Pairs × relabellings of one dispatch: short enough that no driver takes it for hung, long enough to fill a GPU. */
const TERMS_PER_DISPATCH = 2 ** 33;
const RESULT_BYTES = 1 << 25;

/** labelWords packs 32 rows into one word, for every relabelling of a padded number of them. */
function labelWords({ splits, bits }: Relabellings, tiles: number, padded: number): Uint32Array {
  const words = new Uint32Array(tiles * padded);
  const view = new DataView(bits.buffer, bits.byteOffset, bits.byteLength);
  for (let tile = 0; tile < tiles; tile++) {
    for (let split = 0; split < splits; split++) {
      words[tile * padded + split] = view.getUint32(
        ((tile >> 1) * splits + split) * 8 + (tile & 1) * 4,
        true,
      );
    }
  }
  return words;
}

interface Shape {
  readonly points: PreparedPoints;
  readonly words: number;
  readonly segments: number;
}

function shapeBytes({ points, words, segments }: Shape, firstTile: number): ArrayBuffer {
  const bytes = new ArrayBuffer(32);
  new Uint32Array(bytes, 0, 4).set([points.count, points.width, words, points.kind]);
  new Float32Array(bytes, 16, 2).set([points.gamma, points.shift]);
  new Uint32Array(bytes, 24, 2).set([firstTile, segments]);
  return bytes;
}

async function rowSums(kernel: BoundKernel, { points, segments }: Shape): Promise<Float64Array> {
  const { count } = points;
  const parts = await kernel.run([Math.ceil(count / 64), segments, 1], segments * count);
  const rows = new Float64Array(count);
  for (let at = 0; at < parts.length; at++) rows[at % count]! += parts[at]!;
  return rows;
}

/**
 * pairwiseSumsByWorkgroups computes each tile of the pairwise matrix once into the memory that a workgroup shares and
 * sums it for 512 relabellings there; labels travel as bits.
 */
export async function pairwiseSumsByWorkgroups(
  runner: KernelRunner,
  points: PreparedPoints,
  relabellings: Relabellings,
): Promise<PairwiseSums> {
  const { device } = runner;
  if (device === null) throw new PlumblineError('gpu_unavailable', 'Workgroups need a WebGPU device.');
  const { splits } = relabellings;
  const { count } = points;
  const groups = Math.ceil(splits / RELABELLINGS_PER_GROUP);
  const words = groups * RELABELLINGS_PER_GROUP;
  const tiles = Math.ceil(count / TILE_POINTS);
  const segments = Math.ceil(count / SEGMENT_COLUMNS);
  const shape = { points, words, segments };
  const perDispatch = Math.max(
    1,
    Math.min(
      tiles,
      Math.floor(TERMS_PER_DISPATCH / (TILE_POINTS * count * words)),
      Math.floor(RESULT_BYTES / (4 * segments * words)),
    ),
  );
  const uniform = createUniform(device, shapeBytes(shape, 0));
  const values = createStorage(device, points.values);
  const labels = createStorage(device, labelWords(relabellings, tiles, words));
  const output = readBack(device, 4 * Math.max(perDispatch * segments * words, segments * count));
  try {
    const buffers = { 0: uniform, 1: values, 3: output.storage };
    const rows = await rowSums(await workgroupKernel(device, ROW_SUMS, buffers, output), shape);
    const kernel = await workgroupKernel(device, RELABELLED_SUMS, { ...buffers, 2: labels }, output);
    const within = new Float64Array(splits);
    for (let first = 0; first < tiles; first += perDispatch) {
      const some = Math.min(perDispatch, tiles - first);
      device.queue.writeBuffer(uniform, 0, shapeBytes(shape, first));
      const sums = await kernel.run([some, segments, groups], some * segments * words);
      for (let at = 0; at < sums.length; at += words) {
        for (let split = 0; split < splits; split++) within[split]! += sums[at + split]!;
      }
    }
    return { within, rows };
  } finally {
    for (const buffer of [uniform, values, labels, output.storage, output.staging]) buffer.destroy();
  }
}
