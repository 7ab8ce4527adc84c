import { type Static, Type } from 'typebox';
import { LIMITS } from './limits.ts';

const id = (description: string) => Type.String({ minLength: 1, maxLength: LIMITS.idBytes, description });
const name = (description: string) => Type.String({ minLength: 1, maxLength: LIMITS.nameBytes, description });
const text = Type.String({ maxLength: LIMITS.stringBytes });
const scalar = Type.Union([Type.Number(), text, Type.Boolean()]);

/** mapOf accepts any key, line breaks included, which a pattern such as ^.*$ would let pass unchecked. */
function mapOf<T extends Type.TSchema>(values: T, maxProperties: number, description: string) {
  return Type.Unsafe<Record<string, Static<T>>>(
    Type.Object({}, { additionalProperties: values, maxProperties, description }),
  );
}

/** TimestampSchema is event time on the wire: RFC 3339 with a zone, or epoch milliseconds. */
export const TimestampSchema = Type.Union([Type.String(), Type.Number()], {
  description: 'RFC 3339 with a zone, or epoch milliseconds',
});

/** FeaturesSchema maps a feature's name to its value; null is an explicit null, an absent name is missing. */
const FeaturesSchema = mapOf(
  Type.Union([Type.Number(), text, Type.Boolean(), Type.Null()]),
  LIMITS.featuresPerRecord,
  'Feature values by name',
);

const TagsSchema = mapOf(text, LIMITS.tagsPerRecord, 'Free tags by name');
const WeightSchema = Type.Number({ exclusiveMinimum: 0, description: 'Sampling weight, 1 by default' });

/** DeploymentSchema says which traffic a prediction belongs to. */
const DeploymentSchema = Type.Union([Type.Literal('live'), Type.Literal('shadow'), Type.Literal('canary')], {
  description: 'Which traffic the prediction belongs to; live by default',
});

/** PredictionRecordSchema is one model output with the inputs it was computed from. */
export const PredictionRecordSchema = Type.Object(
  {
    prediction_id: id('Unique per model and version; the first write wins'),
    model: name('The model that predicted'),
    version: name("The model's version"),
    timestamp: TimestampSchema,
    features: FeaturesSchema,
    prediction: scalar,
    score: Type.Optional(Type.Number({ description: 'Score of the positive class, or the confidence' })),
    scores: Type.Optional(mapOf(Type.Number(), LIMITS.classesPerRecord, 'Score by class')),
    deployment: Type.Optional(DeploymentSchema),
    tags: Type.Optional(TagsSchema),
    embeddings: Type.Optional(
      mapOf(
        Type.Array(Type.Number(), { maxItems: LIMITS.embeddingLength }),
        LIMITS.embeddingsPerRecord,
        'Vectors by name',
      ),
    ),
    weight: Type.Optional(WeightSchema),
    label: Type.Optional(scalar),
  },
  { additionalProperties: false, title: 'PredictionRecord' },
);

/** LabelRecordSchema is the ground truth of one prediction, usually known later. */
export const LabelRecordSchema = Type.Object(
  {
    prediction_id: id('The prediction that the label belongs to'),
    model: name('The model that predicted'),
    label: scalar,
    timestamp: Type.Optional(TimestampSchema),
    prediction_timestamp: Type.Optional(TimestampSchema),
  },
  { additionalProperties: false, title: 'LabelRecord' },
);

/** FeatureSampleSchema is a row of inputs without a prediction. */
export const FeatureSampleSchema = Type.Object(
  {
    sample_id: id('Unique per model; the first write wins'),
    model: name('The model that reads these features'),
    version: Type.Optional(name("The model's version")),
    timestamp: TimestampSchema,
    features: FeaturesSchema,
    tags: Type.Optional(TagsSchema),
    weight: Type.Optional(WeightSchema),
  },
  { additionalProperties: false, title: 'FeatureSample' },
);

export type PredictionRecord = Static<typeof PredictionRecordSchema>;
export type LabelRecord = Static<typeof LabelRecordSchema>;
export type FeatureSample = Static<typeof FeatureSampleSchema>;

/** RecordKind names the three records; each has its route, topic and table. */
export type RecordKind = 'prediction' | 'label' | 'feature_sample';
