import type { ModelState, Severity } from '../api/types.ts';

const STATE_WORDS: Readonly<Record<ModelState, string>> = {
  critical: 'Critical',
  warning: 'Warning',
  ok: 'OK',
  no_data: 'No data',
  waiting: 'Waiting',
};

/** stateWord is the word on a model's badge. */
export function stateWord(state: ModelState): string {
  return STATE_WORDS[state];
}

/** severityState shows a severity with the badge of a state. */
export function severityState(severity: Severity | '' | null): ModelState {
  if (severity === 'critical' || severity === 'warning') return severity;
  return severity === 'none' ? 'ok' : 'no_data';
}

const STATISTICS: Readonly<Record<string, string>> = {
  psi: 'PSI',
  ks: 'KS distance',
  chi_square: 'Chi-square',
  jensen_shannon: 'Jensen-Shannon',
  cramer_von_mises: 'Cramér-von Mises',
  anderson_darling: 'Anderson-Darling',
  hellinger: 'Hellinger',
  wasserstein: 'Wasserstein',
  energy: 'Energy distance',
  l_infinity: 'L-infinity',
  mmd: 'MMD',
  pca_reconstruction: 'PCA reconstruction',
  log_loss: 'Log loss',
  accuracy: 'Accuracy',
  f1: 'F1',
  macro_f1: 'Macro F1',
  roc_auc: 'ROC AUC',
  rmse: 'RMSE',
  mae: 'MAE',
};

/** statisticName is a statistic or metric as people write it; unknown ones lose their underscores. */
export function statisticName(id: string): string {
  return STATISTICS[id] ?? id.replaceAll('_', ' ');
}

/** Marks that reorder what follows them, to the end of the line. */
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** inPlace lets a name, or a sentence with names in it, reorder nothing that stands beside it. */
export function inPlace(text: string): string {
  return text.replace(REORDERING, '');
}

/** subjectName is what a measurement describes, in a few words. */
export function subjectName(kind: string, feature: string): string {
  if (kind === 'feature') return inPlace(feature);
  if (kind === 'features') return 'all features together';
  return feature === '' ? kind : `${kind} ${inPlace(feature)}`;
}

/** listWords joins words as a sentence does: `a, b and c`; what is beyond `most` is counted. */
export function listWords(words: readonly string[], most = 4): string {
  if (words.length > most) return `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
