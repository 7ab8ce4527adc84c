import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlumblineError } from '../../../domain/index.ts';
import { clickhouseCode, toStoreError } from '../../../store/errors.ts';

const write = { name: 'insert_x', writes: true };
const read = { name: 'load_x', writes: false };
const system = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:1`), { code });

const TABLE: [string, unknown, 'read' | 'write', string][] = [
  [
    'refused row',
    new Error('Code: 27. DB::Exception: Cannot parse. (CANNOT_PARSE_INPUT)'),
    'write',
    'store_refused',
  ],
  ['unknown table', { clickhouseCode: 60, message: 'x' }, 'read', 'store_refused'],
  ['unknown setting', { code: '115', type: 'UNKNOWN_SETTING', message: 'x' }, 'write', 'store_refused'],
  ['busy server, write', { code: '202', type: 'TOO_MANY', message: 'x' }, 'write', 'store_unavailable'],
  ['timeout, write', { code: '159', type: 'TIMEOUT_EXCEEDED', message: 'x' }, 'write', 'store_unknown'],
  ['timeout, read', { code: '159', type: 'TIMEOUT_EXCEEDED', message: 'x' }, 'read', 'store_unavailable'],
  ['no disk, write', { clickhouseCode: 243, message: 'x' }, 'write', 'store_unknown'],
  ['refused connection, write', system('ECONNREFUSED'), 'write', 'store_unavailable'],
  ['reset connection, write', system('ECONNRESET'), 'write', 'store_unknown'],
  ['reset connection, read', system('ECONNRESET'), 'read', 'store_unavailable'],
  ['client timeout, write', new Error('Timeout error.'), 'write', 'store_unknown'],
  ['full spool, write', system('ENOSPC'), 'write', 'store_unknown'],
  ['something else', 'text', 'write', 'store_unknown'],
];

for (const [name, thrown, kind, code] of TABLE) {
  test(`errors: ${name} is ${code}`, () => {
    const error = toStoreError(thrown, kind === 'read' ? read : write);
    assert.equal(error.code, code);
    assert.equal(error.retryable, code !== 'store_refused');
  });
}

test('errors: our own pass unchanged', () => {
  const own = new PlumblineError('overloaded');
  assert.equal(toStoreError(own, read), own);
});

test('errors: a refused write tells its row but quotes nothing', () => {
  const text =
    "Code: 27. DB::Exception: Cannot parse 'secret' as Int64: (at row 7)\n. (CANNOT_PARSE_INPUT_ASSERTION_FAILED)";
  const { details, message } = toStoreError(new Error(text), write);
  assert.deepEqual(details, {
    statement: 'insert_x',
    clickhouse_code: 27,
    clickhouse_type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
    row: 7,
  });
  assert.doesNotMatch(message, /secret/);
});

test('errors: the reason of a failed read has no bound values', () => {
  const text = `Code: 60. DB::Exception: no table t: In scope SELECT unhex('${'61'.repeat(20)}'). (UNKNOWN_TABLE)`;
  const details = JSON.stringify(toStoreError(new Error(text), read).details);
  assert.doesNotMatch(details, /6161/);
  assert.match(details, /no table t/);
});

test('errors: the code is found on every kind of error', () => {
  assert.equal(clickhouseCode({ clickhouseCode: 5 }), 5);
  assert.equal(clickhouseCode({ code: '6', type: 'X' }), 6);
  assert.equal(clickhouseCode(new Error('Code: 7. DB::Exception: x')), 7);
  assert.equal(clickhouseCode(system('ECONNRESET')), null);
  assert.equal(clickhouseCode(null), null);
});
