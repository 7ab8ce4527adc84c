import type { ErrorCode } from '../domain/index.ts';
import type { FeatureSampleRow, LabelRow, PredictionRow } from './rows.ts';

/** RecordOutcome is what became of one record; every record that was read has exactly one. */
export type RecordOutcome = 'accepted' | 'duplicate' | 'rejected' | 'quarantined';

/** RecordProblem says what is wrong with a record and where; it never repeats a value. */
export interface RecordProblem {
  readonly code: ErrorCode;
  /** JSON pointer of the field; empty for the record as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Pending leaves out the arrival time, which belongs to the batch that a row joins. */
type Pending<Row> = Omit<Row, 'received_at'>;

/** ShapedRow is one row on its way to a table. */
export type ShapedRow =
  | { readonly table: 'predictions'; readonly row: Pending<PredictionRow> }
  | { readonly table: 'labels'; readonly row: Pending<LabelRow> }
  | { readonly table: 'feature_samples'; readonly row: Pending<FeatureSampleRow> };

/** Judgement is what the pipeline decides about one record before anything is written. */
export type Judgement =
  | {
      readonly outcome: 'accepted';
      readonly main: ShapedRow;
      /** The label that a prediction carried along. */
      readonly label: ShapedRow | null;
    }
  | { readonly outcome: 'rejected'; readonly problem: RecordProblem }
  | {
      readonly outcome: 'quarantined';
      readonly problem: RecordProblem;
      readonly model: string;
      readonly raw: string;
    };

/** rejected is a judgement that is answered and not stored. */
export function rejected(problem: RecordProblem): Judgement {
  return { outcome: 'rejected', problem };
}

/** quarantined is a judgement that is answered and kept with its text for a later replay. */
export function quarantined(problem: RecordProblem, model: string, raw: string): Judgement {
  return { outcome: 'quarantined', problem, model, raw };
}
