import type { Deployment } from './wire.ts';

/** Scalar is the value of a prediction or a label. */
export type Scalar = number | string | boolean;

/** FeatureValue is one model input: null is an explicit null, undefined leaves the feature out. */
export type FeatureValue = Scalar | null | undefined;

/** Instant is event time: a Date, epoch milliseconds, or RFC 3339 text with a zone. */
export type Instant = Date | number | string;

/** PredictionInput is what logPrediction takes. */
export interface PredictionInput {
  /** Unique per model and version; the first write wins. */
  readonly predictionId: string;
  readonly features: Readonly<Record<string, FeatureValue>>;
  readonly prediction: Scalar;
  /** Score of the positive class, or the confidence. */
  readonly score?: number | undefined;
  /** Score by class. */
  readonly scores?: Readonly<Record<string, number>> | undefined;
  /** Event time; the moment of logging by default. */
  readonly timestamp?: Instant | undefined;
  /** live by default. */
  readonly deployment?: Deployment | undefined;
  /** Overrides the version of the client. */
  readonly version?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly embeddings?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  /** Sampling weight, 1 by default. */
  readonly weight?: number | undefined;
  /** Ground truth, when it is known already. */
  readonly label?: Scalar | undefined;
}

/** LabelInput is what logLabel takes. */
export interface LabelInput {
  readonly predictionId: string;
  readonly label: Scalar;
  /** When the truth became known; the moment of logging by default. */
  readonly timestamp?: Instant | undefined;
  /** Event time of the prediction, which lets the service find it faster. */
  readonly predictionTimestamp?: Instant | undefined;
}

/** FeatureSampleInput is what logFeatures takes: inputs without a prediction. */
export interface FeatureSampleInput {
  /** Unique per model; the first write wins. */
  readonly sampleId: string;
  readonly features: Readonly<Record<string, FeatureValue>>;
  /** Event time; the moment of logging by default. */
  readonly timestamp?: Instant | undefined;
  /** Overrides the version of the client. */
  readonly version?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Sampling weight, 1 by default. */
  readonly weight?: number | undefined;
}
