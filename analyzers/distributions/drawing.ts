import type { ColumnQuality, Reference, Subject } from '../../domain/index.ts';
import type { DistributionReader, Slice } from '../ports.ts';
import type { CategoricalDistribution, NumericDistribution } from './distribution.ts';
import type { ProfiledWindows } from './profiled-window.ts';

/** Drawing is what a picture is asked to show. */
export interface Drawing {
  readonly subject: Subject;
  readonly slice: Slice;
  /** The slice is small enough to be counted row by row. */
  readonly countable: boolean;
  /** Null where no values are stored. */
  readonly reference: Reference | null;
  /** The rows of a reference that rolls; none for others. */
  readonly spans: readonly Slice[];
  /** Of a baseline that profiles may have been built for; null without one. */
  readonly baselineHash: string | null;
}

/** DrawParts are what a picture is drawn with; `now` is wall time. */
export interface DrawParts {
  readonly reader: DistributionReader;
  readonly profiled: ProfiledWindows;
  readonly now: () => number;
}

/** Drawn is a picture with what is beside the values of each side. */
export interface Drawn {
  readonly distribution: NumericDistribution | CategoricalDistribution;
  /** Null without a reference. */
  readonly reference: ColumnQuality | null;
  readonly current: ColumnQuality;
  readonly source: 'rows' | 'profiles';
  /** Current rows whose features may be gone, and that no profile stands in for. */
  readonly expired: number;
}
