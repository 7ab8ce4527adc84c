import { setImmediate } from 'node:timers/promises';
import type { ColumnRequest, Slice } from '../analyzers/ports.ts';
import type { NativeBlock } from './native-blocks.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';
import type { UsableValues } from './usable-values.ts';

/** Columns of one query: each is one more look-up in the map of every row. */
const COLUMNS_PER_QUERY = 256;

/** readNumericColumns reads the numbers of many subjects in few queries, block by block into the arrays that it returns. */
export async function readNumericColumns(
  runner: QueryRunner,
  slice: Slice,
  rows: number,
  requests: readonly ColumnRequest[],
): Promise<ReadonlyMap<ColumnRequest, UsableValues>> {
  const numeric = requests.filter(({ kind }) => kind === 'numeric');
  const columns = new Map<ColumnRequest, UsableValues>();
  for (let from = 0; from < numeric.length; from += COLUMNS_PER_QUERY) {
    const some = numeric.slice(from, from + COLUMNS_PER_QUERY);
    const { slots, parameters } = sliceInput(slice);
    const names = Object.fromEntries(some.map(({ subject }, index) => [`n${index}`, subject.name]));
    const read = createColumnArrays(some.length, rows);
    await runner.blocks(
      'read_numeric_columns',
      {
        slots: { ...slots, columns: some.map(columnExpression).join(', ') },
        parameters: { ...parameters, ...names },
      },
      read.append,
    );
    for (const [index, request] of some.entries()) {
      columns.set(request, { kind: 'numeric', values: read.finish(index) });
      // Looking through a big column takes a while: other work of the process goes first.
      await setImmediate();
    }
  }
  return columns;
}

/** NULL travels as NaN, which no record holds: the blocks are half as large to write and to read that way. */
function columnExpression({ subject }: ColumnRequest, index: number): string {
  if (subject.kind === 'score') return `ifNull(score, nan) AS c${index}`;
  if (subject.kind === 'prediction') return `ifNull(prediction_number, nan) AS c${index}`;
  return `ifNull(numeric_features[{n${index}:String}], nan) AS c${index}`;
}

/** createColumnArrays collects the blocks of a result of about `expected` rows. */
function createColumnArrays(count: number, expected: number) {
  let arrays = Array.from({ length: count }, () => new Float64Array(expected));
  let length = 0;
  return {
    append({ rows, columns }: NativeBlock): void {
      const needed = length + rows;
      if (needed > (arrays[0]?.length ?? needed)) {
        // Rows that arrived after they were counted.
        arrays = arrays.map((array) => {
          const larger = new Float64Array(Math.ceil(needed * 1.2));
          larger.set(array);
          return larger;
        });
      }
      for (const [index, bytes] of columns.entries())
        new Uint8Array(arrays[index]!.buffer).set(bytes, length * Float64Array.BYTES_PER_ELEMENT);
      length = needed;
    },
    finish(index: number): Float64Array {
      const whole = withoutNaN(arrays[index]!, length);
      arrays[index] = new Float64Array(0);
      return whole;
    },
  };
}

/** withoutNaN closes the gaps; a column without any is not copied. */
function withoutNaN(values: Float64Array, length: number): Float64Array {
  let kept = 0;
  for (let index = 0; index < length; index++) {
    const value = values[index]!;
    if (!Number.isNaN(value)) values[kept++] = value;
  }
  return kept === values.length ? values : values.slice(0, kept);
}
