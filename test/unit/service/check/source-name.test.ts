import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSourceName } from '../../../../service/check/source-name.ts';

const DAY = Date.UTC(2026, 0, 1);

for (const [text, expected] of [
  ['a/b.csv', { kind: 'file', path: 'a/b.csv', format: 'csv' }],
  ['A.CSV.GZ', { kind: 'file', path: 'A.CSV.GZ', format: 'csv' }],
  ['x.y.parquet', { kind: 'file', path: 'x.y.parquet', format: 'parquet' }],
  ['f.feather', { kind: 'file', path: 'f.feather', format: 'arrow' }],
  ['./baseline:x.csv', { kind: 'file', path: './baseline:x.csv', format: 'csv' }],
  ['baseline:eta', { kind: 'baseline', model: 'eta', hash: null }],
  ['baseline:eta@12ab', { kind: 'baseline', model: 'eta', hash: '12ab' }],
  ['baseline:team@eta@12ab', { kind: 'baseline', model: 'team@eta', hash: '12ab' }],
  ['baseline:eta:v@x', { kind: 'baseline', model: 'eta:v@x', hash: null }],
  [
    'window:eta:2026-01-01T00:00:00Z..2026-01-01T01:00:00.500+00:00',
    { kind: 'window', model: 'eta', window: { start: DAY, end: DAY + 3_600_500 } },
  ],
  [
    'window:a:b:2026-01-01T00:00:00.000Z..2026-01-01T00:00:01Z',
    { kind: 'window', model: 'a:b', window: { start: DAY, end: DAY + 1000 } },
  ],
  [`window:eta:${DAY}..${DAY + 5}`, { kind: 'window', model: 'eta', window: { start: DAY, end: DAY + 5 } }],
] as const) {
  test(`source name: ${text}`, () => assert.deepEqual(readSourceName(text), expected));
}

for (const [text, code, words] of [
  ['table.xlsx', 'invalid_request', /no file of a known kind; its name ends with \.csv/],
  ['noending', 'invalid_request', /no file of a known kind/],
  ['baseline:', 'invalid_request', /baseline:MODEL/],
  ['window:eta', 'invalid_request', /window:MODEL:FROM\.\.TO/],
  ['window:eta:yesterday..today', 'invalid_request', /"yesterday" is not an instant/],
  ['window:eta:2026-01-01T00:00:00..2026-01-02T00:00:00Z', 'invalid_request', /is not an instant/],
  ['window:eta:2026-01-02T00:00:00Z..2026-01-01T00:00:00Z', 'invalid_window', /empty or reversed/],
] as const) {
  test(`source name: ${text} is refused`, () => {
    assert.throws(() => readSourceName(text), { code, message: words });
  });
}
