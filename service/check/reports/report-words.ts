import { UNMEASURED_REASONS } from '../../../analyzers/index.ts';
import type { JudgedMeasurement } from '../../../domain/index.ts';
import type { CheckedSubject } from '../check-result.ts';
import type { SmallHistogram } from '../small-histogram.ts';

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const MOVERS = 2;

/** bars draws shares as one block each, the largest of both sides as high as a line. */
export function bars({ reference, current }: SmallHistogram): readonly [string, string] {
  const highest = Math.max(...reference, ...current, Number.MIN_VALUE);
  const draw = (shares: readonly number[]): string =>
    shares.map((share) => BLOCKS[Math.ceil((share / highest) * (BLOCKS.length - 1))]).join('');
  return [draw(reference), draw(current)];
}

/** numberWords prints three significant digits. */
export function numberWords(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** countWords prints a count with separators. */
export function countWords(count: number): string {
  return count.toLocaleString('en');
}

function percent(share: number): string {
  return `${numberWords(100 * share)} %`;
}

/** plainText keeps what comes from a file on one line, and harmless to a terminal. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '�');
}

/** movers words the categories whose shares changed most; empty for numbers. */
export function movers({ reference, current, labels }: SmallHistogram): string {
  if (labels === null) return '';
  return labels
    .map((label, index) => ({ label, before: reference[index]!, after: current[index]! }))
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
    .slice(0, MOVERS)
    .map(
      ({ label, before, after }) => `${plainText(label).slice(0, 30)} ${percent(before)} → ${percent(after)}`,
    )
    .join(', ');
}

const CONTRIBUTORS = 3;

/** contributorWords names what accounts for most of a distance between whole rows; empty for single columns. */
export function contributorWords(deciding: JudgedMeasurement | null): string {
  const first = (deciding?.contributions ?? []).slice(0, CONTRIBUTORS);
  if (first.length === 0) return '';
  return `mostly ${first.map(({ name, share }) => `${plainText(name).slice(0, 30)} ${percent(share)}`).join(', ')}`;
}

/** magnitude prints an effect, as an interval where only that is known. */
export function magnitude({ effect, interval, exact }: JudgedMeasurement): string {
  if (exact || interval === null || interval[0] === interval[1]) return numberWords(effect);
  return `${numberWords(interval[0])}–${numberWords(interval[1])}`;
}

/** verdictWords names what was found of a subject in one or two words. */
export function verdictWords({ severity, deciding, unmeasured }: CheckedSubject): string {
  if (severity !== 'none') return severity;
  if (deciding?.status === 'complete') return 'no drift';
  return unmeasured.some(({ reason }) => reason === 'failed') ? 'failed' : 'not judged';
}

/** ruleWords says why: the rule of the deciding result, or why there is none. */
export function ruleWords({ deciding, unmeasured }: CheckedSubject): string {
  const [first] = unmeasured;
  if (deciding !== null) return deciding.rule;
  if (first === undefined) return 'nothing was measured';
  return first.error?.message ?? UNMEASURED_REASONS[first.reason];
}
