import { type Static, Type } from 'typebox';
import {
  LIMITS,
  PERFORMANCE_METRIC_IDS,
  type PerformanceMetricId,
  STATISTIC_IDS,
  type StatisticId,
} from '../../domain/index.ts';
import { AnalysisSchema } from '../engines/analysis-section.ts';

const closed = { additionalProperties: false } as const;
const name = (description: string) => Type.String({ minLength: 1, maxLength: LIMITS.nameBytes, description });
const duration = (description: string) =>
  Type.String({ description: `${description}; such as 30s, 5m, 1h, 7d` });
const instant = Type.Union([Type.String(), Type.Number()], {
  description: 'an instant: RFC 3339 with a zone, or epoch milliseconds',
});
const deployment = Type.Enum(['live', 'shadow', 'canary'], { description: 'Which traffic' });

/** BaselineWindowSchema is a span of stored event time, [from, to). */
const BaselineWindowSchema = Type.Object(
  {
    from: instant,
    to: instant,
    version: Type.Optional(name('Rows of this version only')),
    deployment: Type.Optional(deployment),
  },
  closed,
);

const BaselineSchema = Type.Object(
  {
    window: Type.Optional(BaselineWindowSchema),
    file: Type.Optional(Type.String({ minLength: 1, description: 'A csv or parquet file' })),
    format: Type.Optional(
      Type.Enum(['csv', 'parquet'], { description: 'By default the ending of the name' }),
    ),
    prediction: Type.Optional(name('Column of the file that holds the prediction')),
    score: Type.Optional(name('Column of the file that holds the score')),
    label: Type.Optional(name('Column of the file that holds the label')),
    ignore: Type.Optional(
      Type.Array(Type.String(), { description: 'Columns of the file that are no features' }),
    ),
    first: Type.Optional(duration('The first rows by time')),
    rows: Type.Optional(Type.Integer({ minimum: 1, description: 'The first rows by count' })),
    trailing: Type.Optional(duration('The time before each window')),
    seasonal: Type.Optional(
      Type.Object(
        { weeks: Type.Integer({ minimum: 1, maximum: 52, description: 'How many weeks back' }) },
        { ...closed, description: 'The same weekday and time of day in each of the weeks before a window' },
      ),
    ),
    exclude: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Days that are left out of a trailing or seasonal reference, such as 2026-12-24',
      }),
    ),
  },
  {
    ...closed,
    description: 'One of window, file, first and/or rows (whichever is full first), trailing, or seasonal',
  },
);

/** ModelSchema declares one model: what it predicts, and the reference that its monitors compare with. */
const ModelSchema = Type.Object(
  {
    name: name('The model, as its records name it'),
    project: Type.Optional(name('default unless given')),
    task: Type.Enum(['binary', 'multiclass', 'regression'], { description: 'What the model predicts' }),
    positive_class: Type.Optional(
      Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
        description: 'a text, number or boolean: the class that the score belongs to; 1 by default',
      }),
    ),
    features: Type.Optional(
      Type.Unsafe<Record<string, 'numeric' | 'categorical'>>(
        Type.Object(
          {},
          {
            additionalProperties: Type.Enum(['numeric', 'categorical']),
            maxProperties: LIMITS.featureNamesPerModel,
            description: 'Kind by feature name; other features keep the kind that was learnt',
          },
        ),
      ),
    ),
    max_label_delay: Type.Optional(duration('How late a label may be; 30d by default')),
    baseline: Type.Optional(BaselineSchema),
    baseline_per_version: Type.Optional(
      Type.Boolean({ description: 'Each version is compared with its own rows; false by default' }),
    ),
  },
  { ...closed, title: 'Model' },
);

const SegmentSchema = Type.Object(
  {
    name: name('Shown beside every result of the segment'),
    where: Type.Array(
      Type.Object(
        {
          tag: Type.Optional(name('Name of a tag')),
          feature: Type.Optional(name('Name of a categorical feature')),
          in: Type.Array(Type.String(), { minItems: 1, description: 'Values that belong to the segment' }),
        },
        closed,
      ),
      { minItems: 1, description: 'Every condition must hold' },
    ),
  },
  closed,
);

const WindowSchema = Type.Union(
  [
    Type.String(),
    Type.Object({ every: Type.Enum(['day', 'week']), zone: Type.String({ minLength: 1 }) }, closed),
  ],
  { description: 'a duration such as 1h, 1d or 1w (UTC, weeks from Monday), or {every: day | week, zone}' },
);

