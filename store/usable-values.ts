import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import type { Column, ColumnQuality } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';

/** UsableValues is what a column holds beside its quality counts. */
export type UsableValues =
  | { readonly kind: 'numeric'; readonly values: Float64Array }
  | { readonly kind: 'categorical'; readonly categories: readonly string[]; readonly counts: Float64Array };

/** ReadValues are usable values with the explicit nulls that were met on the way: all of them, or none. */
export type ReadValues = UsableValues & { readonly nulls: number };

/** FeatureContents is what lacks in the features of a slice, by name. */
export type FeatureContents = ReadonlyMap<string, ContentRow>;

interface ContentRow {
  readonly name: string;
  readonly numbers: number;
  readonly texts: number;
  readonly nulls: number;
}

/** usableCount is the number of rows with a usable value. */
function usableCount(values: UsableValues): number {
  return values.kind === 'numeric' ? values.values.length : values.counts.reduce((sum, n) => sum + n, 0);
}

/** explained is the number of rows of which nothing more has to be asked. */
function explained(values: ReadValues): number {
  return usableCount(values) + values.nulls;
}

/**
 * completeColumns adds the quality counts. Where the values and nulls of every feature are as many as the rows, nothing can
 * be missing or mismatched, and nothing more is read.
 */
export async function completeColumns(
  rows: number,
  requests: readonly ColumnRequest[],
  usable: ReadonlyMap<ColumnRequest, ReadValues>,
  readContents: () => Promise<FeatureContents>,
): Promise<readonly Column[]> {
  const lacks = requests.some(
    (request) =>
      request.subject.kind === 'feature' && !request.quality && explained(usable.get(request)!) < rows,
  );
  const contents: FeatureContents = lacks ? await readContents() : new Map();
  return requests.map((request) => {
    const { subject, quality } = request;
    const values = usable.get(request)!;
    const unusable = rows - usableCount(values);
    const content = contents.get(subject.name);
    return { subject, ...values, ...(quality ?? qualityOf(request, rows, unusable, content, values.nulls)) };
  });
}

/** completeQuality counts what the rows without a usable value of one column lack; of none nothing is read. */
export async function completeQuality(
  runner: QueryRunner,
  slice: Slice,
  request: ColumnRequest,
  rows: number,
  usable: number,
): Promise<ColumnQuality> {
  const lacks = request.subject.kind === 'feature' && usable < rows;
  const contents = lacks ? await readFeatureContents(runner, slice, [request]) : null;
  return qualityOf(request, rows, rows - usable, contents?.get(request.subject.name));
}

function qualityOf(
  { subject, kind }: ColumnRequest,
  rows: number,
  unusable: number,
  content: ContentRow | undefined,
  nullsMet = 0,
): ColumnQuality {
  const none = { rows, nulls: 0, missing: 0, mismatched: 0 };
  if (unusable === 0) return none;
  if (subject.kind === 'score') return { ...none, missing: unusable };
  // Every prediction has a text, so only its number can be lacking.
  if (subject.kind === 'prediction') return { ...none, mismatched: unusable };
  const nulls = content?.nulls ?? nullsMet;
  const mismatched = (kind === 'numeric' ? content?.texts : content?.numbers) ?? 0;
  return { rows, nulls, missing: unusable - nulls - mismatched, mismatched };
}

/** readFeatureContents counts what lacks in the requested features of a slice; a feature that lacks nothing is absent. */
export async function readFeatureContents(
  runner: QueryRunner,
  slice: Slice,
  requests: readonly ColumnRequest[],
): Promise<FeatureContents> {
  const namesOf = (kind: ColumnRequest['kind']) => [
    ...new Set(
      requests
        .filter((request) => request.kind === kind && request.subject.kind === 'feature')
        .map(({ subject }) => subject.name),
    ),
  ];
  const { slots, parameters } = sliceInput(slice);
  const rows = await runner.rows<ContentRow>('count_feature_values', {
    slots,
    parameters: { ...parameters, numeric: namesOf('numeric'), categorical: namesOf('categorical') },
  });
  return new Map(rows.map((row) => [row.name, row]));
}
