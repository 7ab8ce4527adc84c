import type { Column, Reference } from '../../domain/index.ts';

const FLOAT_BYTES = 8;

function encodeNumbers(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** decodeNumbers copies, because a small buffer may begin anywhere in its pool. */
function decodeNumbers(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  const values = new Float64Array(bytes.length / FLOAT_BYTES);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}

/** encodeColumn makes one line of JSON of a column or a reference; every float64 keeps its bits. */
export function encodeColumn(column: Column | Reference): string {
  if (column.kind === 'categorical')
    return `${JSON.stringify({ ...column, counts: encodeNumbers(column.counts) })}\n`;
  if (!('sorted' in column))
    return `${JSON.stringify({ ...column, values: encodeNumbers(column.values) })}\n`;
  // JSON has no infinity, which the moments of large numbers may be.
  const { mean, standardDeviation, sorted, ...rest } = column;
  const moments = encodeNumbers(Float64Array.of(mean, standardDeviation));
  return `${JSON.stringify({ ...rest, moments, sorted: encodeNumbers(sorted) })}\n`;
}

/** decodeColumn reads a line of encodeColumn; `T` is what was encoded. */
export function decodeColumn<T extends Column | Reference>(line: string): T {
  const raw = JSON.parse(line) as Record<string, unknown>;
  for (const key of ['counts', 'sorted', 'values'] as const)
    if (typeof raw[key] === 'string') raw[key] = decodeNumbers(raw[key]);
  const { moments, ...column } = raw;
  if (typeof moments !== 'string') return column as unknown as T;
  const [mean, standardDeviation] = decodeNumbers(moments);
  return { ...column, mean, standardDeviation } as unknown as T;
}
