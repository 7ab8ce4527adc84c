/** RecordKind is what a record is. */
export type RecordKind = 'prediction' | 'label' | 'feature_sample';

/** IngestHour is what arrived of a model in one hour. */
export interface IngestHour {
  readonly model: string;
  readonly kind: RecordKind;
  readonly hour: string;
  readonly accepted: number;
  readonly rejected: number;
}

/** LogPartition is how far one partition of the log has come. */
export interface LogPartition {
  readonly topic: string;
  readonly log_partition: number;
  readonly newest_event_time: string | null;
  readonly newest_received_at: string | null;
  readonly records_behind?: number | null;
}

/** RejectReason counts the records that were kept aside for one reason. */
export interface RejectReason {
  readonly code: string;
  readonly kind: string;
  readonly records: number;
  readonly newest_at: string;
}

/** IngestHealth is GET /v1/ingest. */
export interface IngestHealth {
  readonly hours: readonly IngestHour[];
  readonly partitions: readonly LogPartition[];
  readonly lag_seconds?: number | null;
  readonly reasons: readonly RejectReason[];
  readonly first_event_at: string | null;
  readonly newest_event_at: string | null;
}

/** Quarantined is one row of GET /v1/quarantine. */
export interface Quarantined {
  readonly quarantine_id: string;
  readonly received_at: string;
  readonly kind: string;
  readonly source: string;
  readonly topic: string;
  readonly log_partition: number;
  readonly log_offset: number;
  readonly line: number;
  readonly model: string;
  readonly code: string;
  /** JSON pointer of the field that is wrong. */
  readonly path: string;
  readonly reason: string;
  readonly raw: string;
  readonly raw_bytes: number;
  readonly replayed_at: string | null;
}

/** ReplayResult is what POST /v1/quarantine/replay answers. */
export interface ReplayResult {
  readonly replayed: number;
  readonly refused: readonly {
    readonly quarantine_id: string;
    readonly code: string;
    readonly path: string;
  }[];
}
