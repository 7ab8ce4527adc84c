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
  return 'sorted' in column
    ? `${JSON.stringify({ ...column, sorted: encodeNumbers(column.sorted) })}\n`
    : `${JSON.stringify({ ...column, values: encodeNumbers(column.values) })}\n`;
}

/** decodeColumn reads a line of encodeColumn; `T` is what was encoded. */
export function decodeColumn<T extends Column | Reference>(line: string): T {
  const raw = JSON.parse(line) as Record<string, unknown>;
  for (const key of ['counts', 'sorted', 'values'] as const)
    if (typeof raw[key] === 'string') raw[key] = decodeNumbers(raw[key]);
  return raw as unknown as T;
}
