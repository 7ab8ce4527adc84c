/** encodeRows writes objects as newline-delimited JSON; NaN and infinities become text that ClickHouse reads back. */
export function encodeRows(rows: readonly object[]): Uint8Array {
  return Buffer.from(`${rows.map((row) => JSON.stringify(row, keepDenormals)).join('\n')}\n`, 'utf8');
}

function keepDenormals(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
