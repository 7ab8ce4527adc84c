import type { CatalogueEntry, FeatureKind } from '../domain/index.ts';

/** KnownFeature is what the process knows of one feature; times are epoch milliseconds of event time, 0 before any. */
export interface KnownFeature {
  /** Null until the first value that is not null. */
  kind: FeatureKind | null;
  kindSource: CatalogueEntry['kindSource'];
  firstSeen: number;
  lastSeen: number;
  /** The lastSeen that the store has. */
  storedLastSeen: number;
}

/** KnownModel is what the process knows of one model: its features, its versions and how far it has come. */
export interface KnownModel {
  readonly project: string;
  readonly model: string;
  readonly features: Map<string, KnownFeature>;
  readonly versions: Set<string>;
  /** Newest durable event time; null before the first row. */
  watermark: number | null;
}

/** createKnownModel starts a model that nothing is known of. */
export function createKnownModel(project: string, model: string): KnownModel {
  return { project, model, features: new Map(), versions: new Set(), watermark: null };
}

/** advanceWatermark moves the watermark forward, never back. */
export function advanceWatermark(model: KnownModel, eventTime: number): void {
  if (model.watermark === null || eventTime > model.watermark) model.watermark = eventTime;
}
