import type {
  Baseline,
  BaselineReferences,
  BaselineSummary,
  CatalogueEntry,
  Column,
  ColumnQuality,
  Evaluation,
  FeatureKind,
  ModelShare,
  ModelVersion,
  Reference,
  RowSample,
  SeriesKey,
  Subject,
  Task,
  Window,
} from '../domain/index.ts';
import type { NumberSummary } from './distributions/display-edges.ts';
import type { CountedCategories, CountedNumbers } from './distributions/distribution.ts';
import type { Grid } from './profiles/grid.ts';
import type { Profile } from './profiles/profile.ts';

export type { NumberSummary } from './distributions/display-edges.ts';
export type { CountedCategories, CountedNumbers } from './distributions/distribution.ts';
export {
  ALL_CATEGORIES,
  MOST_CATEGORIES,
  namedCategories,
  placeCategories,
} from './profiles/known-categories.ts';
export {
  createNumberCounter,
  emptyTally,
  type NumberCounter,
  type NumberTally,
} from './profiles/number-tally.ts';
export { emptyProfile, type Profile } from './profiles/profile.ts';

/** SegmentFilter is one condition of a segment: a tag or a categorical feature with one of the values. */
export interface SegmentFilter {
  readonly on: 'tag' | 'feature';
  readonly name: string;
  readonly values: readonly string[];
}

/** Slice selects rows: one model's traffic in one window. */
export interface Slice {
  readonly project: string;
  readonly model: string;
  /** Null for every version. */
  readonly version: string | null;
  readonly deployment: string;
  readonly source: 'predictions' | 'feature_samples';
  readonly segment: readonly SegmentFilter[];
  readonly window: Window;
}

/** ColumnRequest asks for one column of a slice. */
export interface ColumnRequest {
  readonly subject: Subject;
  readonly kind: FeatureKind;
  /** Where it is known already what lacks, nothing is read for it. */
  readonly quality?: ColumnQuality;
}

/** OutcomeRequest says how predictions and labels of a slice are joined. */
export interface OutcomeRequest {
  readonly task: Task;
  /** Canonical text of the positive class; unused unless the task is binary. */
  readonly positiveClass: string;
  /** Labels that arrived after this instant are not yet known. Wall time. */
  readonly asOf: number;
}

/** OutcomeColumns is the labelled predictions of a slice, one entry per prediction. */
export interface OutcomeColumns {
  /** Predictions of the slice, labelled or not. */
  readonly predictions: number;
  /** Class names that the codes below point to; empty for regression. */
  readonly classes: readonly string[];
  readonly predictedCode: Uint32Array;
  readonly labelCode: Uint32Array;
  readonly predictedNumber: Float64Array;
  readonly labelNumber: Float64Array;
  /** NaN where the record carried no score. */
  readonly score: Float64Array;
}

/** RowsRequest asks for a sample of whole rows: their features, or one embedding. */
export interface RowsRequest {
  readonly subject: Subject;
  /** The features that are wanted; unused for an embedding. */
  readonly columns: readonly ColumnRequest[];
  /** Rows at most. */
  readonly limit: number;
  /** Equal seeds draw the same rows. */
  readonly seed: string;
}

/** WindowReader reads what analysis compares; every read counts each prediction once. */
export interface WindowReader {
  countRows(slice: Slice): Promise<number>;
  readColumns(slice: Slice, columns: readonly ColumnRequest[]): Promise<readonly Column[]>;
  /**
   * Reads columns part by part, each when it is asked for. The rows are gone through once whatever the number of parts:
   * numbers of later ones wait outside of memory. Throws scratch_unavailable where there is no room for them.
   */
  readParts(
    slice: Slice,
    parts: readonly (readonly ColumnRequest[])[],
  ): AsyncIterableIterator<readonly Column[]>;
  /** The rows with the smallest hashes of seed and id, in that order; every row when there are no more than the limit. */
  readRows(slice: Slice, request: RowsRequest): Promise<RowSample>;
  readOutcomes(slice: Slice, request: OutcomeRequest): Promise<OutcomeColumns>;
  /** Versions with rows in the slice's window, with their row counts. */
  activeVersions(slice: Slice): Promise<readonly { readonly version: string; readonly rows: number }[]>;
  /** First and last event time of a model's rows, or null without any. */
  eventTimeRange(
    project: string,
    model: string,
    source: Slice['source'],
  ): Promise<{ readonly first: number; readonly last: number } | null>;
}

