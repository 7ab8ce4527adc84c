import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import type { Column } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';

/** UsableValues is what a column holds beside its quality counts. */
export type UsableValues =
  | { readonly kind: 'numeric'; readonly values: Float64Array }
  | { readonly kind: 'categorical'; readonly categories: readonly string[]; readonly counts: Float64Array };

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

/**
 * completeColumns adds the quality counts. Only features with fewer usable values than rows are asked about again:
 * for the others nothing can be null, missing or mismatched.
 */
export async function completeColumns(
  runner: QueryRunner,
  slice: Slice,
  rows: number,
  requests: readonly ColumnRequest[],
  usable: ReadonlyMap<ColumnRequest, UsableValues>,
): Promise<readonly Column[]> {
  const lacking = requests
    .filter(({ subject }) => subject.kind === 'feature')
    .filter((request) => usableCount(usable.get(request)!) < rows);
  const contents = await readContents(runner, slice, lacking);
  return requests.map((request) => {
    const values = usable.get(request)!;
    const unusable = rows - usableCount(values);
    const content = contents.get(request.subject.name);
    const base = { subject: request.subject, ...values, rows };
    if (unusable === 0) return { ...base, nulls: 0, missing: 0, mismatched: 0 };
    if (request.subject.kind === 'score') return { ...base, nulls: 0, missing: unusable, mismatched: 0 };
    // Every prediction has a text, so only its number can be lacking.
    if (request.subject.kind === 'prediction') return { ...base, nulls: 0, missing: 0, mismatched: unusable };
    const nulls = content?.nulls ?? 0;
    const mismatched = (values.kind === 'numeric' ? content?.texts : content?.numbers) ?? 0;
    return { ...base, nulls, missing: unusable - nulls - mismatched, mismatched };
  });
}

async function readContents(runner: QueryRunner, slice: Slice, requests: readonly ColumnRequest[]) {
  if (requests.length === 0) return new Map<string, ContentRow>();
  const namesOf = (kind: ColumnRequest['kind']) => [
    ...new Set(requests.filter((request) => request.kind === kind).map(({ subject }) => subject.name)),
  ];
  const { slots, parameters } = sliceInput(slice);
  const rows = await runner.rows<ContentRow>('count_feature_values', {
    slots,
    parameters: { ...parameters, numeric: namesOf('numeric'), categorical: namesOf('categorical') },
  });
  return new Map(rows.map((row) => [row.name, row]));
}
