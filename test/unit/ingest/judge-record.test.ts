import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordKind } from '../../../domain/index.ts';
import { createRecordCheck } from '../../../ingest/check-record.ts';
import { FeatureCatalogue } from '../../../ingest/feature-catalogue.ts';
import { type JudgingContext, judgeRecord } from '../../../ingest/judge-record.ts';
import { aPrediction, NOW } from './builders.ts';

const CAPS = { featuresPerModel: 5, modelsPerProject: 2, versionsPerModel: 2 };
const DAY_MS = 86_400_000;

function aContext(unknownFields: 'refuse' | 'ignore' = 'refuse'): JudgingContext {
  return {
    project: 'acme',
    source: 'test',
    now: NOW,
    bounds: { pastMs: 30 * DAY_MS, futureMs: 600_000 },
    checks: {
      prediction: createRecordCheck('prediction', unknownFields),
      label: createRecordCheck('label', unknownFields),
      feature_sample: createRecordCheck('feature_sample', unknownFields),
    },
    catalogue: new FeatureCatalogue(CAPS),
  };
}

const judge = (value: unknown, kind: RecordKind = 'prediction', context = aContext()) =>
  judgeRecord({ value }, kind, context);

function problemOf(value: unknown, kind: RecordKind = 'prediction', context = aContext()): string {
  const judgement = judge(value, kind, context);
  if (judgement.outcome === 'accepted') return 'accepted';
  return `${judgement.outcome} ${judgement.problem.code} ${judgement.problem.path}`;
}

const { prediction_id: _, ...withoutId } = aPrediction();
const lone = 'a\ud800b';