/** FileColumns is a baseline file as columns. */
export interface FileColumns {
  readonly rows: number;
  readonly bytesHash: string;
  readonly columns: readonly Column[];
  /** The labelled predictions of the file, where it names them. */
  readonly outcomes: OutcomeColumns | null;
}

/** FileRequest says which columns of a file are what. */
export interface FileRequest {
  readonly path: string;
  readonly format: 'csv' | 'parquet';
  /** Declared kinds; other columns follow the file's own types. */
  readonly kinds: Readonly<Record<string, FeatureKind>>;
  readonly ignore: readonly string[];
  readonly predictionColumn: string | null;
  readonly scoreColumn: string | null;
  readonly labelColumn: string | null;
  readonly task: Task;
  readonly positiveClass: string;
}

/** FileSampleRequest bounds a sample of the rows of a file. */
export interface FileSampleRequest {
  readonly rows: number;
  /** Rows times columns at most. */
  readonly values: number;
  /** Equal seeds draw the same rows of the same file. */
  readonly seed: string;
}

/** FileSample is whole rows of a baseline file: its features, without prediction, score and label. */
export interface FileSample {
  readonly bytesHash: string;
  readonly sample: RowSample;
}

/** BaselineFileReader reads csv and parquet files; throws baseline_unreadable, baseline_empty or unknown_column. */
export interface BaselineFileReader {
  readBaselineFile(request: FileRequest): Promise<FileColumns>;
  readFileSample(request: FileRequest, bounds: FileSampleRequest): Promise<FileSample>;
}

/** BaselineStore keeps immutable baselines by their hash. */
export interface BaselineStore {
  saveBaseline(baseline: Baseline): Promise<void>;
  listBaselines(project: string, model: string): Promise<readonly BaselineSummary[]>;
  /** Gives references, some at a time, as those of a baseline whose numbers wait outside of memory until they are asked for. */
  keepOutside(pieces: AsyncIterable<readonly Reference[]>): Promise<BaselineReferences>;
  /** A baseline whose numbers take more than `mostBytes` comes without them and reads them when asked. */
  loadBaseline(project: string, hash: string, mostBytes?: number): Promise<Baseline | null>;
}

/** SeriesProgress is how far one series has been evaluated. */
export interface SeriesProgress extends SeriesKey {
  readonly lastWindowEnd: number;
  /** Windows with a stored evaluation. */
  readonly windows: number;
}

/** EvaluationStore keeps evaluations; saving the same evaluation twice leaves one. */
export interface EvaluationStore {
  saveEvaluation(evaluation: Evaluation): Promise<void>;
  loadProgress(): Promise<readonly SeriesProgress[]>;
}

/** StoredMonitor is a monitor's definition as it was loaded. */
export interface StoredMonitor {
  readonly project: string;
  readonly monitor: string;
  readonly model: string;
  readonly policyHash: string;
  /** The definition as JSON text. */
  readonly definition: string;
}

/** MonitorStore records which definitions were in force. */
export interface MonitorStore {
  saveMonitors(monitors: readonly StoredMonitor[]): Promise<void>;
}

/** Catalogue answers what is known of a model's features. */
export interface Catalogue {
  features(project: string, model: string): readonly CatalogueEntry[];
}

/** IngestProgress tells how far event time has come: everything older has been stored. */
export interface IngestProgress {
  /** Newest stored event time of a model in epoch milliseconds; null before its first record. */
  watermark(project: string, model: string): number | null;
}

/** RegisteredVersion is a version with the definition of its own baseline as JSON text; empty when it has none. */
export interface RegisteredVersion extends ModelVersion {
  readonly baselineDefinition: string;
}

/** VersionRegistry keeps registered versions; saving one again replaces its baseline definition. */
export interface VersionRegistry {
  listVersions(): Promise<readonly RegisteredVersion[]>;
  saveVersion(version: RegisteredVersion): Promise<void>;
}

/** Ownership tells which models this process looks after; its answer changes as processes come and go. */
export interface Ownership {
  share(): ModelShare;
}

/** StoredStatus is the state of a monitor as its owner last saw it. */
export interface StoredStatus {
  readonly project: string;
  readonly monitor: string;
  /** The row of the monitor as JSON text. */
  readonly status: string;
}

/** StatusStore shows the monitors of one process to the others. */
export interface StatusStore {
  saveStatuses(statuses: readonly StoredStatus[]): Promise<void>;
  loadStatuses(project: string): Promise<readonly StoredStatus[]>;
}

