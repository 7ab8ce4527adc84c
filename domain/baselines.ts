import type { PerformanceMetricId } from './evaluations.ts';
import type { Reference, RowSample } from './samples.ts';
import type { Window } from './windows.ts';

/** BaselineMetric is a performance metric on the reference, with its standard error and labelled rows. */
export interface BaselineMetric {
  readonly metric: PerformanceMetricId;
  readonly value: number;
  readonly standardError: number;
  readonly n: number;
}

/** BaselineOrigin says where a baseline came from; `definition` is the hash of what was asked for, and finds it again. */
export type BaselineOrigin =
  | {
      readonly kind: 'window';
      readonly window: Window;
      readonly version: string;
      readonly deployment: string;
      /** Name of the segment that its rows belong to; absent for all traffic. */
      readonly segment?: string;
      readonly definition?: string;
    }
  | {
      /** Moves along with the windows that are compared with it; its values are not stored. */
      readonly kind: 'spans';
      readonly windows: readonly Window[];
      readonly version: string;
      readonly deployment: string;
      readonly segment?: string;
      readonly definition?: string;
    }
  | {
      readonly kind: 'file';
      readonly file: string;
      readonly bytesHash: string;
      readonly definition?: string;
    };

/** BaselineSummary is a stored reference without its values. */
export interface BaselineSummary {
  readonly project: string;
  readonly model: string;
  /** The version that it belongs to; empty when it serves every version. */
  readonly version: string;
  /** Hash of the content: origin, references and metrics. */
  readonly hash: string;
  readonly origin: BaselineOrigin;
  readonly rows: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly metrics: readonly BaselineMetric[];
}

/** BaselineReferences are one prepared reference per subject. */
export interface BaselineReferences {
  readonly references: readonly Reference[];
  /**
   * Gives some of the references with their numbers. It is there where a baseline is too large to stay in memory: its own
   * references then have an empty `sorted`. The numbers are put into `room` where it is large enough.
   */
  readonly readNumbers?: (
    references: readonly Reference[],
    room?: SharedArrayBuffer,
  ) => Promise<readonly Reference[]>;
}

/** Baseline is an immutable reference: a summary and what windows are compared with. */
export interface Baseline extends BaselineSummary, BaselineReferences {
  /** Whole rows of the reference, by subject; only in baselines of statistics that need them. */
  readonly samples?: readonly RowSample[];
}
