import type {
  ConfigProblem,
  MultivariateStatisticId,
  PerformanceMetricId,
  StatisticId,
  Task,
} from '../../domain/index.ts';
import { type PolicyOverrides, verdictPolicy } from '../verdicts/policy.ts';
import type { MonitorInput } from './config-schema.ts';
import { readDuration, readWindowSpec } from './config-values.ts';
import type { MonitorSettings, MultivariateSettings, PolicySettings, SegmentSettings } from './settings.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** DEFAULT_STATISTICS are what a drift monitor computes unless it names others. */
export const DEFAULT_STATISTICS: readonly StatisticId[] = ['psi', 'ks', 'chi_square'];

/** DEFAULT_MULTIVARIATE are what a monitor of whole rows computes unless it names others. */
const DEFAULT_MULTIVARIATE: readonly MultivariateStatisticId[] = [
  'mmd',
  'domain_classifier',
  'pca_reconstruction',
];

/** METRICS_BY_TASK are what a performance monitor computes unless it names others. */
const METRICS_BY_TASK: Readonly<Record<Task, readonly PerformanceMetricId[]>> = {
  binary: ['accuracy', 'f1', 'roc_auc', 'log_loss'],
  multiclass: ['accuracy', 'macro_f1'],
  regression: ['mae', 'rmse'],
};

/** readMonitor fills in a monitor's defaults; the task is that of its model, null when that is unknown. */
export function readMonitor(
  input: MonitorInput,
  task: Task | null,
  path: ConfigProblem['path'],
  problems: ConfigProblem[],
): MonitorSettings {
  const duration = (key: 'lateness' | 'max_wait' | 'label_delay', fallback: number) =>
    readDuration(input[key], fallback, [...path, key], problems);
  const kind = input.kind as MonitorSettings['kind'];
  const metrics =
    (input.metrics as readonly PerformanceMetricId[] | undefined) ?? (task ? METRICS_BY_TASK[task] : []);
  const statistics = (input.statistics as readonly StatisticId[] | undefined) ?? DEFAULT_STATISTICS;
  return {
    project: input.project ?? 'default',
    name: input.name,
    model: input.model,
    kind,
    features: Array.isArray(input.features) ? input.features : null,
    statistics: kind === 'data_drift' || kind === 'prediction_drift' ? statistics : [],
    multivariate: kind === 'multivariate_drift' ? readMultivariate(input) : null,
    metrics: kind === 'performance' ? metrics : [],
    source: (input.source as MonitorSettings['source'] | undefined) ?? 'predictions',
    deployment: (input.deployment as string | undefined) ?? 'live',
    segments: (input.segments ?? []).map(readSegment),
    window: readWindowSpec(input.window, [...path, 'window'], problems),
    lateness: duration('lateness', 5 * MINUTE),
    maxWait: duration('max_wait', 60 * MINUTE),
    labelDelay: kind === 'performance' ? duration('label_delay', DAY) : 0,
    maxCatchUp: input.max_catch_up ?? 48,
    onNoData: (input.on_no_data as 'skip' | 'alert' | undefined) ?? 'skip',
    policy: readPolicy(input),
    silent: false,
  };
}

/** Embeddings that are named without features are measured alone. */
function readMultivariate(input: MonitorInput): MultivariateSettings {
  const statistics = input.statistics as readonly MultivariateStatisticId[] | undefined;
  return {
    statistics: statistics ?? DEFAULT_MULTIVARIATE,
    table: input.features !== undefined || input.embeddings === undefined,
    embeddings: input.embeddings ?? [],
    mmd: (input.mmd_method as MultivariateSettings['mmd'] | undefined) ?? 'permutation',
  };
}

function readPolicy(input: MonitorInput): PolicySettings {
  const { alpha, for: forWindows, decided_by: decidedBy, ...thresholds } = input.policy ?? {};
  const overrides: PolicyOverrides = {
    thresholds: thresholds as NonNullable<PolicyOverrides['thresholds']>,
    ...(alpha === undefined ? {} : { alpha }),
    ...(decidedBy === undefined ? {} : { decidedBy: decidedBy as 'primary' | 'any' }),
    ...(input.min_samples === undefined ? {} : { minSamples: input.min_samples }),
    ...(input.severity === undefined ? {} : { severity: input.severity as 'warning' | 'critical' }),
  };
  return { verdict: verdictPolicy(overrides), forWindows: forWindows ?? 2 };
}

function readSegment(input: NonNullable<MonitorInput['segments']>[number]): SegmentSettings {
  return {
    name: input.name,
    filter: input.where.map((condition) => ({
      on: condition.tag === undefined ? 'feature' : 'tag',
      name: condition.tag ?? condition.feature ?? '',
      values: condition.in,
    })),
  };
}
