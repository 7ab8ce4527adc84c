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

/** Columns without drift, and columns that are not judged, that are listed. */
const QUIET_ROWS = 50;
const TITLES = {
  no_drift: 'No drift',
  drift: 'Drift',
  insufficient_data: 'Not enough data',
  failed: 'Check failed',
} as const;

/** escaped keeps names from a file from being markup. */
function escaped(text: string): string {
  return plainText(text)
    .replace(/[\\`*_{}[\]()#+!|~$@]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function contributors({ severity, deciding }: CheckedSubject): string {
  return severity === 'none' ? '' : contributorWords(deciding);
}

function row(checked: CheckedSubject): string {
  const { subject, kind, deciding, histogram } = checked;
  const words = verdictWords(checked);
  const drawn =
    histogram === null
      ? ''
      : bars(histogram)
          .map((bar) => `<code>${bar.replaceAll(' ', '&nbsp;')}</code>`)
          .join(' ');
  const why =
    words === 'not judged' || words === 'failed'
      ? ruleWords(checked)
      : histogram === null
        ? contributors(checked)
        : movers(histogram);
  const cells = [
    escaped(subjectLabel(subject)),
    kind,
    deciding === null ? '' : `${deciding.statistic} ${magnitude(deciding)}`.replaceAll('_', '\\_'),
    deciding === null ? '' : numberWords(deciding.threshold),
    words === 'critical' || words === 'warning' ? `**${words}**` : words,
    `${drawn} ${escaped(why)}`.trim(),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** markdownReport is a check for a job summary or a comment on a pull request. */
export function markdownReport(result: CheckResult): string {
  const { verdict, summary, reference, current, subjects, notes } = result;
  const quiet = ['not judged', 'no drift'].map((words) =>
    subjects.filter((checked) => verdictWords(checked) === words).slice(QUIET_ROWS),
  );
  const hidden = new Set(quiet.flat());
  const [open, calm] = quiet.map(({ length }) => length) as [number, number];
  const side = ({ source, rows }: CheckResult['reference']) =>
    `${escaped(source)} (${countWords(rows)} rows)`;
  return [
    `### ${TITLES[verdict]}`,
    '',
    escaped(summary),
    '',
    `Reference: ${side(reference)}. Current: ${side(current)}.`,
    '',
    '| column | kind | effect | threshold | verdict | reference and current |',
    '| --- | --- | --- | --- | --- | --- |',
    ...subjects.filter((checked) => !hidden.has(checked)).map(row),
    '',
    ...(open > 0 ? [`${countWords(open)} more columns that are not judged.`, ''] : []),
    ...(calm > 0 ? [`${countWords(calm)} more columns without drift.`, ''] : []),
    ...notes.flatMap((note) => [escaped(note), '']),
  ].join('\n');
}
