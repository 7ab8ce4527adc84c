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

const CALM_ROWS = 50;
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
  const calm = subjects.filter((checked) => verdictWords(checked) === 'no drift');
  const hidden = new Set(calm.slice(CALM_ROWS));
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
    ...(hidden.size > 0 ? [`${countWords(hidden.size)} more columns without drift.`, ''] : []),
    ...notes.flatMap((note) => [escaped(note), '']),
  ].join('\n');
}
