import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Check } from 'typebox/value';
import {
  ERROR_CODES,
  FeatureSampleSchema,
  LabelRecordSchema,
  PredictionRecordSchema,
} from '../../../domain/index.ts';
import { encodeRecord, type RecordKind } from '../../../sdk/src/encode-record.ts';

const DEFAULTS = { model: 'eta', version: '7', now: 1_700_000_000_000 };
const PREDICTION = { predictionId: 'p1', features: { age: 41 }, prediction: true };

function encode(kind: RecordKind, input: unknown, defaults: typeof DEFAULTS = DEFAULTS) {
  const line = encodeRecord(kind, input, defaults);
  assert.equal(typeof line, 'string', JSON.stringify(line));
  return JSON.parse(line as string) as Record<string, unknown>;
}

function refusal(input: unknown, kind: RecordKind = 'prediction') {
  const refused = encodeRecord(kind, input, DEFAULTS);
  if (typeof refused === 'string') assert.fail(`encoded: ${refused}`);
  assert.ok(refused.code in ERROR_CODES);
  assert.notEqual(refused.message, '');
  return [refused.code, refused.path];
}

test('encode: a prediction takes model, version and timestamp from the client', () => {
  assert.deepEqual(encode('prediction', PREDICTION), {
    model: 'eta',
    prediction_id: 'p1',
    version: '7',
    timestamp: DEFAULTS.now,
    features: { age: 41 },
    prediction: true,
  });
});

test('encode: every field of a prediction has its snake_case name and overrides the defaults', () => {
  const input = {
    ...PREDICTION,
    score: 0.25,
    scores: { yes: 0.25, no: 0.75 },
    timestamp: new Date(1_600_000_000_000),
    deployment: 'shadow',
    version: '8',
    tags: { region: 'eu' },
    embeddings: { text: new Float32Array([0.5, 1]) },
    weight: 2,
    label: 'yes',
  };
  assert.deepEqual(encode('prediction', input), {
    model: 'eta',
    prediction_id: 'p1',
    version: '8',
    timestamp: 1_600_000_000_000,
    features: { age: 41 },
    prediction: true,
    score: 0.25,
    scores: { yes: 0.25, no: 0.75 },
    deployment: 'shadow',
    tags: { region: 'eu' },
    embeddings: { text: [0.5, 1] },
    weight: 2,
    label: 'yes',
  });
});

test('encode: labels and feature samples have their own fields', () => {
  const label = { predictionId: 'p1', label: 3, timestamp: '2026-01-01T00:00:00Z', predictionTimestamp: 5 };
  assert.deepEqual(encode('label', label), {
    model: 'eta',
    prediction_id: 'p1',
    label: 3,
    timestamp: '2026-01-01T00:00:00Z',
    prediction_timestamp: 5,
  });
  assert.deepEqual(encode('feature_sample', { sampleId: 's1', features: {}, tags: { a: 'b' }, weight: 1 }), {
    model: 'eta',
    sample_id: 's1',
    version: '7',
    timestamp: DEFAULTS.now,
    features: {},
    tags: { a: 'b' },
    weight: 1,
  });
});

test('encode: null is sent, undefined leaves a feature or an optional field out', () => {
  const input = {
    ...PREDICTION,
    features: { a: null, b: undefined },
    score: undefined,
    tags: { c: undefined },
  };
  const wire = encode('prediction', input);
  assert.deepEqual([wire.features, wire.tags, 'score' in wire], [{ a: null }, {}, false]);
});

