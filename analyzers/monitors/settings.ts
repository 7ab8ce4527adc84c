import type {
  FeatureKind,
  PerformanceMetricId,
  StatisticId,
  Task,
  Window,
  WindowSpec,
} from '../../domain/index.ts';
import type { AnalysisSettings } from '../engines/analysis-section.ts';
import type { Slice } from '../ports.ts';
import type { VerdictPolicy } from '../verdicts/policy.ts';

/** BaselineSettings is the reference that a model asks for; durations in milliseconds. */
export type BaselineSettings =
  | {
      readonly kind: 'window';
      readonly window: Window;
      /** Null for every version. */
      readonly version: string | null;
      readonly deployment: string;
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly format: 'csv' | 'parquet';
      readonly prediction: string | null;
      readonly score: string | null;
      readonly label: string | null;
      readonly ignore: readonly string[];
    }
  | {
      readonly kind: 'first';
      /** Ends this long after the first row, or with this many rows, whichever comes first; one of both is set. */
      readonly ms: number | null;
      readonly rows: number | null;
    }
  | {
      /** The time before each window. */
      readonly kind: 'trailing';
      readonly ms: number;
      /** Days that are no reference, such as 2026-12-24. */
      readonly exclude: readonly string[];
    }
  | {
      /** The same part of the week, so many weeks before each window. */
      readonly kind: 'seasonal';
      readonly weeks: number;
      readonly exclude: readonly string[];
    };

/** ModelSettings is a declared model with every default filled in. */
export interface ModelSettings {
  readonly project: string;
  readonly name: string;
  /** Null for a model that was only met in traffic. */
  readonly task: Task | null;
  /** Canonical text. */
  readonly positiveClass: string;
  readonly kinds: Readonly<Record<string, FeatureKind>>;
  readonly maxLabelDelay: number;
  readonly baseline: BaselineSettings;
  readonly baselinePerVersion: boolean;
}

/** SegmentSettings is a named predicate of a monitor. */
export interface SegmentSettings {
  readonly name: string;
  readonly filter: Slice['segment'];
}

/** PolicySettings are what a monitor sets of its policy, and how many bad windows fire its alert. */
export interface PolicySettings {
  readonly verdict: VerdictPolicy;
  /** Bad windows in a row before the alert fires; alerts read it. */
  readonly forWindows: number;
}

/** MonitorSettings is a monitor with every default filled in; durations in milliseconds. */
export interface MonitorSettings {
  readonly project: string;
  readonly name: string;
  readonly model: string;
  readonly kind: 'data_drift' | 'prediction_drift' | 'performance';
  /** Null for every feature of the baseline. */
  readonly features: readonly string[] | null;
  readonly statistics: readonly StatisticId[];
  readonly metrics: readonly PerformanceMetricId[];
  readonly source: Slice['source'];
  readonly deployment: string;
  readonly segments: readonly SegmentSettings[];
  readonly window: WindowSpec;
  readonly lateness: number;
  readonly maxWait: number;
  readonly labelDelay: number;
  readonly maxCatchUp: number;
  readonly onNoData: 'skip' | 'alert';
  readonly policy: PolicySettings;
  /** A silent monitor writes evaluations and never notifies. */
  readonly silent: boolean;
}

/** AnalyzersConfig is the whole section, checked and frozen. */
export interface AnalyzersConfig {
  readonly models: readonly ModelSettings[];
  readonly monitors: readonly MonitorSettings[];
  readonly clock: 'wall' | 'replay';
  readonly tickMs: number;
  readonly defaultMonitors: boolean;
  readonly analysis: AnalysisSettings;
}
