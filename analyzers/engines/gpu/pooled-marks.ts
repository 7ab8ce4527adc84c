import { decileEdges } from '../../statistics/decile-bins.ts';

/** FeaturePair is the usable values of both sides of one numeric feature, ascending and not empty. */
export interface FeaturePair {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** PooledMarks says where, in the pooled ascending sample, distribution functions may be compared. */
export interface PooledMarks {
  readonly nReference: number;
  readonly nCurrent: number;
  /** Per pooled row: 1 for the last row of equal values, 2 where a PSI bin ends too, else 0. */
  readonly marks: Float32Array;
}

/** pooledMarks merges both sides; the PSI bins are those between the deciles of the reference. */
export function pooledMarks({ reference, current }: FeaturePair): PooledMarks {
  const edges = decileEdges(reference);
  const marks = new Float32Array(reference.length + current.length);
  let i = 0;
  let j = 0;
  let edge = 0;
  for (let row = 0; row < marks.length; row++) {
    const fromReference = j >= current.length || (i < reference.length && reference[i]! <= current[j]!);
    const value = fromReference ? reference[i++]! : current[j++]!;
    const next = Math.min(reference[i] ?? Number.POSITIVE_INFINITY, current[j] ?? Number.POSITIVE_INFINITY);
    if (next === value) continue;
    marks[row] = 1;
    while (edge < edges.length && edges[edge]! < value) edge += 1;
    // The bin ends here when the next value lies beyond an edge that this one does not.
    const crosses = edge < edges.length && next > edges[edge]!;
    if (crosses || row === marks.length - 1) marks[row] = 2;
  }
  return { nReference: reference.length, nCurrent: current.length, marks };
}
