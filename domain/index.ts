export type {
  Baseline,
  BaselineMetric,
  BaselineOrigin,
  BaselineReferences,
  BaselineSummary,
} from './baselines.ts';
export { canonicalJson, canonicalNumber, canonicalText, contentHash, deterministicId } from './canonical.ts';
export type { Clock, Random } from './clock.ts';
export { readSection, type SectionReading } from './config-section.ts';
export {
  ERROR_CODES,
  type ErrorCode,
  messageOf,
  PlumblineError,
} from './errors.ts';
export {
  type Contribution,
  type Evaluation,
  type EvaluationStatus,
  type JudgedMeasurement,
  type Measurement,
  type Mode,
  MULTIVARIATE_STATISTIC_IDS,
  type MultivariateStatisticId,
  PERFORMANCE_METRIC_IDS,
  type PerformanceMetricId,
  type SeriesKey,
  type Severity,
  STATISTIC_IDS,
  type StatisticId,
  seriesId,
} from './evaluations.ts';
export type {
  AlertSnapshot,
  AlertState,
  Evidence,
  IncidentTransition,
  Notification,
  RetrainingRun,
  RetrainingState,
} from './incidents.ts';
export { LIMITS } from './limits.ts';
export { ALL_MODELS, hasModel, type ModelShare, modelPart, NO_MODELS } from './model-share.ts';
export type { CatalogueEntry, FeatureKind, ModelVersion, Task } from './models.ts';
export { putNewest } from './newest.ts';
export {
  type FeatureSample,
  FeatureSampleSchema,
  type LabelRecord,
  LabelRecordSchema,
  type PredictionRecord,
  PredictionRecordSchema,
  type RecordKind,
  TimestampSchema,
} from './records.ts';
export {
  type CategoricalColumn,
  type CategoricalReference,
  type CategoricalRows,
  type Column,
  type ColumnQuality,
  inSharedMemory,
  type NumericColumn,
  type NumericReference,
  type NumericRows,
  type Reference,
  type RowColumn,
  type RowSample,
  type Subject,
  type SubjectKind,
  subjectKey,
  subjectName,
  type VectorRows,
} from './samples.ts';
export { type ConfigPath, type ConfigProblem, schemaProblems } from './schema-problems.ts';
export { redactSecrets, Secret } from './secret.ts';
export { parseTimestamp } from './timestamps.ts';
export {
  calendarDay,
  makeWindow,
  nextWindow,
  parseDuration,
  type Window,
  type WindowSpec,
  weeksBefore,
  windowContaining,
  windowsWithin,
} from './windows.ts';
