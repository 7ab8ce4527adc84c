import { contentHash, type FeatureKind, type Task, type Window } from '../../domain/index.ts';
import type { Slice } from '../ports.ts';

/** ReferenceRows says which rows a baseline is made of. */
export type ReferenceRows =
  | {
      readonly kind: 'window';
      readonly window: Window;
      /** Null for every version. */
      readonly version: string | null;
      readonly deployment: string;
      /** Take the first rows of the version when the window has none of it; null to wait for the window's. */
      readonly otherwise: FirstRows | null;
    }
  | {
      /** Spans before a window, oldest first; what they hold is complete by the time the window is due. */
      readonly kind: 'spans';
      readonly windows: readonly Window[];
      readonly version: string | null;
      readonly deployment: string;
    }
  | ({ readonly kind: 'first'; readonly version: string | null; readonly deployment: string } & FirstRows)
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly format: 'csv' | 'parquet';
      readonly prediction: string | null;
      readonly score: string | null;
      readonly label: string | null;
      readonly ignore: readonly string[];
    };

/** FirstRows bounds the first rows by time after the first one, by count, or by whichever is full first. */
export interface FirstRows {
  readonly ms: number | null;
  readonly rows: number | null;
}

/** BaselineDefinition is everything that decides what a baseline holds; equal definitions share one baseline. */
export interface BaselineDefinition {
  readonly project: string;
  readonly model: string;
  /** The version that it belongs to; empty when it serves every version. */
  readonly version: string;
  /** values: one reference per subject; outcomes: performance metrics, and a file gives both; rows: samples of whole rows. */
  readonly contents: 'values' | 'outcomes' | 'both' | 'rows';
  /** What whole rows are kept of; absent from definitions of other contents. */
  readonly samples?: { readonly table: boolean; readonly embeddings: readonly string[] };
  readonly source: Slice['source'];
  readonly segment: { readonly name: string; readonly filter: Slice['segment'] } | null;
  /** Null when nobody said what the model predicts. */
  readonly task: Task | null;
  readonly positiveClass: string;
  /** Declared kinds; other features keep the kind that was learnt. */
  readonly kinds: Readonly<Record<string, FeatureKind>>;
  /** Wait for labels after the end of the rows, in milliseconds. */
  readonly labelDelay: number;
  readonly rows: ReferenceRows;
}

/** definitionHash is the key under which a baseline is found again after a restart. */
export function definitionHash(definition: BaselineDefinition): string {
  return contentHash(definition);
}
