/** Charset is how pictures are drawn: with block characters, or with ASCII where those may not show. */
export type Charset = 'blocks' | 'ascii';

const LEVELS: Readonly<Record<Charset, string>> = { blocks: '▁▂▃▄▅▆▇█', ascii: '_.-=+*#@' };
const BAR: Readonly<Record<Charset, string>> = { blocks: '█', ascii: '#' };
const AXIS: Readonly<Record<Charset, string>> = { blocks: '│', ascii: '|' };

/** sparkline draws one character per value between the smallest and the largest; a space where nothing is known. */
export function sparkline(values: readonly (number | null)[], charset: Charset): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const range = Math.max(...known) - low || 1;
  const levels = LEVELS[charset];
  return values
    .map((value) =>
      value === null
        ? ' '
        : levels[Math.min(levels.length - 1, Math.floor(((value - low) / range) * levels.length))],
    )
    .join('');
}

/** signedBar draws a value to the left (negative) or right of an axis; `scale` fills `width` characters. */
export function signedBar(value: number, scale: number, width: number, charset: Charset): string {
  const length = Math.min(width, Math.round((Math.abs(value) / scale) * width));
  const bar = BAR[charset].repeat(length);
  const left = value < 0 ? bar.padStart(width) : ' '.repeat(width);
  const right = value >= 0 ? bar.padEnd(width) : ' '.repeat(width);
  return `${left}${AXIS[charset]}${right}`;
}

/** table aligns rows in columns; a column that starts with < is aligned to the left, others to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const left = header.map((title) => title.startsWith('<'));
  const titles = header.map((title) => title.replace(/^</, ''));
  const widths = titles.map((title, c) =>
    Math.max(title.length, ...rows.map((row) => (row[c] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, c) => (left[c] ? (cells[c] ?? '').padEnd(width) : (cells[c] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  return [titles, ...rows].map(line);
}

/** wrap breaks a text at spaces into lines of at most `width`, each with its indent. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}
