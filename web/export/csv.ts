/** Cell is one value of a table. */
export type Cell = string | number | boolean | null | undefined;

/** csvText writes rows as RFC 4180; text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvText(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [titles, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** fileName makes a name that every file system takes. */
export function fileName(words: readonly string[], ending: string): string {
  const name = words
    .filter((word) => word !== '')
    .join('-')
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 120);
  return `${name === '' ? 'plumbline' : name}.${ending}`;
}
