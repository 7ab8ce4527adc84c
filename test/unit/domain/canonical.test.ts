import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  canonicalJson,
  canonicalNumber,
  canonicalText,
  contentHash,
  deterministicId,
} from '../../../domain/index.ts';

test('canonicalText: 1 and 1.0 agree, booleans are words', () => {
  assert.equal(canonicalText(JSON.parse('1.0')), canonicalText(1));
  assert.equal(canonicalText(true), 'true');
  assert.equal(canonicalText('on time'), 'on time');
});

test('canonicalNumber: only plain decimal text is a number', () => {
  assert.equal(canonicalNumber('1.0'), 1);
  assert.equal(canonicalNumber('-2.5e3'), -2500);
  assert.equal(canonicalNumber(true), 1);
  for (const text of ['01234', '', ' 1', '0x10', 'NaN', 'Infinity', '1e999', '1.'])
    assert.equal(canonicalNumber(text), null, text);
});

test('canonicalJson: the order of keys does not matter, undefined is left out', () => {
  assert.equal(
    canonicalJson({ b: 1, a: [true, null] }),
    canonicalJson({ a: [true, null], b: 1, c: undefined }),
  );
  assert.notEqual(contentHash({ a: 1 }), contentHash({ a: '1' }));
});

test('property: canonicalJson reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      assert.deepEqual(JSON.parse(canonicalJson(plain)), plain);
    }),
  );
});

test('deterministicId: a UUID that depends on every part and on where parts are cut', () => {
  assert.match(
    deterministicId('a', 'b'),
    /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.equal(deterministicId('a', 'b'), deterministicId('a', 'b'));
  assert.notEqual(deterministicId('a', 'b'), deterministicId('ab'));
});
