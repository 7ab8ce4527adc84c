import type { MetricOutcome } from './metric.ts';

/** meanEstimate is the mean of per-row losses and its standard error s/√n, s with n − 1 in the denominator. */
export function meanEstimate(losses: Float64Array): MetricOutcome {
  const n = losses.length;
  if (n === 0) return { reason: 'no_labels' };
  if (n === 1) return { reason: 'one_row' };
  let sum = 0;
  for (const loss of losses) sum += loss;
  const mean = sum / n;
  let squares = 0;
  for (const loss of losses) squares += (loss - mean) ** 2;
  return { value: mean, standardError: Math.sqrt(squares / (n - 1) / n), n };
}
