import { kolmogorovTail } from './kolmogorov-law.ts';

// As scipy.stats.ks_2samp: up to this size per side the exact law, beyond it the one-sample law at nm/(n+m).
const EXACT_MAX_ROWS = 10_000;
// Path counting costs n·m·D steps. It is spared where the other law already says that nothing is left to decide.
const CHEAP_CELLS = 1_000_000;
const BEYOND_DOUBT = 1e-16;

function greatestCommonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

/** equalSizesTail sums the reflected paths of two samples of n, arranged as products against cancellation. */
function equalSizesTail(n: number, h: number): number {
  let tail = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let ratio = 1;
    for (let j = 0; j < h; j++) ratio *= (n - k * h - j) / (n + k * h + j + 1);
    tail = ratio * (1 - tail);
  }
  return 2 * tail;
}

/**
 * pathTail walks the lattice of the two samples column by column: leaves[j] is the probability that a random monotone
 * path from (0, 0) to (i, j) has touched |x/n − y/m| ≥ D (Hodges 1958).
 */
function pathTail(n: number, m: number, divisor: number, h: number): number {
  const [long, short] = n > m ? [n, m] : [m, n];
  const perLong = long / divisor;
  const perShort = short / divisor;
  const inverse = Float64Array.from({ length: long + short + 1 }, (_, k) => 1 / k);
  const leaves = new Float64Array(short + 2).fill(1);
  leaves.fill(0, 0, Math.min(Math.ceil(h / perLong), short + 1));
  for (let i = 1; i <= long; i++) {
    const from = Math.min(Math.max(Math.floor((perShort * i - h) / perLong) + 1, 0), short);
    const to = Math.min(Math.ceil((perShort * i + h) / perLong), short + 1);
    if (to <= from) return 1;
    let value = from === 0 ? 0 : 1;
    if (from > 0) leaves[from - 1] = 1;
    for (let j = from; j < to; j++) {
      const weight = inverse[i + j]!;
      value = leaves[j]! * (i * weight) + value * (j * weight);
      leaves[j] = value;
    }
  }
  return leaves[short]!;
}

/** smirnovTail is the p-value of the two-sample, two-sided Kolmogorov-Smirnov distance D of n and m values. */
export function smirnovTail(distance: number, n: number, m: number): number {
  const effective = Math.round((n * m) / (n + m));
  const divisor = greatestCommonDivisor(n, m);
  const h = Math.round(distance * (n / divisor) * m);
  if (h === 0) return 1;
  if (Math.max(n, m) > EXACT_MAX_ROWS) return kolmogorovTail(distance, effective);
  if (n === m) return Math.min(1, equalSizesTail(n, h));
  if (n * m > CHEAP_CELLS) {
    const estimate = kolmogorovTail(distance, effective);
    if (estimate < BEYOND_DOUBT) return estimate;
  }
  return Math.min(1, pathTail(n, m, divisor, h));
}
