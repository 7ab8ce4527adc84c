import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ENTRY_BYTES,
  groupEntries,
  type LogLine,
  lineOf,
  PROJECT_HEADER,
  packLines,
} from '../../../ingest/log-lines.ts';

const line = (text: string, project = 'p', key = ''): LogLine => ({
  project,
  key,
  text,
  bytes: Buffer.byteLength(text),
});

test('log lines: a record is one line of JSON under its own id; what cannot be decoded goes as it came', () => {
  const value = { prediction_id: 'a', text: 'two\nlines', city: 'Tromsø' };
  const written = lineOf({ value }, 'acme');
  assert.deepEqual(JSON.parse(written.text), value);
  assert.equal(written.text.includes('\n'), false);
  assert.equal(written.bytes, Buffer.byteLength(written.text));
  assert.equal(written.key, 'a');
  assert.equal(lineOf({ value: { sample_id: 's' } }, 'acme').key, 's');
  assert.deepEqual(lineOf({ raw: '{"a":', code: 'invalid_json' }, 'acme'), line('{"a":', 'acme'));
});

test('log lines: an entry holds one project, at most 5,000 lines, and its first line gives the key', () => {
  const lines = Array.from({ length: 5001 }, (_, index) => line(`{"n":${index}}`, 'p', `k${index}`));
  const entries = packLines([...lines, line('{}', 'q', 'other')]);
  assert.deepEqual(
    entries.map(({ key, value, headers }) => [
      key,
      String(value).split('\n').length,
      headers[PROJECT_HEADER],
    ]),
    [
      ['k0', 5000, 'p'],
      ['k5000', 1, 'p'],
      ['other', 1, 'q'],
    ],
  );
});

test('log lines: a record with line ends of its own stands alone', () => {
  const entries = packLines([line('{"a":1}'), line('{\n"b":2}'), line('{"c":3}'), line('{"d":4}')]);
  assert.deepEqual(
    entries.map(({ value }) => String(value)),
    ['{"a":1}', '{\n"b":2}', '{"c":3}\n{"d":4}'],
  );
});

test('log lines: entries and groups keep every line, in order, within the bytes', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: ENTRY_BYTES }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const lines = lengths.map((length, index) =>
        line(String.fromCharCode(97 + (index % 26)).repeat(length)),
      );
      const groups = groupEntries(packLines(lines));
      for (const group of groups) {
        const bytes = group.reduce((sum, { value }) => sum + value.length, 0);
        assert.ok(bytes <= ENTRY_BYTES);
      }
      const texts = groups.flat().flatMap(({ value }) => String(value).split('\n'));
      assert.deepEqual(
        texts.map((text) => [text[0], text.length]),
        lines.map(({ text }) => [text[0], text.length]),
      );
    }),
    { numRuns: 50 },
  );
});