/** GridSubject is one subject of a set of profiles; categorical ones have known categories in place of a grid. */
export interface GridSubject {
  readonly subject: Subject;
  readonly kind: FeatureKind;
  readonly grid: Grid | null;
  /** Counted by place; any others are named. */
  readonly categories: readonly string[];
}

/** GridSet is what the profiles for one baseline count, named by the hash of its content. */
export interface GridSet {
  readonly hash: string;
  readonly subjects: readonly GridSubject[];
}

/** SourceHour is what the base table holds of a version and deployment in one hour, each record once. */
export interface SourceHour {
  readonly version: string;
  /** Epoch milliseconds of its start. */
  readonly start: number;
  readonly rows: number;
  /** Equal checksums, equal rows. */
  readonly checksum: string;
  /** When its first row arrived; features of raw rows expire by their arrival. Wall time. */
  readonly oldestArrival: number;
}

/** ProfileBuild says that every profile of one bucket is stored. */
export interface ProfileBuild {
  readonly start: number;
  readonly end: number;
  /** That of the source hour that it was built from, or names those of all hours of a day. */
  readonly checksum: string;
}

/** DayRoll is a day of which every hour is built as it is now; it starts at midnight, UTC. */
export interface DayRoll {
  readonly start: number;
  /** Names the rows of all of its hours. */
  readonly checksum: string;
  readonly hours: readonly ProfileBuild[];
}

/** ProfileStore builds profiles of closed buckets from the base table and adds them up; windows lie on whole hours. */
export interface ProfileStore {
  /** What the base table holds now, hour by hour, of all segments. Hours whose rows began to arrive before `keptSince` stay as last seen. */
  sourceHours(slice: Slice, keptSince: number): Promise<readonly SourceHour[]>;
  listBuilds(slice: Slice, gridHash: string): Promise<readonly ProfileBuild[]>;
  /** Builds, or builds again, the profiles of hours that follow one another; hours without rows are left out. */
  buildHours(slice: Slice, grids: GridSet, hours: readonly SourceHour[]): Promise<void>;
  /** Adds up the profiles of some builds, subject by subject in the order asked for. */
  mergeBuilds(
    slice: Slice,
    grids: GridSet,
    builds: readonly ProfileBuild[],
    subjects: readonly GridSubject[],
  ): Promise<readonly Profile[]>;
  /** Stores the sum of the hours of one day as one bucket, unless a bin holds more than 2^32 - 1 rows. */
  rollDay(slice: Slice, grids: GridSet, day: DayRoll): Promise<void>;
}

/** MeasuredQuery asks which window measured a subject last. */
export interface MeasuredQuery {
  readonly project: string;
  readonly model: string;
  /** Null for every version; likewise the deployment. */
  readonly version: string | null;
  readonly deployment: string | null;
  /** Empty for all traffic. */
  readonly segment: string;
  readonly subject: Subject;
  /** Windows that share time with it; null for all of them. */
  readonly window: Window | null;
}

/** MeasuredWindow is an evaluated window and the baseline that it was compared with. */
export interface MeasuredWindow {
  readonly monitor: string;
  readonly version: string;
  readonly deployment: string;
  readonly baselineHash: string;
  readonly window: Window;
}

/** Expirable counts rows that arrived so long ago that their features may be gone. */
export interface Expirable {
  readonly expired: number;
}

/** DistributionReader reads what a picture of a distribution is drawn from: small results, whatever the rows. */
export interface DistributionReader {
  findMeasured(query: MeasuredQuery): Promise<MeasuredWindow | null>;
  /** The hash of the newest baseline with values of the subject; null without any. */
  findBaseline(query: MeasuredQuery): Promise<string | null>;
  /** Null for an unknown baseline; one that rolls has no references. */
  loadReference(
    project: string,
    hash: string,
    subject: Subject,
  ): Promise<{ readonly summary: BaselineSummary; readonly reference: Reference | null } | null>;
  /** Lists the values when they are at most `few`; null without any. */
  summarise(slice: Slice, subject: Subject, few: number): Promise<NumberSummary | null>;
  /** Counts the bins (−∞, b₀), [b₀, b₁), …, [bₖ, ∞). `keptSince` is the arrival from which features are there. */
  countNumbers(
    slice: Slice,
    subject: Subject,
    bounds: readonly number[],
    keptSince: number,
  ): Promise<CountedNumbers & Expirable>;
  /** Counts the most frequent categories and some of those that are named. */
  countCategories(
    slice: Slice,
    subject: Subject,
    names: readonly string[],
    keptSince: number,
  ): Promise<CountedCategories & Expirable>;
}