const CASES: readonly (readonly [string, unknown, string])[] = [
  ['a list', [], 'rejected record_not_object '],
  ['null', null, 'rejected record_not_object '],
  ['a number', 7, 'rejected record_not_object '],
  ['no id', withoutId, 'rejected missing_field /prediction_id'],
  ['an empty id', aPrediction({ prediction_id: '' }), 'rejected invalid_id /prediction_id'],
  ['an id of 128 bytes', aPrediction({ prediction_id: 'é'.repeat(64) }), 'accepted'],
  [
    'an id of 130 bytes in 65 characters',
    aPrediction({ prediction_id: 'é'.repeat(65) }),
    'rejected invalid_id /prediction_id',
  ],
  ['a numeric id', aPrediction({ prediction_id: 12 }), 'rejected wrong_type /prediction_id'],
  [
    'half a surrogate pair in an id',
    aPrediction({ prediction_id: lone }),
    'rejected invalid_id /prediction_id',
  ],
  ['hostile characters in an id', aPrediction({ prediction_id: '\'";\\\u0000😀' }), 'accepted'],
  ['a long model name', aPrediction({ model: 'm'.repeat(257) }), 'rejected invalid_name /model'],
  ['an unknown field', aPrediction({ projekt: 'x' }), 'rejected unknown_field /projekt'],
  ['a project in the record', aPrediction({ project: 'other' }), 'rejected unknown_field /project'],
  ['features as a list', aPrediction({ features: [1] }), 'rejected wrong_type /features'],
  ['a nested feature', aPrediction({ features: { a: { b: 1 } } }), 'rejected wrong_type /features/a'],
  [
    'a slash in a bad feature',
    aPrediction({ features: { 'a/b~': [] } }),
    'rejected wrong_type /features/a~1b~0',
  ],
  ['an empty feature name', aPrediction({ features: { '': 1 } }), 'rejected invalid_name /features/'],
  [
    'a long feature name',
    aPrediction({ features: { ['n'.repeat(257)]: 1 } }),
    `rejected invalid_name /features/${'n'.repeat(257)}`,
  ],
  ['a line break in a feature name', aPrediction({ features: { 'a\nb': 1 } }), 'accepted'],
  [
    'an infinite feature',
    aPrediction({ features: { a: Number.POSITIVE_INFINITY } }),
    'rejected number_not_finite /features/a',
  ],
  [
    'the text NaN as a feature',
    aPrediction({ features: { a: 'NaN' } }),
    'rejected number_not_finite /features/a',
  ],
  [
    'the text -Infinity as a feature',
    aPrediction({ features: { a: '-Infinity' } }),
    'rejected number_not_finite /features/a',
  ],
  ['the text NaN as the score', aPrediction({ score: 'NaN' }), 'rejected number_not_finite /score'],
  [
    'the text NaN as the prediction',
    aPrediction({ prediction: 'nan' }),
    'rejected number_not_finite /prediction',
  ],
  ['a numeric text as the score', aPrediction({ score: '0.5' }), 'rejected wrong_type /score'],
  ['a long text', aPrediction({ features: { a: 'x'.repeat(8193) } }), 'rejected string_too_long /features/a'],
  [
    'a long text in bytes',
    aPrediction({ features: { a: 'é'.repeat(4097) } }),
    'rejected string_too_long /features/a',
  ],
  ['a long tag', aPrediction({ tags: { a: 'é'.repeat(4097) } }), 'rejected string_too_long /tags/a'],
  [
    'half a surrogate pair in a text',
    aPrediction({ features: { a: lone } }),
    'rejected wrong_type /features/a',
  ],
  ['an unknown deployment', aPrediction({ deployment: 'prod' }), 'rejected wrong_type /deployment'],
  ['a weight of zero', aPrediction({ weight: 0 }), 'rejected wrong_type /weight'],
  ['a null label', aPrediction({ label: null }), 'rejected wrong_type /label'],
  [
    'an embedding with text',
    aPrediction({ embeddings: { e: [1, 'x'] } }),
    'rejected wrong_type /embeddings/e/1',
  ],
  ['epoch seconds', aPrediction({ timestamp: 1_763_640_000 }), 'rejected timestamp_in_seconds /timestamp'],
  [
    'a naive time',
    aPrediction({ timestamp: '2026-11-20T11:00:00' }),
    'rejected timestamp_without_zone /timestamp',
  ],
  ['no time', aPrediction({ timestamp: 'yesterday' }), 'rejected invalid_timestamp /timestamp'],
  [
    'the year 1970',
    aPrediction({ timestamp: '1970-01-01T00:00:00Z' }),
    'quarantined timestamp_out_of_range /timestamp',
  ],
  [
    'the year 2262',
    aPrediction({ timestamp: '2262-04-12T00:00:00Z' }),
    'quarantined timestamp_out_of_range /timestamp',
  ],
  [
    '31 days ago',
    aPrediction({ timestamp: NOW - 31 * DAY_MS }),
    'quarantined timestamp_out_of_range /timestamp',
  ],
  [
    'in eleven minutes',
    aPrediction({ timestamp: NOW + 660_000 }),
    'quarantined timestamp_out_of_range /timestamp',
  ],
  ['in nine minutes', aPrediction({ timestamp: NOW + 540_000 }), 'accepted'],
  ['__proto__ as a field', JSON.parse('{"__proto__":{"admin":true}}'), 'rejected forbidden_key /__proto__'],
  [
    '__proto__ as a feature',
    aPrediction({ features: JSON.parse('{"__proto__":1}') }),
    'rejected forbidden_key /features/__proto__',
  ],
  [
    '__proto__ as a tag',
    aPrediction({ tags: JSON.parse('{"__proto__":"x"}') }),
    'rejected forbidden_key /tags/__proto__',
  ],
  [
    'constructor.prototype inside of a feature',
    aPrediction({ features: { constructor: { prototype: {} } } }),
    'rejected forbidden_key /features/constructor',
  ],
  [
    'constructor.prototype as a field',
    aPrediction({ constructor: { prototype: {} } }),
    'rejected forbidden_key /constructor',
  ],
  ['a feature named constructor', aPrediction({ features: { constructor: 1 } }), 'accepted'],
  ['a feature named toString', aPrediction({ features: { toString: 'x', toJSON: 'y' } }), 'accepted'],
];

for (const [name, value, expected] of CASES) {
  test(`a prediction with ${name}: ${expected}`, () => assert.equal(problemOf(value), expected));
}

test('more than 1,000 features are refused with the count', () => {
  const features = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`f${index}`, 1]));
  assert.equal(problemOf(aPrediction({ features })), 'rejected too_many_features /features');
});

test('text that is not JSON is quarantined with its text', () => {
  const judgement = judgeRecord({ raw: '{"a":NaN}', code: 'invalid_json' }, 'prediction', aContext());
  assert.equal(judgement.outcome === 'quarantined' && judgement.raw, '{"a":NaN}');
});

test('unknown_fields: ignore drops the field, and still refuses forbidden keys inside of it', () => {
  const context = aContext('ignore');
  assert.equal(problemOf(aPrediction({ extra: { a: 1 } }), 'prediction', context), 'accepted');
  const hostile = aPrediction({ extra: JSON.parse('{"deep":{"__proto__":1}}') });
  assert.equal(problemOf(hostile, 'prediction', context), 'rejected forbidden_key /extra/deep/__proto__');
});

