import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';
import type { ReadValues } from './usable-values.ts';

interface CategoryRow {
  readonly category: string | null;
  readonly n: number;
}

/** Features of one statement. */
const FEATURES_PER_QUERY = 64;

/** readCategoricalColumns counts the texts of many features in few queries; a score has no categories. */
export async function readCategoricalColumns(
  runner: QueryRunner,
  slice: Slice,
  requests: readonly ColumnRequest[],
): Promise<ReadonlyMap<ColumnRequest, ReadValues>> {
  const categorical = requests.filter(({ kind }) => kind === 'categorical');
  const features = categorical.filter(({ subject }) => subject.kind === 'feature');
  const columns = new Map<ColumnRequest, ReadValues>();
  for (let from = 0; from < features.length; from += FEATURES_PER_QUERY) {
    const some = features.slice(from, from + FEATURES_PER_QUERY);
    const counted = await countTexts(runner, slice, some);
    for (const [index, request] of some.entries()) columns.set(request, asCounts(counted[index]!));
  }
  for (const request of categorical)
    if (request.subject.kind === 'prediction') columns.set(request, asCounts(await classesOf(runner, slice)));
    else if (request.subject.kind === 'score') columns.set(request, asCounts([]));
  return columns;
}

async function countTexts(
  runner: QueryRunner,
  slice: Slice,
  requests: readonly ColumnRequest[],
): Promise<readonly CategoryRow[][]> {
  const { slots, parameters } = sliceInput(slice);
  const names = requests.map((_, index) => `c${index}`);
  const rows = await runner.rows<CategoryRow & { readonly place: number }>('count_categories', {
    slots: {
      ...slots,
      look_ups: names.map((name, index) => `categorical_features[{n${index}:String}] AS ${name}`).join(', '),
      columns: names.join(', '),
      sets: names.map((name) => `(${name})`).join(', '),
      place: `multiIf(${names.map((name, index) => `grouping(${name}) = 0, ${index}, `).join('')}0)`,
    },
    parameters: {
      ...parameters,
      ...Object.fromEntries(requests.map(({ subject }, index) => [`n${index}`, subject.name])),
    },
  });
  const counted: CategoryRow[][] = requests.map(() => []);
  for (const row of rows) counted[row.place]!.push(row);
  return counted;
}

function classesOf(runner: QueryRunner, slice: Slice): Promise<readonly CategoryRow[]> {
  return runner.rows<CategoryRow>('count_predicted_classes', sliceInput(slice));
}

/** Rows without a text are no explicit nulls yet: the record may have said nothing. */
function asCounts(rows: readonly CategoryRow[]): ReadValues {
  const texts = rows.filter(({ category }) => category !== null);
  return {
    kind: 'categorical',
    categories: texts.map(({ category }) => category!),
    counts: Float64Array.from(texts, ({ n }) => n),
    nulls: 0,
  };
}