test('encode: values that JSON would lose or change are refused with code and pointer', () => {
  const feature = (value: unknown) => refusal({ ...PREDICTION, features: { 'a/b~c': value } });
  const path = '/features/a~1b~0c';
  assert.deepEqual(feature(Number.NaN), ['number_not_finite', path]);
  assert.deepEqual(feature(Number.POSITIVE_INFINITY), ['number_not_finite', path]);
  for (const value of [1n, new Date(), Symbol('s'), () => 1, {}, [], new Map()]) {
    assert.deepEqual(feature(value), ['wrong_type', path]);
  }
  for (const features of [null, [1], new Map([['a', 1]]), new Date(), 'text', { toJSON: () => ({}) }]) {
    assert.equal(refusal({ ...PREDICTION, features })[0], 'wrong_type');
  }
  assert.deepEqual(refusal({ ...PREDICTION, prediction: Number.NaN }), ['number_not_finite', '/prediction']);
  assert.deepEqual(refusal({ ...PREDICTION, scores: { a: Number.NaN } }), ['number_not_finite', '/scores/a']);
  assert.deepEqual(refusal({ ...PREDICTION, embeddings: { e: [1, Number.NaN] } }), [
    'number_not_finite',
    '/embeddings/e/1',
  ]);
  assert.deepEqual(refusal({ ...PREDICTION, embeddings: { e: 'text' } }), ['wrong_type', '/embeddings/e']);
  assert.deepEqual(refusal({ ...PREDICTION, timestamp: new Date(Number.NaN) }), [
    'invalid_timestamp',
    '/timestamp',
  ]);
  assert.deepEqual(refusal({ ...PREDICTION, timestamp: {} }), ['wrong_type', '/timestamp']);
  assert.deepEqual(refusal({ ...PREDICTION, predictionId: 7 }), ['wrong_type', '/prediction_id']);
});

test('encode: missing fields and things that are no record are refused', () => {
  assert.deepEqual(refusal({ features: {}, prediction: 1 }), ['missing_field', '/prediction_id']);
  assert.deepEqual(refusal({ predictionId: 'p', features: {} }), ['missing_field', '/prediction']);
  assert.deepEqual(refusal({ predictionId: 'p' }, 'label'), ['missing_field', '/label']);
  for (const input of [undefined, null, 'text', 5]) assert.equal(refusal(input)[0], 'record_not_object');
  const unversioned = encodeRecord('prediction', PREDICTION, { ...DEFAULTS, version: undefined });
  assert.equal(typeof unversioned === 'string' ? '' : unversioned.path, '/version');
});

test('encode: a line is one line, whatever the text in it', () => {
  const odd = 'quote " back \\ nul \0 break \n\r\u2028 emoji 🛫';
  const line = encodeRecord(
    'prediction',
    { ...PREDICTION, predictionId: odd, features: { [odd]: odd } },
    DEFAULTS,
  );
  assert.equal(String(line).includes('\n'), false);
  assert.equal(JSON.parse(String(line)).features[odd], odd);
});

test('encode: what is encoded fits the wire schemas', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const text = fc.string({ maxLength: 20 });
  const scalar = fc.oneof(number, text, fc.boolean());
  const features = fc.dictionary(text, fc.oneof(scalar, fc.constant(null)), { maxKeys: 8 });
  const id = fc.string({ minLength: 1, maxLength: 30 });
  const instant = fc.oneof(fc.date({ noInvalidDate: true }), fc.integer(), fc.constant(undefined));
  const input = fc.record(
    {
      predictionId: id,
      sampleId: id,
      features,
      prediction: scalar,
      label: scalar,
      score: number,
      scores: fc.dictionary(text, number, { maxKeys: 4 }),
      deployment: fc.constantFrom('live', 'shadow', 'canary'),
      tags: fc.dictionary(text, text, { maxKeys: 4 }),
      embeddings: fc.dictionary(text, fc.array(number, { maxLength: 4 }), { maxKeys: 2 }),
      timestamp: instant,
      predictionTimestamp: instant,
      weight: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
    },
    { requiredKeys: ['predictionId', 'sampleId', 'features', 'prediction', 'label'] },
  );
  const schemas = [
    ['prediction', PredictionRecordSchema],
    ['label', LabelRecordSchema],
    ['feature_sample', FeatureSampleSchema],
  ] as const;
  fc.assert(
    fc.property(input, (record) => {
      for (const [kind, schema] of schemas) assert.ok(Check(schema, encode(kind, record)), kind);
    }),
    { numRuns: 200 },
  );
});
