import type { Evidence, IncidentHistory, Transition } from '../../api/types.ts';
import { formatMetric, formatNumber } from '../../format/number.ts';
import { inPlace, listWords, statisticName, subjectName } from '../../format/words.ts';

const NAMED = 3;
/** A metric says by itself that it is one of the predictions. */
const PERFORMANCE: ReadonlySet<string> = new Set([
  'accuracy',
  'f1',
  'macro_f1',
  'roc_auc',
  'log_loss',
  'mae',
  'rmse',
]);

/** evidenceWords names the strongest evidence in a line. */
export function evidenceWords(evidence: readonly Evidence[]): string {
  const words = strongest(evidence).map(({ subject, statistic, value }) => {
    const measured = `${statisticName(statistic)} ${formatMetric(statistic, value)}`;
    return subject.kind === 'prediction' && PERFORMANCE.has(statistic)
      ? measured
      : `${subjectName(subject.kind, subject.name)} (${measured})`;
  });
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

/** Finding is what one monitor found when it last told of something bad. */
export interface Finding {
  readonly monitor: string;
  readonly transition: Transition;
  readonly evidence: readonly Evidence[];
}

/** findings are the newest findings of each monitor that took part, in the order in which they joined. */
export function findings(incident: IncidentHistory): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const transition of incident.transitions) {
    const monitor = transition.series?.monitor ?? '';
    const evidence = transition.evidence ?? [];
    if (evidence.length > 0) found.set(monitor, { monitor, transition, evidence });
  }
  return [...found.values()];
}

/** findingText says what was found; the summary of a resolved incident tells only of its end. */
export function findingText(incident: IncidentHistory): string {
  const words = findings(incident).map(({ transition }) => inPlace(transition.summary));
  return words.length > 0 ? words.join(' ') : inPlace(incident.transitions[0]?.summary ?? incident.summary);
}
