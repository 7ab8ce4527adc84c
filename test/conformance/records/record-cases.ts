import type { RecordKind } from '../../../domain/index.ts';

/** RecordCase is one line of a log with the code that both validators give it; an empty code is a good record. */
export interface RecordCase {
  readonly kind: RecordKind;
  readonly text: string;
  readonly code: string;
}

/** NOW is the time at which the log took every case. */
export const NOW = Date.UTC(2026, 10, 21, 12);

const TIME = '2026-11-21T11:00:00Z';

/** goodPrediction, goodLabel and goodSample are records that nothing is wrong with. */
export const goodPrediction = {
  prediction_id: 'p1',
  model: 'credit',
  version: 'v1',
  timestamp: TIME,
  features: { income: 1.5, region: 'eu', active: true, gone: null },
  prediction: 'yes',
};
export const goodLabel = { prediction_id: 'p1', model: 'credit', label: 'yes' };
export const goodSample = { sample_id: 's1', model: 'credit', timestamp: TIME, features: { income: 2 } };

const BASE: Readonly<Record<RecordKind, object>> = {
  prediction: goodPrediction,
  label: goodLabel,
  feature_sample: goodSample,
};

/** change gives a case of a good record with some fields replaced; undefined takes a field out. */
function change(kind: RecordKind, fields: object, code = ''): RecordCase {
  return { kind, text: JSON.stringify({ ...BASE[kind], ...fields }), code };
}

/** raw gives a case of a prediction with one field written as JSON text. */
function raw(field: string, json: string, code = ''): RecordCase {
  const text = JSON.stringify({ ...goodPrediction, [field]: '@' }).replace('"@"', () => json);
  return { kind: 'prediction', text, code };
}

const long = (bytes: number) => 'x'.repeat(bytes);
const many = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));
const KINDS: readonly RecordKind[] = ['prediction', 'label', 'feature_sample'];
const of = (kinds: readonly RecordKind[], fields: object, code = '') =>
  kinds.map((kind) => change(kind, fields, code));
const line = (text: string, code: string): RecordCase => ({ kind: 'prediction', text, code });

const SHAPES: readonly RecordCase[] = [
  ...KINDS.map((kind) => change(kind, {})),
  line('{', 'invalid_json'),
  line('{"a":NaN}', 'invalid_json'),
  line('{"a":-Infinity}', 'invalid_json'),
  line('{"a":01}', 'invalid_json'),
  line("{'a':1}", 'invalid_json'),
  line('{"a":1,}', 'invalid_json'),
  line('{"a":1} x', 'invalid_json'),
  line('{"a":1}{"b":2}', 'invalid_json'),
  line('{"a":"\t"}', 'invalid_json'),
  line('plain', 'invalid_json'),
  line('"text"', 'record_not_object'),
  line('1', 'record_not_object'),
  line('null', 'record_not_object'),
  line('true', 'record_not_object'),
  line('[]', 'record_not_object'),
  line(JSON.stringify([goodPrediction]), 'record_not_object'),
  line('{}', 'missing_field'),
  line(`  ${JSON.stringify(goodPrediction)}\t\r`, ''),
  line(`${'['.repeat(9)}${']'.repeat(9)}`, 'too_deep'),
  line('{"a":'.repeat(9), 'too_deep'),
  raw('features', `{"x":${'['.repeat(8)}${']'.repeat(8)}}`, 'too_deep'),
  raw('features', `{"x":"${'['.repeat(20)}"}`),
  raw('features', `{"x":"${'\\"['.repeat(20)}"}`),
  ...['prediction_id', 'model', 'version', 'timestamp', 'features', 'prediction'].map((field) =>
    change('prediction', { [field]: undefined }, 'missing_field'),
  ),
  ...['prediction_id', 'model', 'label'].map((field) =>
    change('label', { [field]: undefined }, 'missing_field'),
  ),
  ...['sample_id', 'model', 'timestamp', 'features'].map((field) =>
    change('feature_sample', { [field]: undefined }, 'missing_field'),
  ),
  ...of(KINDS, { colour: 'red' }, 'unknown_field'),
  ...of(KINDS, { project: 'p' }, 'unknown_field'),
  change('label', { features: {} }, 'unknown_field'),
  change('feature_sample', { prediction: 1 }, 'unknown_field'),
  change('feature_sample', { label: 1 }, 'unknown_field'),
  line(`{"__proto__":{},${JSON.stringify(goodPrediction).slice(1)}`, 'forbidden_key'),
  line(`{"\\u005f_proto__":1,${JSON.stringify(goodPrediction).slice(1)}`, 'forbidden_key'),
  raw('features', '{"__proto__":1}', 'forbidden_key'),
  raw('tags', '{"__proto__":"x"}', 'forbidden_key'),
  raw('features', '{"constructor":{"prototype":{}}}', 'forbidden_key'),
  raw('features', '{"constructor":"x","prototype":"y"}'),
  raw('features', '{"x":"\\"__proto__\\":1"}'),
  raw('features', '{"x":1,"x":2,"y":"a","x":3}'),
  raw('tags', '{"t":"1","t":"2"}'),
  line(JSON.stringify(goodPrediction).replace('{', '{"model":"other",'), ''),
];