test('a prediction becomes one row with features by type, and one label row when it carries a label', () => {
  const judgement = judge(
    aPrediction({ features: { age: 41, vip: true, gone: null, country: 'DE' }, prediction: 1, label: true }),
  );
  assert.ok(judgement.outcome === 'accepted' && judgement.main.table === 'predictions');
  const { row } = judgement.main;
  assert.deepEqual(row.numeric_features, { age: 41, gone: null });
  assert.deepEqual(row.categorical_features, { vip: 'true', country: 'DE' });
  assert.deepEqual([row.prediction_text, row.prediction_number, row.deployment], ['1', 1, 'live']);
  assert.ok(judgement.label?.table === 'labels');
  assert.deepEqual(judgement.label.row, {
    project: 'acme',
    model: 'fraud',
    prediction_id: 'p1',
    event_time: null,
    prediction_timestamp: NOW - 1000,
    label_text: 'true',
    label_number: 1,
    source: 'test',
  });
});

test('a label may belong to a prediction of any age, and its own time stays within the bounds', () => {
  const label = { prediction_id: 'p1', model: 'fraud', label: 1 };
  assert.equal(problemOf({ ...label, prediction_timestamp: NOW - 90 * DAY_MS }, 'label'), 'accepted');
  assert.equal(problemOf(label, 'label'), 'accepted');
  assert.equal(
    problemOf({ ...label, timestamp: NOW - 90 * DAY_MS }, 'label'),
    'quarantined timestamp_out_of_range /timestamp',
  );
  assert.equal(
    problemOf({ ...label, prediction_timestamp: '1805-01-01T00:00:00Z' }, 'label'),
    'quarantined timestamp_out_of_range /prediction_timestamp',
  );
});

test('a feature keeps the kind of its first value; a text in a numeric feature is kept beside it', () => {
  const context = aContext();
  assert.equal(problemOf(aPrediction({ features: { age: null } }), 'prediction', context), 'accepted');
  assert.deepEqual(context.catalogue.list('acme', 'fraud'), []);
  judge(aPrediction({ features: { age: 41 } }), 'prediction', context);
  const mixed = judge(aPrediction({ features: { age: 'unknown' } }), 'prediction', context);
  assert.ok(mixed.outcome === 'accepted' && mixed.main.table === 'predictions');
  assert.deepEqual(mixed.main.row.categorical_features, { age: 'unknown' });
  assert.deepEqual(
    context.catalogue.list('acme', 'fraud').map(({ feature, kind }) => `${feature} ${kind}`),
    ['age numeric'],
  );
});

test('nan is an honest category of a feature that is known as text', () => {
  const context = aContext();
  judge(aPrediction({ features: { country: 'DE' } }), 'prediction', context);
  assert.equal(problemOf(aPrediction({ features: { country: 'nan' } }), 'prediction', context), 'accepted');
});

test('a null of a categorical feature is a null there, not among the numbers', () => {
  const context = aContext();
  judge(aPrediction({ features: { country: 'DE' } }), 'prediction', context);
  const judgement = judge(aPrediction({ features: { country: null } }), 'prediction', context);
  assert.ok(judgement.outcome === 'accepted' && judgement.main.table === 'predictions');
  assert.deepEqual(judgement.main.row.categorical_features, { country: null });
});

test('caps: names beyond the cap are refused and teach nothing, known names go on', () => {
  const context = aContext();
  judge(aPrediction({ features: { a: 1, b: 1, c: 1, d: 1 } }), 'prediction', context);
  const code = (value: unknown) => problemOf(value, 'prediction', context);
  assert.equal(code(aPrediction({ features: { e: 1, f: 1 } })), 'rejected too_many_feature_names /features');
  assert.equal(code(aPrediction({ features: { e: 1 } })), 'accepted');
  assert.equal(code(aPrediction({ features: { a: 1, e: 1 } })), 'accepted');
  assert.equal(
    code(aPrediction({ version: 'v2', features: { new: 1 } })),
    'rejected too_many_feature_names /features',
  );
  assert.equal(code(aPrediction({ version: 'v2', features: {} })), 'accepted');
  assert.equal(code(aPrediction({ version: 'v3', features: {} })), 'rejected too_many_names /version');
  assert.equal(code(aPrediction({ model: 'second', features: {} })), 'accepted');
  assert.equal(code(aPrediction({ model: 'third', features: {} })), 'rejected too_many_names /model');
});

test('a sample needs no version and becomes a row of its own table', () => {
  const sample = { sample_id: 's1', model: 'fraud', timestamp: NOW, features: { age: 1 }, weight: 2 };
  const judgement = judge(sample, 'feature_sample');
  assert.ok(judgement.outcome === 'accepted' && judgement.main.table === 'feature_samples');
  assert.deepEqual([judgement.main.row.version, judgement.main.row.weight], ['', 2]);
});
