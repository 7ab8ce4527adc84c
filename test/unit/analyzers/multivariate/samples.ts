import { measureRows } from '../../../../analyzers/multivariate/measure-rows.ts';
import type { MultivariateContext } from '../../../../analyzers/multivariate/statistic.ts';
import type { WorkerKernels } from '../../../../analyzers/multivariate/worker-kernels.ts';
import type {
  CategoricalRows,
  Measurement,
  MultivariateStatisticId,
  NumericRows,
  RowColumn,
  RowSample,
  VectorRows,
} from '../../../../domain/index.ts';

export const ALL: readonly MultivariateStatisticId[] = ['mmd', 'domain_classifier', 'pca_reconstruction'];

export function numbersOf(name: string, values: ArrayLike<number | null>): NumericRows {
  const numbers = Float64Array.from(values, (value) => value ?? Number.NaN);
  return { subject: { kind: 'feature', name }, kind: 'numeric', values: numbers };
}

export function categoriesOf(name: string, values: readonly (string | null)[]): CategoricalRows {
  const places = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null) return -1;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { subject: { kind: 'feature', name }, kind: 'categorical', categories: [...places.keys()], codes };
}

export function vectorsOf(...vectors: readonly (readonly number[])[]): VectorRows {
  const offsets = new Uint32Array(vectors.length + 1);
  for (const [row, vector] of vectors.entries()) offsets[row + 1] = offsets[row]! + vector.length;
  return {
    subject: { kind: 'embedding', name: 'text' },
    kind: 'vector',
    offsets,
    values: Float32Array.from(vectors.flat()),
  };
}

function rowsIn(column: RowColumn): number {
  if (column.kind === 'numeric') return column.values.length;
  return column.kind === 'categorical' ? column.codes.length : column.offsets.length - 1;
}

export function tableOf(...columns: readonly RowColumn[]): RowSample {
  const rows = columns[0] ? rowsIn(columns[0]) : 0;
  return { subject: { kind: 'features', name: '' }, rows, total: rows, columns };
}

export function embeddingOf(vectors: VectorRows): RowSample {
  const rows = rowsIn(vectors);
  return { subject: vectors.subject, rows, total: rows, columns: [vectors] };
}

/** measured gives each statistic's measurement, or the reason for having none. */
export async function measured(
  kernels: WorkerKernels,
  reference: RowSample,
  current: RowSample,
  statistics: readonly MultivariateStatisticId[] = ALL,
  over: Partial<MultivariateContext> = {},
): Promise<Record<string, Measurement | string>> {
  const context = { kernels, seed: 'seed', permutations: 199, mmd: 'permutation', ...over } as const;
  const { measurements, unmeasured } = await measureRows({ reference, current, statistics }, context);
  return Object.fromEntries([
    ...measurements.map((item) => [item.statistic, item]),
    ...unmeasured.map(({ statistic, reason, error }) => [statistic, error?.message ?? reason]),
  ]);
}
