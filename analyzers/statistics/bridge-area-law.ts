import type { BridgeKnots } from './bridge-knots.ts';
import { normalTwoSidedTail } from './normal-law.ts';

/** Cumulants are the logarithm of E exp(s·Q) and its first two derivatives. */
interface Cumulants {
  readonly log: number;
  readonly first: number;
  readonly second: number;
}

/** Nearer to the mean, in deviations, the saddle point is lost in rounding, and the tail is taken from both sides. */
const NEAR = 1e-3;
const STEPS = 200;

/**
 * cumulants evaluates Q = Σ width·B(level)² of a Brownian bridge B at s, or is null from its pole on. E exp(sQ) is
 * D(s)^{−1/2}, and D follows from a recurrence over the steps: f(0) = 0 with slope 1, the slope falls by 2·s·width·f at
 * each level, D = f(1). D stays positive, and f before it, exactly up to the pole (Sturm).
 */
function cumulants({ level, width }: BridgeKnots, s: number): Cumulants | null {
  let [f, f1, f2] = [0, 0, 0];
  let [slope, slope1, slope2] = [1, 0, 0];
  let at = 0;
  for (let k = 0; k <= level.length; k++) {
    const last = k === level.length;
    const step = (last ? 1 : level[k]!) - at;
    at += step;
    f += slope * step;
    f1 += slope1 * step;
    f2 += slope2 * step;
    if (!(f > 0)) return null;
    if (last) break;
    const fall = 2 * width[k]!;
    slope2 -= fall * (s * f2 + 2 * f1);
    slope1 -= fall * (s * f1 + f);
    slope -= fall * s * f;
  }
  const ratio = f1 / f;
  return { log: -Math.log(f) / 2, first: -ratio / 2, second: (ratio * ratio - f2 / f) / 2 };
}

/** normalTail is P(Z ≥ z). */
function normalTail(z: number): number {
  return z >= 0 ? normalTwoSidedTail(z) / 2 : 1 - normalTwoSidedTail(z) / 2;
}

/** saddlePoint finds s where the first cumulant is q, by bisection between a point below and the pole. */
function saddlePoint(knots: BridgeKnots, q: number, mean: number): { s: number; at: Cumulants } | null {
  let low = 0;
  // 1/(2·Σλ) is below the pole; doubling finds a point beyond it or beyond q.
  let high = 1 / (2 * mean);
  const beyond = (s: number): boolean => {
    const at = cumulants(knots, s);
    return at === null || at.first > q;
  };
  if (q > mean) {
    while (!beyond(high)) {
      low = high;
      high *= 2;
    }
  } else {
    high = 0;
    low = -1 / (2 * mean);
    while (beyond(low)) {
      high = low;
      low *= 2;
      // The determinant grows like exp √|s| and leaves the numbers where q is too small to matter.
      if (!Number.isFinite(cumulants(knots, low)?.second)) return null;
    }
  }
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (beyond(middle)) high = middle;
    else low = middle;
  }
  const at = cumulants(knots, low);
  return at === null ? null : { s: low, at };
}

function tailAway(knots: BridgeKnots, q: number, mean: number): number {
  const found = saddlePoint(knots, q, mean);
  if (found === null) return 1;
  const { s, at } = found;
  const w = Math.sign(s) * Math.sqrt(Math.max(0, 2 * (s * q - at.log)));
  const v = s * Math.sqrt(at.second);
  return normalTail(w + Math.log(v / w) / w);
}

/** BridgeArea is the law of the area Q = Σ width·B(level)² below a squared Brownian bridge. */
export interface BridgeArea {
  readonly mean: number;
  /** Its 95 % point from mean and variance: Satterthwaite's χ² in the approximation of Wilson and Hilferty. */
  readonly point95: number;
  /** P(Q ≥ q). */
  readonly tail: (q: number) => number;
}

/**
 * bridgeAreaLaw is the limiting law of nm/(n + m)·∫ (F − G)² dx when both samples come from the pooled distribution, in
 * units of its range, by the saddle-point formula for quadratic forms (Kuonen 1999, in the form of Barndorff-Nielsen), within a few per cent of
 * the p-value at any depth of the tail. Null for a pooled distribution of one single value.
 */
export function bridgeAreaLaw(knots: BridgeKnots): BridgeArea | null {
  const rest = knots.level.length === 0 ? null : cumulants(knots, 0);
  if (rest === null) return null;
  const mean = rest.first;
  const deviation = Math.sqrt(rest.second);
  // ν = 2·mean²/variance.
  const ninths = (2 / 9) * (rest.second / (2 * mean * mean));
  const point95 = mean * (1 - ninths + 1.6448536269514722 * Math.sqrt(ninths)) ** 3;
  const tail = (q: number): number => {
    if (q <= 0) return 1;
    const near = NEAR * deviation;
    if (Math.abs(q - mean) > near) return tailAway(knots, q, mean);
    return (tailAway(knots, mean - 2 * near, mean) + tailAway(knots, mean + 2 * near, mean)) / 2;
  };
  return { mean, point95, tail };
}
