import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDocument } from '../../../api/body/parse-document.ts';
import { parseJsonRecords, parseNdjsonRecords } from '../../../api/body/parse-records.ts';
import { depthOf, scanList } from '../../../api/body/scan-json.ts';

const json = (text: string, most = 5000) => parseJsonRecords(Buffer.from(text), most);
const lines = (text: string, most = 5000) => parseNdjsonRecords(Buffer.from(text), most);
const values = (records: Awaited<ReturnType<typeof json>>) =>
  records.map((record) => ('value' in record ? record.value : record.code));

test('a list, one record and lines give the same records', async () => {
  const record = { a: 1, text: 'x,]}"\\ é😀\u0000' };
  const text = JSON.stringify(record);
  assert.deepEqual(values(await json(` [ ${text} , ${text}\n]\n`)), [record, record]);
  assert.deepEqual(values(await json(`\ufeff${text} `)), [record]);
  assert.deepEqual(values(await lines(`\ufeff${text}\r\n\n  \n${text}`)), [record, record]);
});

// Short texts of the characters that matter, most of them broken JSON.
const jsonLike = fc
  .array(
    fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"',
      '\\',
      '"a"',
      '1',
      'null',
      ' ',
      '\n',
      'NaN',
      '[]',
      '{"a":[1]}',
    ),
    { maxLength: 14 },
  )
  .map((parts) => `[${parts.join('')}`);

test('parseJsonRecords: accepts exactly the lists that JSON.parse accepts, with the same elements', async () => {
  const texts = fc.oneof(
    jsonLike,
    fc.array(fc.jsonValue(), { minLength: 1 }).map((list) => JSON.stringify(list)),
    fc.array(fc.jsonValue(), { minLength: 1 }).map((list) => JSON.stringify(list, null, 2)),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        await assert.rejects(json(text), { code: 'invalid_json' });
        return;
      }
      if ((expected as unknown[]).length === 0) {
        await assert.rejects(json(text), { code: 'empty_body' });
        return;
      }
      const found = await json(text);
      for (const [index, record] of found.entries()) {
        if ('value' in record) assert.deepEqual(record.value, (expected as unknown[])[index]);
        else assert.equal(record.code, 'too_deep');
      }
      assert.equal(found.length, (expected as unknown[]).length);
    }),
    { numRuns: 2000 },
  );
});

test('a record that is too deep stands alone; nesting a million deep is found without parsing', async () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  assert.deepEqual(values(await json(`[{"a":1},${deep(9)},${deep(8)}]`)), [
    { a: 1 },
    'too_deep',
    JSON.parse(deep(8)),
  ]);
  assert.deepEqual(values(await json(`[${deep(1_000_000)}]`)), ['too_deep']);
  assert.deepEqual(values(await json(`{"a":${deep(1_000_000)}}`)), ['too_deep']);
  assert.deepEqual(values(await lines(`${deep(1_000_000)}\n{"b":2}`)), ['too_deep', { b: 2 }]);
  await assert.rejects(json('['.repeat(1_000_000)), { code: 'invalid_json' });
  assert.throws(() => parseDocument(Buffer.from(deep(1_000_000))), { code: 'too_deep' });
});

test('brackets inside of texts are not nesting', () => {
  const bytes = Buffer.from('{"a":"[[[[[[[[[[\\"{{{{{{{{{{"}');
  assert.equal(depthOf(bytes, 0, bytes.length, 8), 1);
});

test('bare NaN breaks a list with a hint, and only its own line', async () => {
  await assert.rejects(json('[{"a":1},{"a":NaN}]'), {
    code: 'invalid_json',
    message:
      'Record 1 (at byte 9) is not JSON. NaN and Infinity are not JSON: send null for an unknown value.',
  });
  assert.deepEqual(values(await lines('{"a":NaN}\n{"a":2}\n{"a":')), [
    'invalid_json',
    { a: 2 },
    'invalid_json',
  ]);
});

test('lines sent as application/json are told their content type', async () => {
  await assert.rejects(json('{"a":1}\n{"a":2}'), { message: /application\/x-ndjson/ });
});

test('the number of records is capped while the text is scanned', async () => {
  await assert.rejects(json('[1,2,3]', 2), { code: 'too_many_records' });
  assert.equal((await json('[1,2]', 2)).length, 2);
  await assert.rejects(lines('1\n2\n\n3', 2), { code: 'too_many_records' });
  assert.equal(scanList(Buffer.from(`[${'1,'.repeat(1000)}1]`), 0, 10)?.length, 11);
});

test('text that is not UTF-8 is not JSON', async () => {
  const latin1 = Buffer.from('[{"a":"\xe9"}]', 'latin1');
  await assert.rejects(parseJsonRecords(latin1, 10), { code: 'invalid_json' });
  const found = await parseNdjsonRecords(Buffer.concat([latin1, Buffer.from('\n{"b":1}')]), 10);
  assert.deepEqual(values(found), ['invalid_json', { b: 1 }]);
});

test('parseDocument refuses what is empty, broken or would change a prototype', () => {
  assert.throws(() => parseDocument(Buffer.from('')), { code: 'empty_body' });
  assert.throws(() => parseDocument(Buffer.from('{')), { code: 'invalid_json' });
  assert.throws(() => parseDocument(Buffer.from('{"__proto__":{"a":1}}')), { code: 'forbidden_key' });
  assert.throws(() => parseDocument(Buffer.from('{"constructor":{"prototype":1}}')), {
    code: 'forbidden_key',
  });
  assert.deepEqual(parseDocument(Buffer.from('{"a":1}')), { a: 1 });
});