const NAMES: readonly RecordCase[] = [
  ...(['prediction', 'label'] as const).flatMap((kind) => [
    change(kind, { prediction_id: long(128) }),
    change(kind, { prediction_id: long(129) }, 'invalid_id'),
    change(kind, { prediction_id: '' }, 'invalid_id'),
    change(kind, { prediction_id: 'é'.repeat(64) }),
    change(kind, { prediction_id: 'é'.repeat(65) }, 'invalid_id'),
    change(kind, { prediction_id: 5 }, 'wrong_type'),
    change(kind, { prediction_id: null }, 'wrong_type'),
    change(kind, { prediction_id: 'a"b\\c\n/é😀' }),
  ]),
  change('feature_sample', { sample_id: long(129) }, 'invalid_id'),
  change('feature_sample', { sample_id: '' }, 'invalid_id'),
  change('feature_sample', { sample_id: true }, 'wrong_type'),
  ...of(KINDS, { model: long(256) }),
  ...of(KINDS, { model: long(257) }, 'invalid_name'),
  ...of(KINDS, { model: '' }, 'invalid_name'),
  ...of(KINDS, { model: ['credit'] }, 'wrong_type'),
  ...of(['prediction', 'feature_sample'], { version: '' }, 'invalid_name'),
  ...of(['prediction', 'feature_sample'], { version: 1 }, 'wrong_type'),
  change('feature_sample', { version: 'v"2' }),
  change('prediction', { deployment: 'shadow' }),
  change('prediction', { deployment: 'canary' }),
  change('prediction', { deployment: 'Live' }, 'wrong_type'),
  change('prediction', { deployment: null }, 'wrong_type'),
];

const VALUES: readonly RecordCase[] = [
  ...[
    '1',
    '1.0',
    '1e0',
    '-0',
    '0.1',
    '1e21',
    '1e-7',
    '123456789012345680000',
    '9007199254740993',
    '5e-324',
  ].map((json) => raw('prediction', json)),
  ...[
    '"1"',
    '"1.0"',
    '"01"',
    '"1e400"',
    '"-2.5e3"',
    '"a"',
    '""',
    '"é\\n\\"q\\""',
    '"nano"',
    'true',
    'false',
  ].map((json) => raw('prediction', json)),
  raw('prediction', '12345678901234567890123'),
  raw('prediction', '1e400', 'number_not_finite'),
  ...['"NaN"', '"nan"', '"Infinity"', '"-inf"', '"+INF"'].map((json) =>
    raw('prediction', json, 'number_not_finite'),
  ),
  raw('prediction', 'null', 'wrong_type'),
  raw('prediction', '[1]', 'wrong_type'),
  raw('prediction', '{}', 'wrong_type'),
  raw('prediction', JSON.stringify(long(8192))),
  raw('prediction', JSON.stringify(long(8193)), 'string_too_long'),
  change('label', { label: 0 }),
  change('label', { label: false }),
  change('label', { label: 'nan' }, 'number_not_finite'),
  change('label', { label: null }, 'wrong_type'),
  change('prediction', { label: 'no' }),
  change('prediction', { label: 1.5 }),
  change('prediction', { label: {} }, 'wrong_type'),
  raw('score', '0.25'),
  raw('score', '"0.25"', 'wrong_type'),
  raw('score', '"NaN"', 'number_not_finite'),
  raw('score', '1e999', 'number_not_finite'),
  raw('score', 'null', 'wrong_type'),
  ...of(['prediction', 'feature_sample'], { weight: 2.5 }),
  ...of(['prediction', 'feature_sample'], { weight: 0 }, 'wrong_type'),
  ...of(['prediction', 'feature_sample'], { weight: -1 }, 'wrong_type'),
  ...of(['prediction', 'feature_sample'], { weight: '1' }, 'wrong_type'),
  change('prediction', { scores: { yes: 0.75, no: 0.25 } }),
  change('prediction', { scores: {} }),
  change('prediction', { scores: { yes: 'x' } }, 'wrong_type'),
  change('prediction', { scores: { yes: 'nan' } }, 'number_not_finite'),
  change('prediction', { scores: [1] }, 'wrong_type'),
  change('prediction', { scores: many(1001, 1) }, 'too_many_features'),
  ...of(['prediction', 'feature_sample'], { tags: { region: 'eu', '': 'x' } }, 'invalid_name'),
  ...of(['prediction', 'feature_sample'], { tags: { region: 'e"u/\\' } }),
  ...of(['prediction', 'feature_sample'], { tags: { region: 5 } }, 'wrong_type'),
  ...of(['prediction', 'feature_sample'], { tags: many(65, 'x') }, 'too_many_features'),
  ...of(['prediction', 'feature_sample'], { tags: { region: long(8193) } }, 'string_too_long'),
  ...of(['prediction', 'feature_sample'], { tags: { [long(257)]: 'x' } }, 'invalid_name'),
  change('prediction', { embeddings: { e: [0.5, -0.25, 1] } }),
  change('prediction', { embeddings: { e: [] } }),
  change('prediction', { embeddings: { e: [1, null] } }, 'wrong_type'),
  change('prediction', { embeddings: { e: 'x' } }, 'wrong_type'),
  change('prediction', { embeddings: many(9, [1]) }, 'too_many_features'),
  change('prediction', { embeddings: { e: Array(4097).fill(1) } }, 'too_many_features'),
];

