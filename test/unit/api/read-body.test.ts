import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BodyBudget } from '../../../api/body/body-budget.ts';
import { type BodyCaps, readBody } from '../../../api/body/read-body.ts';

const MIB = 1024 * 1024;
const caps = (changes: Partial<BodyCaps> = {}): BodyCaps => ({
  bytes: 5 * MIB,
  gzipRatio: 200,
  reserve: () => true,
  ...changes,
});

function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 16_384) yield bytes.subarray(at, at + 16_384);
}

const read = (bytes: Buffer, encoding?: string, changes?: Partial<BodyCaps>, length?: number) =>
  readBody({ stream: Readable.from(pieces(bytes)), encoding, length }, caps(changes));

test('plain and gzip bodies come back whole', async () => {
  const text = Buffer.from('{"a":"é"}'.repeat(10_000));
  assert.deepEqual(await read(text), text);
  assert.deepEqual(await read(text, 'identity'), text);
  assert.deepEqual(await read(gzipSync(text), 'gzip'), text);
  assert.deepEqual(await read(gzipSync(text), ' X-GZIP '), text);
  assert.deepEqual(await read(Buffer.concat([gzipSync('a'), gzipSync('b')]), 'gzip'), Buffer.from('ab'));
});

test('a body beyond the limit is refused by its length, or at the first byte beyond', async () => {
  const big = Buffer.alloc(MIB + 1);
  await assert.rejects(read(big, undefined, { bytes: MIB }, big.length), { code: 'body_too_large' });
  await assert.rejects(read(big, undefined, { bytes: MIB }), { code: 'body_too_large' });
  await assert.rejects(read(gzipSync(big, { level: 1 }), 'gzip', { bytes: MIB }), { code: 'body_too_large' });
});

test('a gzip bomb is stopped after a few pieces, by its size and by its ratio', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * MIB));
  const taken = { bytes: 0 };
  const reserve = (bytes: number) => {
    taken.bytes += bytes;
    return true;
  };
  await assert.rejects(read(bomb, 'gzip', { reserve }), { code: 'body_too_large' });
  assert.ok(taken.bytes <= 5 * MIB, `${taken.bytes} bytes were inflated`);
  const threeMegabytes = gzipSync(Buffer.alloc(3 * MIB));
  await assert.rejects(read(threeMegabytes, 'gzip'), { code: 'body_too_large' });
  assert.equal((await read(threeMegabytes, 'gzip', { gzipRatio: 2000 })).length, 3 * MIB);
});

test('what is not gzip, is cut off, or is encoded otherwise is named', async () => {
  await assert.rejects(read(Buffer.from('hello'), 'gzip'), { code: 'invalid_gzip' });
  await assert.rejects(read(gzipSync('hello world').subarray(0, 20), 'gzip'), { code: 'invalid_gzip' });
  await assert.rejects(read(Buffer.from('x'), 'br'), { code: 'unsupported_media_type' });
  await assert.rejects(read(Buffer.from('x'), 'gzip, gzip'), { code: 'unsupported_media_type' });
});

test('bytes of all bodies together are bounded', async () => {
  const budget = new BodyBudget(100);
  const reserve = (bytes: number) => budget.take(bytes);
  assert.equal((await read(Buffer.alloc(80), undefined, { reserve })).length, 80);
  await assert.rejects(read(Buffer.alloc(30), undefined, { reserve }), {
    code: 'overloaded',
    retryable: true,
  });
  budget.giveBack(80);
  assert.equal((await read(Buffer.alloc(100), undefined, { reserve })).length, 100);
});
