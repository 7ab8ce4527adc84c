import { type JudgedMeasurement, subjectName } from '../../domain/index.ts';
import { UNMEASURED_REASONS } from '../statistics/measured.ts';
import { isDrift } from './deciding-results.ts';
import type { SubjectVerdict } from './subject-verdict.ts';
import { counted, listWords, numberWords } from './words.ts';

/** finding words what one deciding result found. */
function finding(verdict: SubjectVerdict, result: JudgedMeasurement): string {
  if (!isDrift(result)) return result.rule;
  const most = listWords((result.contributions ?? []).slice(0, 3).map(({ name }) => name));
  const words = `${result.statistic} ${numberWords(result.effect)}${most === '' ? '' : `, mostly ${most}`}`;
  return `${subjectName(verdict.subject)} (${words})`;
}

function excess(result: JudgedMeasurement): number {
  return result.effect / result.threshold;
}

/** whyNot words why a subject could not be judged. */
function whyNot({ subject, deciding, unmeasured }: SubjectVerdict): string {
  const [abstained] = deciding;
  if (abstained) return isDrift(abstained) ? `${subjectName(subject)}: ${abstained.rule}` : abstained.rule;
  const [missing] = unmeasured;
  if (!missing) return `${subjectName(subject)}: nothing was measured`;
  const reason = missing.error?.message ?? UNMEASURED_REASONS[missing.reason];
  return `${subjectName(subject)}: ${reason}`;
}

function countWords(verdicts: readonly SubjectVerdict[]): string {
  const noun = verdicts.every(({ subject }) => subject.kind === 'feature') ? 'feature' : 'subject';
  return counted(verdicts.length, noun);
}

/** summaryOf says in one sentence what a run found, or why it could not judge. */
export function summaryOf(verdicts: readonly SubjectVerdict[]): string {
  const judged = verdicts.filter(({ status }) => status === 'complete');
  const open = verdicts.filter(({ status }) => status !== 'complete');
  if (verdicts.length === 0) return 'There was nothing to measure.';
  if (judged.length === 0) return `Not judged: ${whyNot(open[0]!)}.`;
  const rest = open.length > 0 ? `; ${open.length} could not be judged (${whyNot(open[0]!)})` : '';
  const found = judged
    .flatMap((verdict) =>
      verdict.deciding
        .filter(({ severity }) => severity !== 'none')
        .map((result) => ({ result, words: finding(verdict, result) })),
    )
    .sort((a, b) => excess(b.result) - excess(a.result));
  const drift = judged.some(({ deciding }) => deciding.some(isDrift));
  if (found.length > 0) {
    const drifted = judged.filter(({ severity }) => severity !== 'none').length;
    const list = listWords(found.map(({ words }) => words));
    return drift
      ? `${drifted} of ${countWords(judged)} drifted: ${list}${rest}.`
      : `Performance decayed: ${list}${rest}.`;
  }
  return drift
    ? `No drift in ${countWords(judged)}${rest}.`
    : `No decay: ${listWords(judged.flatMap(({ deciding }) => deciding.map(({ rule }) => rule)))}${rest}.`;
}
