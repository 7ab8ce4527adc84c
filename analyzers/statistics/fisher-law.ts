import { stirlingError } from './stirling-error.ts';

// Two probabilities within this factor of one another are equal: their logarithms carry rounding.
const EQUAL = 1e-9;
const SETTLED = 1e-18;

/** deviance is x·ln(x/mean) + mean − x. */
function deviance(x: number, mean: number): number {
  return x * Math.log1p((x - mean) / mean) + mean - x;
}

/** logBinomial is the logarithm of the binomial probability of x in n, in the saddle-point form of Loader (2000). */
function logBinomial(x: number, n: number, p: number): number {
  if (x === 0) return n * Math.log1p(-p);
  if (x === n) return n * Math.log(p);
  return (
    stirlingError(n) -
    stirlingError(x) -
    stirlingError(n - x) -
    deviance(x, n * p) -
    deviance(n - x, n * (1 - p)) -
    0.5 * Math.log((2 * Math.PI * x * (n - x)) / n)
  );
}

/** Table is a two-by-two table with fixed margins: `hits` of `rows` rows are marked, and `drawn` of the rows are drawn. */
interface Table {
  readonly rows: number;
  readonly hits: number;
  readonly drawn: number;
}

function fewest({ rows, hits, drawn }: Table): number {
  return Math.max(0, hits + drawn - rows);
}

/** logHypergeometric is the logarithm of the probability that k of the drawn rows are marked. */
function logHypergeometric(k: number, { rows, hits, drawn }: Table): number {
  const p = drawn / rows;
  return logBinomial(k, hits, p) + logBinomial(drawn - k, rows - hits, p) - logBinomial(drawn, rows, p);
}

/** tailFrom sums the probabilities from k on, upwards or downwards; they fall from k on. */
function tailFrom(k: number, up: boolean, table: Table): number {
  const { rows, hits, drawn } = table;
  let term = 1;
  let sum = 1;
  for (let j = k; term > SETTLED * sum; j += up ? 1 : -1) {
    // Ratio of the next probability to that of j; it is 0 at the end of the range.
    term *= up
      ? ((hits - j) * (drawn - j)) / ((j + 1) * (rows - hits - drawn + j + 1))
      : (j * (rows - hits - drawn + j)) / ((hits - j + 1) * (drawn - j + 1));
    sum += term;
  }
  return sum * Math.exp(logHypergeometric(k, table));
}

/** oppositeStart is the last k on the other side of the mode that is no more probable than `limit`, or null. */
function oppositeStart(k: number, mode: number, limit: number, table: Table): number | null {
  let near = mode;
  let far = k > mode ? fewest(table) : Math.min(table.hits, table.drawn);
  if (logHypergeometric(far, table) > limit) return null;
  // Probabilities fall from `near`, which is too probable or the mode itself, to `far`.
  while (Math.abs(near - far) > 1) {
    const middle = Math.trunc((near + far) / 2);
    if (logHypergeometric(middle, table) > limit) near = middle;
    else far = middle;
  }
  return far;
}

/**
 * fisherTail is the p-value of Fisher's exact test that `current` of m rows are marked where `reference` of n are: for
 * `greater` the probability of as many or more, for `two-sided` that of all tables that are no more probable, as
 * scipy.stats.fisher_exact. Without any marked row it is 1.
 */
export function fisherTail(
  reference: number,
  n: number,
  current: number,
  m: number,
  side: 'two-sided' | 'greater',
): number {
  const table: Table = { rows: n + m, hits: reference + current, drawn: m };
  if (table.hits === 0 || table.hits === table.rows) return 1;
  const mode = Math.floor(((table.hits + 1) * (m + 1)) / (table.rows + 2));
  if (side === 'greater') {
    if (current > mode) return tailFrom(current, true, table);
    return current > fewest(table) ? Math.max(0, 1 - tailFrom(current - 1, false, table)) : 1;
  }
  const limit = logHypergeometric(current, table) + EQUAL;
  if (logHypergeometric(mode, table) <= limit) return 1;
  const own = tailFrom(current, current > mode, table);
  const opposite = oppositeStart(current, mode, limit, table);
  return Math.min(1, own + (opposite === null ? 0 : tailFrom(opposite, current < mode, table)));
}
