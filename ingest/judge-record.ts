import {
  canonicalNumber,
  canonicalText,
  ERROR_CODES,
  type FeatureSample,
  type LabelRecord,
  type PredictionRecord,
  type RecordKind,
} from '../domain/index.ts';
import type { RecordCheck } from './check-record.ts';
import { checkTime, type EventTimeBounds } from './check-times.ts';
import type { FeatureCatalogue } from './feature-catalogue.ts';
import type { KnownModel } from './known-model.ts';
import { type Judgement, quarantined, type RecordProblem, rejected, type ShapedRow } from './outcomes.ts';
import { type SplitFeatures, splitFeatures } from './split-features.ts';

/** IncomingRecord is a decoded value, or text that could not be decoded with the code of what is wrong. */
export type IncomingRecord =
  | { readonly value: unknown }
  | { readonly raw: string; readonly code: 'invalid_json' | 'forbidden_key' | 'too_deep' };

/** JudgingContext is what the steps of the pipeline need besides the record. */
export interface JudgingContext {
  readonly project: string;
  /** Where the records come from, such as http or import. */
  readonly source: string;
  readonly now: number;
  readonly bounds: EventTimeBounds;
  readonly checks: Readonly<Record<RecordKind, RecordCheck>>;
  readonly catalogue: FeatureCatalogue;
}

/**
 * judgeRecord takes one record through every step: decode, schema and forbidden keys, timestamps and event-time
 * bounds, catalogue, row. The first step that objects decides; a record that passes teaches the catalogue.
 */
export function judgeRecord(incoming: IncomingRecord, kind: RecordKind, context: JudgingContext): Judgement {
  if ('raw' in incoming) {
    const { code, raw } = incoming;
    return quarantined({ code, path: '', message: ERROR_CODES[code] }, '', raw);
  }
  const problem = context.checks[kind](incoming.value);
  if (problem) return rejected(problem);
  switch (kind) {
    case 'prediction':
      return judgePrediction(incoming.value as PredictionRecord, context);
    case 'label':
      return judgeLabel(incoming.value as LabelRecord, context);
    case 'feature_sample':
      return judgeSample(incoming.value as FeatureSample, context);
  }
}

function judgePrediction(record: PredictionRecord, context: JudgingContext): Judgement {
  const inputs = judgeInputs(record, record.version, context);
  if ('outcome' in inputs) return inputs;
  const { project, source } = context;
  const { features, eventTime } = inputs;
  const main: ShapedRow = {
    table: 'predictions',
    row: {
      project,
      model: record.model,
      prediction_id: record.prediction_id,
      version: record.version,
      deployment: record.deployment ?? 'live',
      source,
      event_time: eventTime,
      prediction_text: canonicalText(record.prediction),
      prediction_number: canonicalNumber(record.prediction),
      score: record.score ?? null,
      ...(record.scores && { scores: record.scores }),
      numeric_features: features.numeric,
      categorical_features: features.categorical,
      ...(record.embeddings && { embeddings: record.embeddings }),
      ...(record.tags && { tags: record.tags }),
      ...(record.weight !== undefined && { weight: record.weight }),
    },
  };
  if (record.label === undefined) return { outcome: 'accepted', main, label: null };
  const { model, prediction_id, label } = record;
  return {
    outcome: 'accepted',
    main,
    label: shapeLabel({ model, prediction_id, label }, null, eventTime, context),
  };
}

function judgeLabel(record: LabelRecord, context: JudgingContext): Judgement {
  const { bounds, now } = context;
  let eventTime: number | null = null;
  if (record.timestamp !== undefined) {
    const time = checkTime(record.timestamp, '/timestamp', bounds, now);
    if (!time.ok) return badTime(time.problem, record);
    eventTime = time.ms;
  }
  let predictionTime: number | null = null;
  if (record.prediction_timestamp !== undefined) {
    // A label may belong to a prediction of any age.
    const anyAge = { pastMs: Number.POSITIVE_INFINITY, futureMs: bounds.futureMs };
    const time = checkTime(record.prediction_timestamp, '/prediction_timestamp', anyAge, now);
    if (!time.ok) return badTime(time.problem, record);
    predictionTime = time.ms;
  }
  return {
    outcome: 'accepted',
    main: shapeLabel(record, eventTime, predictionTime, context),
    label: null,
  };
}

function judgeSample(record: FeatureSample, context: JudgingContext): Judgement {
  const inputs = judgeInputs(record, record.version, context);
  if ('outcome' in inputs) return inputs;
  const { project, source } = context;
  const { features, eventTime } = inputs;
  const main: ShapedRow = {
    table: 'feature_samples',
    row: {
      project,
      model: record.model,
      sample_id: record.sample_id,
      version: record.version ?? '',
      source,
      event_time: eventTime,
      numeric_features: features.numeric,
      categorical_features: features.categorical,
      ...(record.tags && { tags: record.tags }),
      ...(record.weight !== undefined && { weight: record.weight }),
    },
  };
  return { outcome: 'accepted', main, label: null };
}

/** judgeInputs does the steps that predictions and samples share: event time, catalogue, features. */
function judgeInputs(
  record: PredictionRecord | FeatureSample,
  version: string | undefined,
  context: JudgingContext,
): Judgement | { readonly eventTime: number; readonly features: SplitFeatures } {
  const time = checkTime(record.timestamp, '/timestamp', context.bounds, context.now);
  if (!time.ok) return badTime(time.problem, record);
  const { catalogue, project, now } = context;
  const known = catalogue.find(project, record.model);
  const features = splitFeatures(record.features, known?.features ?? NO_FEATURES, time.ms);
  if (!features.ok) return rejected(features.problem);
  const admitted = known ?? catalogue.admit(project, record.model);
  if ('code' in admitted) return rejected(admitted);
  const problem =
    features.lessons.length > 0 || (version !== undefined && !admitted.versions.has(version))
      ? catalogue.teach(
          admitted,
          { version: version ?? null, lessons: features.lessons, eventTime: time.ms },
          now,
        )
      : null;
  return problem ? rejected(problem) : { eventTime: time.ms, features };
}

const NO_FEATURES: KnownModel['features'] = new Map();

function shapeLabel(
  record: Pick<LabelRecord, 'model' | 'prediction_id' | 'label'>,
  eventTime: number | null,
  predictionTime: number | null,
  { project, source }: JudgingContext,
): ShapedRow {
  return {
    table: 'labels',
    row: {
      project,
      model: record.model,
      prediction_id: record.prediction_id,
      event_time: eventTime,
      prediction_timestamp: predictionTime,
      label_text: canonicalText(record.label),
      label_number: canonicalNumber(record.label),
      source,
    },
  };
}

/** badTime quarantines what may become right when the bounds are opened, and rejects what never can. */
function badTime(problem: RecordProblem, record: { readonly model: string }): Judgement {
  if (problem.code !== 'timestamp_out_of_range') return rejected(problem);
  return quarantined(problem, record.model, JSON.stringify(record));
}
