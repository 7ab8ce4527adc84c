export type { RecordKind } from './encode-record.ts';
export type { DroppedRecords, DropReason, RejectedRecord } from './events.ts';
export type {
  FeatureSampleInput,
  FeatureValue,
  Instant,
  LabelInput,
  PredictionInput,
  Scalar,
} from './input.ts';
export type { PlumblineOptions } from './options.ts';
export type { FlushResult } from './outbox.ts';
export { Plumbline, type PlumblineStats } from './plumbline.ts';
export type { Deployment, FeatureSample, LabelRecord, PredictionRecord } from './wire.ts';
