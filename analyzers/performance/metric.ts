import type { PerformanceMetricId, Task } from '../../domain/index.ts';
import type { UnmeasuredReason } from '../statistics/measured.ts';
import type { Outcomes } from './outcomes.ts';

/** MetricEstimate is a metric with its standard error over n labelled rows. */
export interface MetricEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly n: number;
}

/** MetricOutcome is an estimate, or the reason why these outcomes have none. */
export type MetricOutcome = MetricEstimate | { readonly reason: UnmeasuredReason };

/** PerformanceMetric is one number that needs labels; it knows no baseline and no threshold. */
export interface PerformanceMetric {
  readonly id: PerformanceMetricId;
  /** Name and revision of the definition, stored with every value. */
  readonly definition: string;
  readonly tasks: readonly Task[];
  readonly largerIsBetter: boolean;
  /** Whether its decay is a difference or a share of the baseline. */
  readonly decay: 'absolute' | 'relative';
  compute(outcomes: Outcomes): MetricOutcome;
}
