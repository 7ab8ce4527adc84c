/** QuadraticForm is Σ λ_k Z_k² over independent standard normal Z_k, given by its Fredholm determinant. */
export interface QuadraticForm {
  /** root gives 1/λ_k in ascending order, k from 1 on; all different. */
  readonly root: (k: number) => number;
  /** determinant gives Π (1 − y λ_k). */
  readonly determinant: (y: number) => number;
  /** Value below which the tail is 1 to machine precision. */
  readonly negligible: number;
}

const SMALLEST = 1e-18;

/**
 * quadraticFormTail is P(Σ λ_k Z_k² ≥ x) with full relative precision far into the tail, by Smirnov's alternating sum
 * (1/π) Σ_k (−1)^{k+1} ∫ e^{−xy/2} / (y √|D(y)|) dy over the intervals from the (2k − 1)th to the 2kth root of D.
 *
 * The integrand has an inverse square root at both ends; with y = middle − half·cos θ it becomes a smooth periodic
 * function, whose sum over equidistant θ converges exponentially.
 */
export function quadraticFormTail(x: number, { root, determinant, negligible }: QuadraticForm): number {
  if (x <= negligible) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  let tail = 0;
  for (let k = 1; ; k++) {
    const low = root(2 * k - 1);
    const half = (root(2 * k) - low) / 2;
    const count = 32 + Math.ceil(6 * Math.sqrt(x * half));
    let sum = 0;
    for (let step = 0; step < count; step++) {
      const angle = ((step + 0.5) * Math.PI) / count;
      // half·(1 − cos θ) without cancellation near the lower end.
      const y = low + 2 * half * Math.sin(angle / 2) ** 2;
      sum += (Math.exp((-x * y) / 2) * Math.sin(angle)) / (y * Math.sqrt(Math.abs(determinant(y))));
    }
    const part = (half * sum) / count;
    tail += k % 2 === 1 ? part : -part;
    if (part <= SMALLEST * tail) return Math.min(1, Math.max(0, tail));
  }
}

/** CRAMER_VON_MISES_LAW is the limit of the Cramér-von Mises criterion, λ_k = 1/(kπ)² (Anderson and Darling 1952). */
export const CRAMER_VON_MISES_LAW: QuadraticForm = {
  root: (k) => (k * Math.PI) ** 2,
  determinant: (y) => Math.sin(Math.sqrt(y)) / Math.sqrt(y),
  negligible: 0.003,
};

/** ANDERSON_DARLING_LAW is the limit of A², λ_k = 1/(k(k + 1)) (Anderson and Darling 1952). */
export const ANDERSON_DARLING_LAW: QuadraticForm = {
  root: (k) => k * (k + 1),
  determinant: (y) => -Math.cos((Math.PI / 2) * Math.sqrt(1 + 4 * y)) / (Math.PI * y),
  negligible: 0.02,
};
