import {
  contentHash,
  type MultivariateStatisticId,
  type PerformanceMetricId,
  type Severity,
  type StatisticId,
} from '../../domain/index.ts';

/** Threshold holds the effects from which a finding is a warning and from which it is critical. */
export interface Threshold {
  readonly delta: number;
  readonly critical: number;
}

type ThresholdId = StatisticId | MultivariateStatisticId | PerformanceMetricId;

/** VerdictPolicy turns measured values into findings; editing it never changes what was measured. */
export interface VerdictPolicy {
  /**
   * Units of effect as in docs/statistics.md: psi in nats, chi_square Cramér's V of two equally large sides, wasserstein
   * and mean_shift standard deviations, variance_ratio the logarithm of the ratio, the shares shares; mmd, domain_classifier and
   * pca_reconstruction as in docs/multivariate.md; accuracy, f1, macro_f1 and roc_auc the drop; log_loss, mae and rmse the relative rise.
   */
  readonly thresholds: Readonly<Record<ThresholdId, Threshold>>;
  /** Level below which a corrected p-value counts as evidence. */
  readonly alpha: number;
  /** Rows that either side needs at least. */
  readonly minSamples: number;
  /** Whether one statistic decides for a subject (decision 0003) or any of them. */
  readonly decidedBy: 'primary' | 'any';
  /** The severity of every finding; null leaves it to the thresholds. */
  readonly severity: Exclude<Severity, 'none'> | null;
}

/** PolicyOverrides are the parts of a policy that a monitor sets itself. */
export interface PolicyOverrides {
  readonly thresholds?: Readonly<Partial<Record<ThresholdId, Partial<Threshold>>>>;
  readonly alpha?: number;
  readonly minSamples?: number;
  readonly decidedBy?: VerdictPolicy['decidedBy'];
  readonly severity?: VerdictPolicy['severity'];
}

/** CRITICAL_FACTOR is how many times its warning threshold a critical finding is. */
const CRITICAL_FACTOR = 2.5;

function threshold(delta: number): Threshold {
  return Object.freeze({ delta, critical: CRITICAL_FACTOR * delta });
}

/** DEFAULT_POLICY is the policy of a monitor that sets nothing. */
export const DEFAULT_POLICY: VerdictPolicy = Object.freeze({
  thresholds: Object.freeze({
    psi: threshold(0.1),
    jensen_shannon: threshold(0.1),
    hellinger: threshold(0.1),
    ks: threshold(0.1),
    wasserstein: threshold(0.1),
    chi_square: threshold(0.1),
    // A normal that moves by a quarter of its deviation reaches 0.1 in ks and these in the next three.
    cramer_von_mises: threshold(0.075),
    anderson_darling: threshold(0.175),
    energy: threshold(0.2),
    total_variation: threshold(0.1),
    l_infinity: threshold(0.1),
    mean_shift: threshold(0.1),
    // A standard deviation that is a tenth larger or smaller.
    variance_ratio: threshold(0.2),
    null_share: threshold(0.05),
    unseen_share: threshold(0.02),
    range_violation: threshold(0.02),
    mmd: threshold(0.05),
    domain_classifier: threshold(0.1),
    pca_reconstruction: threshold(0.2),
    accuracy: threshold(0.02),
    f1: threshold(0.05),
    macro_f1: threshold(0.05),
    roc_auc: threshold(0.02),
    log_loss: threshold(0.1),
    mae: threshold(0.1),
    rmse: threshold(0.1),
  }),
  alpha: 0.01,
  minSamples: 100,
  decidedBy: 'primary',
  severity: null,
});

/** verdictPolicy fills in the defaults; a critical threshold that is not given follows its warning threshold. */
export function verdictPolicy(overrides: PolicyOverrides = {}): VerdictPolicy {
  const thresholds = { ...DEFAULT_POLICY.thresholds };
  for (const [id, given] of Object.entries(overrides.thresholds ?? {})) {
    const key = id as keyof typeof thresholds;
    const delta = given.delta ?? DEFAULT_POLICY.thresholds[key].delta;
    thresholds[key] = { delta, critical: given.critical ?? CRITICAL_FACTOR * delta };
  }
  return {
    thresholds,
    alpha: overrides.alpha ?? DEFAULT_POLICY.alpha,
    minSamples: overrides.minSamples ?? DEFAULT_POLICY.minSamples,
    decidedBy: overrides.decidedBy ?? DEFAULT_POLICY.decidedBy,
    severity: overrides.severity ?? DEFAULT_POLICY.severity,
  };
}

/** policyHash names a policy by its content: equal policies, equal hashes. */
export function policyHash(policy: VerdictPolicy): string {
  return contentHash(policy);
}
