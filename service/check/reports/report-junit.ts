import type { CheckedSubject, CheckResult } from '../check-result.ts';
import { subjectLabel } from '../check-side.ts';
import { contributorWords, ruleWords, verdictWords } from './report-words.ts';

const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** escaped is text as XML 1.0 allows it: other control characters and lone surrogates have no form at all. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (mark) => MARKS[mark]!)
    .replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`)
    .replace(/[\p{Cc}\p{Bidi_Control}\ufffe\uffff]/gu, '�');
}

function testCase(checked: CheckedSubject): string {
  const { subject, kind } = checked;
  const words = verdictWords(checked);
  const open = `    <testcase classname="${kind}" name="${escaped(subjectLabel(subject))}"`;
  const message = escaped(
    [ruleWords(checked), contributorWords(checked.deciding)].filter(Boolean).join('; '),
  );
  if (words === 'no drift') return `${open}/>`;
  if (words === 'not judged') return `${open}><skipped message="${message}"/></testcase>`;
  if (words === 'failed') return `${open}><error message="${message}"/></testcase>`;
  return `${open}><failure type="${words}" message="${message}"/></testcase>`;
}

/** junitReport is a check for a CI server: one test case per column, drift as its failure. */
export function junitReport(result: CheckResult): string {
  const { subjects, reference, current, summary, notes } = result;
  const count = (...words: readonly string[]) =>
    subjects.filter((each) => words.includes(verdictWords(each))).length;
  const totals = `tests="${subjects.length}" failures="${count('warning', 'critical')}" errors="${count('failed')}" skipped="${count('not judged')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="plumbline check" ${totals}>`,
    `  <testsuite name="${escaped(`${current.source} against ${reference.source}`)}" ${totals}>`,
    ...subjects.map(testCase),
    `    <system-out>${escaped([summary, ...notes].join('\n'))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
