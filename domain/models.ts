/** Task says what a model predicts, and so which performance metrics apply. */
export type Task = 'binary' | 'multiclass' | 'regression';

/** FeatureKind decides which statistics apply; values of the other type count as a type mismatch. */
export type FeatureKind = 'numeric' | 'categorical';

/** ModelVersion is one released state of a model. */
export interface ModelVersion {
  readonly project: string;
  readonly model: string;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly registeredAt: number;
  /** seen: met in a record; declared: registered through the API; retrained: registered by a retraining run. */
  readonly source: 'seen' | 'declared' | 'retrained';
  readonly retrainingRunId?: string;
}

/** CatalogueEntry is what is known of one feature of one model. */
export interface CatalogueEntry {
  readonly project: string;
  readonly model: string;
  readonly feature: string;
  readonly kind: FeatureKind;
  readonly kindSource: 'declared' | 'learnt';
  /** Event time, epoch milliseconds. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}
