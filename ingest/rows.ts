/**
 * PredictionRow is one row of the table predictions as ingest writes it: keys are column names, times are
 * epoch milliseconds (whole numbers parse fastest), an absent optional column means its default.
 */
export interface PredictionRow {
  readonly project: string;
  readonly model: string;
  readonly prediction_id: string;
  readonly version: string;
  readonly deployment: string;
  /** Where the record came from, such as http or import. */
  readonly source: string;
  readonly event_time: number;
  /** Time of arrival in the log; the smallest wins when a prediction arrives twice. */
  readonly received_at: number;
  readonly prediction_text: string;
  readonly prediction_number: number | null;
  readonly score?: number | null;
  readonly scores?: Readonly<Record<string, number>>;
  /** A feature is in at most one of the two maps; an absent key is missing, null is an explicit null. */
  readonly numeric_features: Readonly<Record<string, number | null>>;
  readonly categorical_features: Readonly<Record<string, string | null>>;
  readonly embeddings?: Readonly<Record<string, readonly number[]>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** 1 by default. */
  readonly weight?: number;
}

/** LabelRow is one row of the append-only table labels; times are epoch milliseconds. */
export interface LabelRow {
  readonly project: string;
  readonly model: string;
  readonly prediction_id: string;
  readonly received_at: number;
  readonly event_time: number | null;
  readonly prediction_timestamp: number | null;
  readonly label_text: string;
  readonly label_number: number | null;
  readonly source: string;
}

/** FeatureSampleRow is one row of the table feature_samples; times are epoch milliseconds. */
export interface FeatureSampleRow {
  readonly project: string;
  readonly model: string;
  readonly sample_id: string;
  /** Empty when the sample names no version. */
  readonly version: string;
  readonly source: string;
  readonly event_time: number;
  readonly received_at: number;
  readonly numeric_features: Readonly<Record<string, number | null>>;
  readonly categorical_features: Readonly<Record<string, string | null>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** 1 by default. */
  readonly weight?: number;
}

/** QuarantineRow is one row of the table quarantine: a record that was refused after it had been taken. */
export interface QuarantineRow {
  readonly project: string;
  readonly received_at: number;
  /** Deterministic of position and content, so that a replay can be recognised. */
  readonly quarantine_id: string;
  readonly kind: string;
  readonly source: string;
  /** Empty, -1 and -1 without a log. */
  readonly topic: string;
  readonly log_partition: number;
  readonly log_offset: number;
  readonly line: number;
  /** Empty when the record names none. */
  readonly model: string;
  readonly code: string;
  /** JSON pointer of the field. */
  readonly path: string;
  readonly reason: string;
  /** The record's text, cut at the quarantine limit; raw_bytes is its whole length. */
  readonly raw: string;
  readonly raw_bytes: number;
}
