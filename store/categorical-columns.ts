import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';
import type { ReadValues } from './usable-values.ts';

interface CategoryRow {
  readonly name: string;
  readonly category: string | null;
  readonly n: number;
}

/** readCategoricalColumns counts the texts of many features in one query; a score has no categories. */
export async function readCategoricalColumns(
  runner: QueryRunner,
  slice: Slice,
  requests: readonly ColumnRequest[],
): Promise<ReadonlyMap<ColumnRequest, ReadValues>> {
  const categorical = requests.filter(({ kind }) => kind === 'categorical');
  const names = categorical
    .filter(({ subject }) => subject.kind === 'feature')
    .map(({ subject }) => subject.name);
  const input = sliceInput(slice);
  const counted = new Map<string, CategoryRow[]>();
  if (names.length > 0) {
    const parameters = { ...input.parameters, names: [...new Set(names)] };
    for (const row of await runner.rows<CategoryRow>('count_categories', {
      slots: input.slots,
      parameters,
    })) {
      const rows = counted.get(row.name);
      if (rows) rows.push(row);
      else counted.set(row.name, [row]);
    }
  }
  const classes = categorical.some(({ subject }) => subject.kind === 'prediction')
    ? await runner.rows<CategoryRow>('count_predicted_classes', input)
    : [];
  return new Map(
    categorical.map((request) => {
      const { subject } = request;
      if (subject.kind === 'prediction') return [request, asCounts(classes)];
      return [request, asCounts(subject.kind === 'feature' ? (counted.get(subject.name) ?? []) : [])];
    }),
  );
}

function asCounts(rows: readonly CategoryRow[]): ReadValues {
  const categories: string[] = [];
  const counts: number[] = [];
  let nulls = 0;
  for (const { category, n } of rows)
    if (category === null) nulls += n;
    else {
      categories.push(category);
      counts.push(n);
    }
  return { kind: 'categorical', categories, counts: Float64Array.from(counts), nulls };
}
