import type { Evidence, IncidentHistory, Transition } from '../../api/types.ts';
import { formatMetric, formatNumber } from '../../format/number.ts';
import { listWords, statisticName, subjectName } from '../../format/words.ts';

const NAMED = 3;

/** evidenceName is what a piece of evidence is about. */
export function evidenceName({ subject, statistic }: Evidence): string {
  return `${subjectName(subject.kind, subject.name)}: ${statisticName(statistic)}`;
}

/** evidenceWords names the strongest evidence in a line. */
export function evidenceWords(evidence: readonly Evidence[]): string {
  const words = strongest(evidence).map(
    (piece) => `${evidenceName(piece)} ${formatMetric(piece.statistic, piece.value)}`,
  );
  return listWords(words, NAMED);
}

/** thresholdRatio is the effect in units of its threshold; null where it has none. */
export function thresholdRatio({ effect, threshold }: Evidence): number | null {
  return effect === null || threshold === null || threshold <= 0 ? null : Math.abs(effect) / threshold;
}

/** strongest sorts evidence by its distance from the threshold. */
export function strongest(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...evidence].sort((a, b) => (thresholdRatio(b) ?? 0) - (thresholdRatio(a) ?? 0));
}

/** ratioText writes the distance, such as `1.6 × its threshold`. */
export function ratioText(piece: Evidence): string {
  const ratio = thresholdRatio(piece);
  return ratio === null ? '' : `${formatNumber(ratio)} × its threshold`;
}

/** worstWindow is the window of the newest transition that brought evidence; null for none. */
export function worstWindow(incident: IncidentHistory): Transition | null {
  return incident.transitions.findLast(({ evidence }) => (evidence?.length ?? 0) > 0) ?? null;
}

/** finding is what was found when the incident last changed for a reason of its own: summaries of an end say only that. */
export function finding(incident: IncidentHistory): string {
  return worstWindow(incident)?.summary ?? incident.transitions[0]?.summary ?? incident.summary;
}
