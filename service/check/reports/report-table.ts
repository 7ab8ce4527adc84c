import type { CheckedSubject, CheckResult } from '../check-result.ts';
import { subjectLabel } from '../check-side.ts';
import {
  bars,
  contributorWords,
  countWords,
  magnitude,
  movers,
  numberWords,
  plainText,
  ruleWords,
  verdictWords,
} from './report-words.ts';

const LONGEST_NAME = 40;
/** Columns without drift, and columns that are not judged, that are listed; the JSON report lists all. */
const QUIET_ROWS = 100;
const COLOURS = { critical: 31, warning: 33, 'no drift': 32, 'not judged': 90, failed: 31 } as const;

type Paint = (words: string, text: string) => string;

function paint(words: string, text: string): string {
  const code = COLOURS[words as keyof typeof COLOURS];
  return `\u001b[${code}m${text}\u001b[0m`;
}

function shortened(name: string): string {
  const plain = plainText(name);
  return plain.length > LONGEST_NAME ? `${plain.slice(0, LONGEST_NAME - 1)}…` : plain;
}

function cells(checked: CheckedSubject): readonly string[] {
  const { subject, kind, deciding } = checked;
  const p = deciding?.pAdjusted;
  return [
    shortened(subjectLabel(subject)),
    kind,
    deciding?.statistic ?? '',
    deciding === null ? '' : magnitude(deciding),
    deciding === null ? '' : numberWords(deciding.threshold),
    p === null || p === undefined ? '' : p < 1e-300 ? '0' : String(Number(p.toPrecision(2))),
    verdictWords(checked),
  ];
}

const HEADER = ['column', 'kind', 'statistic', 'effect', 'threshold', 'p', 'verdict'];
const RIGHT = new Set([3, 4, 5]);

function tail(checked: CheckedSubject): string {
  const { histogram } = checked;
  if (verdictWords(checked) === 'not judged' || verdictWords(checked) === 'failed')
    return plainText(ruleWords(checked));
  if (histogram === null) return checked.severity === 'none' ? '' : contributorWords(checked.deciding);
  const [before, after] = bars(histogram);
  return `│${before}│ │${after}│  ${movers(histogram)}`.trimEnd();
}

function padded(cell: string, width: number, column: number): string {
  return RIGHT.has(column) ? cell.padStart(width) : cell.padEnd(width);
}

function tableLines(subjects: readonly CheckedSubject[], colour: Paint): string[] {
  const rows = subjects.map(cells);
  const widths = HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const drawn = subjects.some(({ histogram }) => histogram !== null);
  const header = HEADER.map((title, column) => padded(title, widths[column]!, column)).join('  ');
  return [
    `${header}${drawn ? '  reference and current' : ''}`.trimEnd(),
    ...rows.map((row, index) => {
      const words = row.at(-1)!;
      const line = row.map((cell, column) => padded(cell, widths[column]!, column));
      line[line.length - 1] = colour(words, line.at(-1)!);
      return `${line.join('  ')}  ${tail(subjects[index]!)}`.trimEnd();
    }),
  ];
}

/** tableReport is a check for people at a terminal: the gravest columns first, a summary last. */
export function tableReport(result: CheckResult, options: { readonly colours: boolean }): string {
  const { reference, current, subjects, notes, summary } = result;
  const quiet = ['not judged', 'no drift'].map((words) =>
    subjects.filter((checked) => verdictWords(checked) === words).slice(QUIET_ROWS),
  );
  const hidden = new Set(quiet.flat());
  const shown = subjects.filter((checked) => !hidden.has(checked));
  const [open, calm] = quiet.map(({ length }) => length) as [number, number];
  const side = (title: string, { source, rows }: CheckResult['reference']) =>
    `${title}  ${plainText(source)}, ${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  return [
    side('reference', reference),
    side('current  ', current),
    '',
    ...(subjects.length > 0 ? [...tableLines(shown, options.colours ? paint : (_, text) => text), ''] : []),
    ...(open > 0 ? [`${countWords(open)} more columns that are not judged.`] : []),
    ...(calm > 0 ? [`${countWords(calm)} more columns without drift.`] : []),
    ...notes.map(plainText),
    plainText(summary),
    '',
  ].join('\n');
}
