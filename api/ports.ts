import type { RecordKind } from '../domain/index.ts';

/** Page bounds a list; cursors are opaque. */
export interface ListQuery {
  readonly project: string;
  readonly model?: string;
  readonly monitor?: string;
  readonly version?: string;
  readonly state?: readonly string[];
  /** Epoch milliseconds, half-open. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** MeasurementQuery narrows a list of measurements to a feature and a statistic. */
export interface MeasurementQuery extends ListQuery {
  readonly feature?: string;
  readonly statistic?: string;
}

/** Row is one JSON object with snake_case keys, ready for the wire. */
export type Row = Readonly<Record<string, unknown>>;

/** ReadModel answers the read routes; every method is bounded by project and limit. */
export interface ReadModel {
  listModels(query: ListQuery): Promise<readonly Row[]>;
  listVersions(query: ListQuery): Promise<readonly Row[]>;
  listFeatures(query: ListQuery): Promise<readonly Row[]>;
  listBaselines(query: ListQuery): Promise<readonly Row[]>;
  /** One row per evaluation (window), newest first. */
  listEvaluations(query: ListQuery): Promise<readonly Row[]>;
  /** The evaluation and one row per judged measurement; null when unknown. */
  getEvaluation(project: string, evaluationId: string): Promise<Row | null>;
  /** Judged measurements as rows, newest first. */
  listMeasurements(query: MeasurementQuery): Promise<readonly Row[]>;
  /** Every model as it stands, with its worst severity on each of 90 days. */
  listFleet(query: ListQuery): Promise<readonly Row[]>;
  /** The newest evaluation of every series. */
  listSeries(query: ListQuery): Promise<readonly Row[]>;
  /** Measurements of a model by day, newest first; with `worst` only the worst statistic of each subject. */
  listMeasurementDays(query: MeasurementQuery & { readonly worst?: boolean }): Promise<readonly Row[]>;
  /** Performance metrics of a model by window, newest first. */
  listPerformance(query: ListQuery): Promise<readonly Row[]>;
  /** Incidents, retraining runs and versions, newest first. */
  listTimeline(query: ListQuery): Promise<readonly Row[]>;
  listIncidents(query: ListQuery): Promise<readonly Row[]>;
  getIncident(project: string, incidentId: string): Promise<Row | null>;
  listNotifications(query: ListQuery & { readonly incidentId?: string }): Promise<readonly Row[]>;
  listRetrainingRuns(query: ListQuery): Promise<readonly Row[]>;
  listQuarantine(query: ListQuery): Promise<readonly Row[]>;
  /** The record in quarantine; null when unknown. */
  getQuarantined(project: string, quarantineId: string): Promise<Row | null>;
  /** The newest drift value per series and subject, for gauges. */
  latestMeasurements(limit: number): Promise<readonly Row[]>;
}

/** IngestHealth tells how records come in. */
export interface IngestHealth {
  /** Arrival of the first record of a project as RFC 3339 text; null before it. */
  firstEventAt(project: string): Promise<string | null>;
  /** Arrivals in a span of epoch milliseconds, and how far everything has come. */
  read(project: string, window: { readonly start: number; readonly end: number }): Promise<Row>;
}

/** DistributionRequest names one subject of a model and a span of its traffic; what is null is left to the newest evaluation. */
export interface DistributionRequest {
  readonly model: string;
  readonly subject: { readonly kind: 'feature' | 'prediction' | 'score'; readonly name: string };
  readonly version: string | null;
  readonly deployment: string | null;
  /** Empty for all traffic. */
  readonly segment: string;
  /** Epoch milliseconds, half-open. */
  readonly window: { readonly start: number; readonly end: number } | null;
}

/** DistributionView shows what a subject looked like in its reference and in a span of traffic. */
export interface DistributionView {
  /** Throws not_found, and invalid_window for a span with too many rows. */
  read(project: string, request: DistributionRequest): Promise<Row>;
}

/** CHANGE_TOPICS are what a reader can be told to read again. */
export const CHANGE_TOPICS = [
  'evaluations',
  'incidents',
  'notifications',
  'retraining',
  'ingest',
  'models',
] as const;

/** ChangeTopic is one of them. */
export type ChangeTopic = (typeof CHANGE_TOPICS)[number];

/** ChangeMarks differ from former ones when there is something new; digits and dashes. */
export type ChangeMarks = Readonly<Record<ChangeTopic, string>>;

/** ChangeReader looks at what a project has, at little cost. */
export interface ChangeReader {
  readMarks(project: string): Promise<ChangeMarks>;
}

/** StoreHealth answers readiness. */
export interface StoreHealth {
  /** Resolves when the store answers; throws store_unavailable otherwise. */
  ping(): Promise<void>;
}

/** RejectedRecord names one record of a request that was not accepted, by its index in the request. */
export interface RejectedRecord {
  readonly index: number;
  readonly code: string;
  /** JSON pointer of the field, such as /features/age. */
  readonly path: string;
  readonly message: string;
}

/** IngestGateway takes records and answers when the accepted ones are durable. */
export interface IngestGateway {
  /**
   * `records` are parsed values, or RawRecord for lines that could not be parsed.
   * Throws overloaded or shutting_down (both retryable) when nothing was taken.
   */
  append(request: {
    readonly project: string;
    readonly kind: RecordKind;
    readonly source: string;
    readonly records: readonly (ParsedRecord | RawRecord)[];
  }): Promise<{ readonly accepted: number; readonly rejected: readonly RejectedRecord[] }>;
}

/** ParsedRecord is a decoded value of any shape. */
export interface ParsedRecord {
  readonly value: unknown;
}

/** RawRecord is text that is not JSON, with the code of what is wrong. */
export interface RawRecord {
  readonly raw: string;
  readonly code: 'invalid_json' | 'forbidden_key' | 'too_deep';
}

/** RunRequest asks for the evaluation of past windows, in epoch milliseconds; both null for the newest closed one. */
export interface RunRequest {
  readonly from: number | null;
  readonly to: number | null;
  readonly notify: boolean;
}

/** MonitorControl lists monitors with their state and runs past windows. */
export interface MonitorControl {
  listMonitors(project: string): Promise<readonly Row[]>;
  /** Gives what the run did. Throws unknown_monitor, invalid_window, overloaded or shutting_down. */
  runMonitor(project: string, monitor: string, request: RunRequest): Promise<Row>;
  /** Gives the run as soon as its windows are known; throws like runMonitor. */
  startRun(project: string, monitor: string, request: RunRequest): Promise<Row>;
  /** Runs that this process knows of, newest first. */
  listRuns(project: string): readonly Row[];
  /** Null for a run that this process does not know of, or no more. */
  getRun(project: string, runId: string): Row | null;
  /** Ends a run with the window that is under way; null like getRun. */
  cancelRun(project: string, runId: string): Row | null;
  /** Registers a version and, where given, the definition of its baseline. */
  registerVersion(project: string, model: string, request: Row): Promise<Row>;
}

/** StoredColumnsRequest asks for a whole stored baseline, or for columns of the live predictions of a window. */
export type StoredColumnsRequest =
  | { readonly baseline: string }
  | {
      /** Epoch milliseconds, half-open. */
      readonly window: { readonly from: number; readonly to: number };
      /** Only rows whose categorical feature has one of the values; null for every row. */
      readonly segment: { readonly feature: string; readonly values: readonly string[] } | null;
      readonly columns: readonly { readonly name: string; readonly kind: 'numeric' | 'categorical' }[];
    };

/** StoredColumns gives stored baselines and windows to comparisons elsewhere. */
export interface StoredColumns {
  /**
   * Gives lines of JSON: the number of rows, then one column each, with numbers as base64 of little-endian float64.
   * Throws not_found for an unknown baseline.
   */
  readColumns(project: string, model: string, request: StoredColumnsRequest): Promise<AsyncIterable<string>>;
}

/** ReplayRequest selects records of quarantine; what is left out selects all. */
export interface ReplayRequest {
  readonly ids?: readonly string[];
  readonly codes?: readonly string[];
  readonly kind?: string;
  /** Times of arrival in epoch milliseconds, half-open. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** ReplaySummary says how many records have landed now, and which are still refused. */
export interface ReplaySummary {
  readonly replayed: number;
  /** The code is raw_text_cut for a record whose text is not whole any more. */
  readonly refused: readonly {
    readonly quarantine_id: string;
    readonly code: string;
    readonly path: string;
  }[];
}

/** QuarantineReplayer tries quarantined records again under the present rules; each lands at most once. */
export interface QuarantineReplayer {
  replay(project: string, request: ReplayRequest): Promise<ReplaySummary>;
}

/** RetrainingCallback moves a retraining run when the pipeline reports. */
export interface RetrainingCallback {
  /** Throws unauthorized, not_found or conflict. */
  receive(runId: string, token: string, report: Row): Promise<Row>;
}

/** Principal is who a request acts for. */
export interface Principal {
  readonly project: string;
  readonly scopes: readonly ('ingest' | 'read' | 'admin')[];
}

/** Authenticator turns an API key into a principal; null for an unknown or revoked one. */
export interface Authenticator {
  authenticate(apiKey: string | null): Principal | null;
}