const threshold = Type.Optional(
  Type.Object(
    {
      delta: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Magnitude of a warning' })),
      critical: Type.Optional(
        Type.Number({ exclusiveMinimum: 0, description: 'Magnitude of a critical finding' }),
      ),
    },
    closed,
  ),
);

const thresholds = Object.fromEntries(
  [...STATISTIC_IDS, ...PERFORMANCE_METRIC_IDS].map((id) => [id, threshold]),
) as Record<StatisticId | PerformanceMetricId, typeof threshold>;

const PolicySchema = Type.Object(
  {
    ...thresholds,
    alpha: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        description: 'Level of the corrected p-value',
      }),
    ),
    decided_by: Type.Optional(
      Type.Enum(['primary', 'any'], { description: 'Whether one statistic decides for a feature, or any' }),
    ),
    for: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'Bad windows in a row before the alert fires; 2',
      }),
    ),
  },
  { ...closed, description: 'When a measured value is a finding' },
);

/** MonitorSchema declares one monitor: subject, statistics, windows, policy and what to do without data. */
const MonitorSchema = Type.Object(
  {
    name: name('Unique within the project'),
    model: name('A declared model'),
    project: Type.Optional(name('default unless given')),
    kind: Type.Enum(['data_drift', 'prediction_drift', 'performance'], { description: 'What is watched' }),
    features: Type.Optional(
      Type.Union([Type.Literal('all'), Type.Array(Type.String(), { minItems: 1, uniqueItems: true })], {
        description: 'all, or a list of feature names',
      }),
    ),
    statistics: Type.Optional(Type.Array(Type.Enum([...STATISTIC_IDS]), { minItems: 1, uniqueItems: true })),
    metrics: Type.Optional(
      Type.Array(Type.Enum([...PERFORMANCE_METRIC_IDS]), { minItems: 1, uniqueItems: true }),
    ),
    source: Type.Optional(
      Type.Enum(['predictions', 'feature_samples'], { description: 'Rows with the features' }),
    ),
    deployment: Type.Optional(deployment),
    segments: Type.Optional(Type.Array(SegmentSchema, { description: 'Judged besides all traffic' })),
    window: WindowSchema,
    lateness: Type.Optional(duration('Wait after the end of a window; 5m by default')),
    max_wait: Type.Optional(duration('Then a window runs as partial; 1h by default')),
    label_delay: Type.Optional(
      duration('Wait for labels after the end of a performance window; 1d by default'),
    ),
    min_samples: Type.Optional(Type.Integer({ minimum: 1, description: 'Fewer rows are not judged; 100' })),
    policy: Type.Optional(PolicySchema),
    max_catch_up: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'Windows evaluated after downtime; 48' }),
    ),
    on_no_data: Type.Optional(
      Type.Enum(['skip', 'alert'], { description: 'An empty window; skip by default' }),
    ),
    severity: Type.Optional(Type.Enum(['warning', 'critical'], { description: 'Severity of every finding' })),
  },
  { ...closed, title: 'Monitor' },
);

/** AnalyzersSchema is the part of plumbline.yaml that analyzers own. */
export const AnalyzersSchema = Type.Object(
  {
    models: Type.Optional(Type.Array(ModelSchema)),
    monitors: Type.Optional(Type.Array(MonitorSchema)),
    clock: Type.Optional(
      Type.Enum(['wall', 'replay'], {
        description: 'replay: the present is the newest event time of the model',
      }),
    ),
    tick: Type.Optional(duration('How often due windows are looked for; 10s by default')),
    defaults: Type.Optional(
      Type.Object(
        {
          monitors: Type.Optional(
            Type.Boolean({
              description: 'Silent drift monitors for every model that has none; false by default',
            }),
          ),
        },
        closed,
      ),
    ),
    analysis: Type.Optional(AnalysisSchema),
  },
  closed,
);

/** BaselineInput is a model's baseline as written in YAML. */
export type BaselineInput = Static<typeof BaselineSchema>;
/** ModelInput is one entry of models: as written in YAML. */
export type ModelInput = Static<typeof ModelSchema>;
/** MonitorInput is one entry of monitors: as written in YAML. */
export type MonitorInput = Static<typeof MonitorSchema>;
/** AnalyzersInput is the section as written in YAML. */
export type AnalyzersInput = Static<typeof AnalyzersSchema>;

/** VersionBaselineSchema is the baseline that a version brings along when it is registered. */
export const VersionBaselineSchema = Type.Object(
  {
    window: Type.Object({ from: instant, to: instant }, closed),
    deployment: Type.Optional(deployment),
  },
  { ...closed, title: 'VersionBaseline' },
);
