import {
  type Check,
  checkFeature,
  checkInstant,
  checkNumber,
  checkScalar,
  checkText,
  checkVector,
  mapOf,
  type Refusal,
  refuse,
  under,
} from './check-value.ts';
import type { FeatureSampleInput, LabelInput, PredictionInput } from './input.ts';
import type { FeatureSample, LabelRecord, PredictionRecord } from './wire.ts';

/** RecordKind names the three records that a client sends. */
export type RecordKind = 'prediction' | 'label' | 'feature_sample';

/** FieldRule says where a wire field comes from and what may stand in it. */
interface FieldRule<From extends string = string> {
  readonly from: From;
  readonly check: Check;
  readonly optional?: true;
  /** Turns a checked value into what JSON prints as the wire value. */
  readonly convert?: (value: unknown) => unknown;
}

/** Rules has one rule for every field of the wire record; the model comes from the client. */
type Rules<Wire, Input> = {
  readonly [Field in Exclude<keyof Wire, 'model'>]-?: FieldRule<keyof Input & string>;
};

const toWireInstant = (value: unknown) => (value instanceof Date ? value.getTime() : value);
const toWireVectors = (value: unknown) =>
  Object.fromEntries(
    Object.entries(value as Readonly<Record<string, ArrayLike<number> | undefined>>).map(([name, vector]) => [
      name,
      vector && Array.from(vector),
    ]),
  );

const PREDICTION: Rules<PredictionRecord, PredictionInput> = {
  prediction_id: { from: 'predictionId', check: checkText },
  version: { from: 'version', check: checkText },
  timestamp: { from: 'timestamp', check: checkInstant, convert: toWireInstant },
  features: { from: 'features', check: mapOf(checkFeature) },
  prediction: { from: 'prediction', check: checkScalar },
  score: { from: 'score', check: checkNumber, optional: true },
  scores: { from: 'scores', check: mapOf(checkNumber), optional: true },
  deployment: { from: 'deployment', check: checkText, optional: true },
  tags: { from: 'tags', check: mapOf(checkText), optional: true },
  embeddings: { from: 'embeddings', check: mapOf(checkVector), optional: true, convert: toWireVectors },
  weight: { from: 'weight', check: checkNumber, optional: true },
  label: { from: 'label', check: checkScalar, optional: true },
};

const LABEL: Rules<LabelRecord, LabelInput> = {
  prediction_id: { from: 'predictionId', check: checkText },
  label: { from: 'label', check: checkScalar },
  timestamp: { from: 'timestamp', check: checkInstant, convert: toWireInstant },
  prediction_timestamp: {
    from: 'predictionTimestamp',
    check: checkInstant,
    optional: true,
    convert: toWireInstant,
  },
};

const FEATURE_SAMPLE: Rules<FeatureSample, FeatureSampleInput> = {
  sample_id: { from: 'sampleId', check: checkText },
  version: { from: 'version', check: checkText, optional: true },
  timestamp: { from: 'timestamp', check: checkInstant, convert: toWireInstant },
  features: { from: 'features', check: mapOf(checkFeature) },
  tags: { from: 'tags', check: mapOf(checkText), optional: true },
  weight: { from: 'weight', check: checkNumber, optional: true },
};

type Bag = Readonly<Record<string, unknown>>;

const RULES: Readonly<Record<RecordKind, readonly (readonly [wire: string, rule: FieldRule])[]>> = {
  prediction: Object.entries(PREDICTION),
  label: Object.entries(LABEL),
  feature_sample: Object.entries(FEATURE_SAMPLE),
};

/** Defaults fill the fields that a record leaves to the client. */
export interface Defaults {
  readonly model: string;
  readonly version: string | undefined;
  /** The moment of logging in epoch milliseconds; it stays the same however often the record is sent. */
  readonly now: number;
}

/** encodeRecord gives the wire line of a record, or the first reason why JSON cannot carry it. */
export function encodeRecord(kind: RecordKind, input: unknown, defaults: Defaults): string | Refusal {
  if (typeof input !== 'object' || input === null) {
    return refuse('record_not_object', 'A record is an object.');
  }
  const wire: Record<string, unknown> = { model: defaults.model };
  for (const [field, rule] of RULES[kind]) {
    let value = (input as Bag)[rule.from];
    if (value === undefined && field === 'version') value = defaults.version;
    if (value === undefined && field === 'timestamp') value = defaults.now;
    if (value === undefined) {
      if (rule.optional) continue;
      return under(field, refuse('missing_field', `${rule.from} is missing.`));
    }
    const refusal = rule.check(value);
    if (refusal) return under(field, refusal);
    wire[field] = rule.convert ? rule.convert(value) : value;
  }
  return JSON.stringify(wire);
}
