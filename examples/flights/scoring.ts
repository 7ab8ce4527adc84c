/** Outcome is one scored flight: the score of being late, the decision and what happened. */
export interface Outcomes {
  readonly scores: Float64Array;
  readonly late: Uint8Array;
  /** A score from here on predicts late. */
  readonly threshold: number;
}

/** Performance is how well a model did on a set of flights. */
export interface Performance {
  readonly flights: number;
  readonly lateShare: number;
  readonly logLoss: number;
  readonly accuracy: number;
  readonly rocAuc: number;
  /** 1 − log loss / log loss of always answering this set's late share: comparable between easy and hard weeks. */
  readonly skill: number;
}

/** logLossOf is the mean negative log-likelihood in nats; scores are kept 1e-15 away from 0 and 1. */
export function logLossOf(scores: Float64Array, late: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const p = Math.min(1 - 1e-15, Math.max(1e-15, scores[i]!));
    sum -= Math.log(late[i] === 1 ? p : 1 - p);
  }
  return sum / scores.length;
}

/** rocAucOf is the chance that a late flight scores above a punctual one; ties count half. */
export function rocAucOf(scores: Float64Array, late: Uint8Array): number {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let lateCount = 0;
  let rankSum = 0;
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && scores[order[end]!] === scores[order[i]!]) end++;
    for (let k = i; k < end; k++) {
      if (late[order[k]!] === 1) {
        lateCount++;
        rankSum += (i + end + 1) / 2;
      }
    }
    i = end;
  }
  return (rankSum - (lateCount * (lateCount + 1)) / 2) / (lateCount * (scores.length - lateCount));
}

/** performanceOf measures one set of scored flights. */
export function performanceOf({ scores, late, threshold }: Outcomes): Performance {
  let lateCount = 0;
  let right = 0;
  for (let i = 0; i < scores.length; i++) {
    lateCount += late[i]!;
    if (scores[i]! >= threshold === (late[i] === 1)) right++;
  }
  const lateShare = lateCount / scores.length;
  const logLoss = logLossOf(scores, late);
  const entropy = -(lateShare * Math.log(lateShare) + (1 - lateShare) * Math.log(1 - lateShare));
  return {
    flights: scores.length,
    lateShare,
    logLoss,
    accuracy: right / scores.length,
    rocAuc: rocAucOf(scores, late),
    skill: 1 - logLoss / entropy,
  };
}

/** meanWithError is the mean of some values and its standard error when values of one group go together. */
export function meanWithError(
  values: readonly number[],
  groups: readonly number[],
): { readonly mean: number; readonly standardError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const excess = new Map<number, number>();
  values.forEach((value, i) => {
    excess.set(groups[i]!, (excess.get(groups[i]!) ?? 0) + value - mean);
  });
  let squares = 0;
  for (const sum of excess.values()) squares += sum * sum;
  return { mean, standardError: Math.sqrt(squares) / values.length };
}
