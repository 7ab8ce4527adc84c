import type { RecordKind } from './encode-record.ts';

/** RejectedRecord is one record that can never be stored as it is; it was not kept. */
export interface RejectedRecord {
  readonly kind: RecordKind;
  /** The prediction id or sample id; empty when it was missing. */
  readonly id: string;
  /** A stable code, such as number_not_finite. */
  readonly code: string;
  /** JSON pointer of the field on the wire, such as /features/age; empty for the record itself. */
  readonly path: string;
  readonly message: string;
  /** sdk: refused at the call, because JSON cannot carry it; service: refused by the server. */
  readonly by: 'sdk' | 'service';
}

/**
 * DropReason says why records were lost. buffer_full: the newest was refused; closed: logged after close, or not
 * sent by its deadline; refused: an HTTP answer that no retry helps; gave_up: every attempt failed.
 */
export type DropReason = 'buffer_full' | 'closed' | 'refused' | 'gave_up';

/** DroppedRecords are records that were lost on this side; after closed or gave_up the service may hold them still. */
export interface DroppedRecords {
  readonly kind: RecordKind;
  readonly ids: readonly string[];
  readonly reason: DropReason;
  readonly message: string;
  /** HTTP status of the last answer, where there was one. */
  readonly status?: number;
  /** Code of the problem document, where there was one. */
  readonly code?: string;
}