const FEATURES: readonly RecordCase[] = [
  ...[
    '{}',
    '{"x":1e300}',
    '{"x":-0.0}',
    '{"x":12345678901234567890123,"y":"a:12345678901234567890123,"}',
  ].map((json) => raw('features', json)),
  raw('features', '{"x":true,"y":false,"z":null,"t":"true","n":"null","1":2,"e":""}'),
  raw('features', '{"a/b":"c/d","é😀":"\\u00e9","q\\"":"\\\\"}'),
  raw('features', '{"x":1e400}', 'number_not_finite'),
  raw('features', '{"x":"NaN"}', 'number_not_finite'),
  raw('features', '{"x":"-Infinity"}', 'number_not_finite'),
  raw('features', '{"x":"nancy"}'),
  raw('features', '{"x":[1]}', 'wrong_type'),
  raw('features', '{"x":{}}', 'wrong_type'),
  raw('features', '{"a/b~c":[1]}', 'wrong_type'),
  raw('features', '{"":1}', 'invalid_name'),
  raw('features', JSON.stringify({ [long(256)]: 1 })),
  raw('features', JSON.stringify({ [long(257)]: 1 }), 'invalid_name'),
  raw('features', JSON.stringify({ x: long(8192) })),
  raw('features', JSON.stringify({ x: long(8193) }), 'string_too_long'),
  raw('features', JSON.stringify({ x: 'é'.repeat(4097) }), 'string_too_long'),
  raw('features', JSON.stringify(many(1000, 1))),
  raw('features', JSON.stringify(many(1001, 1)), 'too_many_features'),
  raw('features', '[]', 'wrong_type'),
  raw('features', 'null', 'wrong_type'),
  raw('features', '"{}"', 'wrong_type'),
];

const time = (value: unknown, code = '') => of(['prediction', 'feature_sample'], { timestamp: value }, code);

const TIMES: readonly RecordCase[] = [
  ...[
    '2026-11-21T11:00:00.5Z',
    '2026-11-21T11:00:00.123456789Z',
    '2026-11-21t11:00:00z',
    '2026-11-21 11:00:00Z',
    '2026-11-21T16:30:00+05:30',
    '2026-11-21T11:00:00-00:00',
    NOW,
    NOW - 0.5,
    NOW + 600_000,
    NOW - 30 * 86_400_000,
  ].flatMap((value) => time(value)),
  ...[
    '2026-02-30T11:00:00Z',
    '2025-02-29T11:00:00Z',
    '2026-13-01T11:00:00Z',
    '2026-00-10T11:00:00Z',
    '2026-11-21T25:00:00Z',
    '2026-11-21T11:60:00Z',
    '2026-11-21T11:00:60Z',
    '2026-11-21',
    '2026-11-21T11:00Z',
    'yesterday',
    '',
    '1763726400000',
    '2026-11-21T11:00:00+25:00',
    '2026-11-21T11:00:00+0100',
    9e15,
  ].flatMap((value) => time(value, 'invalid_timestamp')),
  ...time('2026-11-21T11:00:00', 'timestamp_without_zone'),
  ...time('2026-11-21 11:00:00.5', 'timestamp_without_zone'),
  ...time(1_763_726_400, 'timestamp_in_seconds'),
  ...time(-5, 'timestamp_in_seconds'),
  ...time(NOW + 600_001, 'timestamp_out_of_range'),
  ...time(NOW - 30 * 86_400_000 - 1, 'timestamp_out_of_range'),
  ...time(0, 'timestamp_out_of_range'),
  ...time('1850-01-01T00:00:00Z', 'timestamp_out_of_range'),
  ...time('2600-01-01T00:00:00Z', 'timestamp_out_of_range'),
  ...time(true, 'wrong_type'),
  ...time(null, 'wrong_type'),
  change('label', { timestamp: '2026-11-21T11:00:00Z' }),
  change('label', { timestamp: '2020-11-21T11:00:00Z' }, 'timestamp_out_of_range'),
  change('label', { prediction_timestamp: '2020-11-21T11:00:00Z' }),
  change('label', { prediction_timestamp: '2030-11-21T11:00:00Z' }, 'timestamp_out_of_range'),
  change('label', { prediction_timestamp: '2030-11-21T11:00:00' }, 'timestamp_without_zone'),
  change('label', { timestamp: [] }, 'wrong_type'),
];

/** RECORD_CASES is every kind of record that is worth telling apart. */
export const RECORD_CASES: readonly RecordCase[] = [...SHAPES, ...NAMES, ...VALUES, ...FEATURES, ...TIMES];
