import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bindParameters } from '../../../store/bind-parameters.ts';

test('bind: text becomes hexadecimal digits, whatever it holds', () => {
  assert.equal(bindParameters('SELECT {x:String}', { x: "a'" }), "SELECT CAST(unhex('6127'), 'String')");
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (x) => {
      const bound = bindParameters('{x:String}', { x });
      const digits = /^CAST\(unhex\('([0-9a-f]*)'\), 'String'\)$/.exec(bound)?.[1];
      return Buffer.from(digits!, 'hex').equals(Buffer.from(x, 'utf8'));
    }),
  );
});

test('bind: a value that looks like a parameter is not bound again', () => {
  assert.equal(
    bindParameters('{a:String} {b:String}', { a: '{b:String}', b: 'x' }),
    "CAST(unhex('7b623a537472696e677d'), 'String') CAST(unhex('78'), 'String')",
  );
});

test('bind: numbers, booleans and lists keep their type', () => {
  assert.equal(bindParameters('{n:Int64}', { n: -12 }), "CAST(-12, 'Int64')");
  assert.equal(bindParameters('{b:UInt8}', { b: true }), "CAST(1, 'UInt8')");
  assert.equal(
    bindParameters('{l:Array(String)}', { l: ['a', ''] }),
    "CAST([unhex('61'),unhex('')], 'Array(String)')",
  );
  assert.equal(bindParameters('{l:Array(String)}', { l: [] }), "CAST([], 'Array(String)')");
});

test('bind: an array of doubles is a text of numbers, of which every one is read back', () => {
  const values = [1, -0.1, 5e-324, 1e300, 123456789012, -2.5e-7];
  const bound = bindParameters('{l:Array(Float64)}', { l: Float64Array.from(values) });
  const list = /^CAST\('\[(.*)\]', 'Array\(Float64\)'\)$/.exec(bound)?.[1];
  assert.deepEqual(list?.split(',').map(Number), values);
});

test('bind: a missing value and a number that is not finite are mistakes', () => {
  assert.throws(() => bindParameters('{x:String}', {}), /x has no value/);
  assert.throws(() => bindParameters('{x:Float64}', { x: Number.NaN }), /cannot be a parameter/);
});
