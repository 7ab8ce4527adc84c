import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Plumbline, type PlumblineOptions } from '../../../sdk/src/index.ts';

const GOOD = { url: 'http://127.0.0.1:1', model: 'eta' };
const open = (options: Record<string, unknown>) => new Plumbline({ ...GOOD, ...options } as PlumblineOptions);

test('options: a wrong option throws a TypeError that names it', () => {
  const wrong: readonly (readonly [string, unknown])[] = [
    ['url', undefined],
    ['url', 'plumbline.example'],
    ['url', 'ftp://plumbline.example'],
    ['url', 'https://user:hunter2@plumbline.example'],
    ['url', 'https://plumbline.example/?a=1'],
    ['model', ''],
    ['model', 5],
    ['version', ''],
    ['apiKey', ''],
    ['apiKey', 'hunter2\n'],
    ['batchRecords', 0],
    ['batchRecords', 5001],
    ['batchBytes', 6 * 1024 * 1024],
    ['batchAgeMs', -1],
    ['batchAgeMs', Number.NaN],
    ['maxInFlight', 1.5],
    ['requestTimeoutMs', '10'],
    ['requestTimeoutMs', Number.POSITIVE_INFINITY],
    ['onDrop', 'print'],
    ['apikey', 'hunter2'],
  ];
  for (const [option, value] of wrong) {
    assert.throws(
      () => open({ [option]: value }),
      (error: Error) => {
        assert.ok(error instanceof TypeError);
        assert.match(error.message, new RegExp(`"${option}"`));
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  }
  assert.throws(() => new Plumbline(undefined as never), TypeError);
});

test('options: undefined means the default, and no limit is allowed where it makes sense', () => {
  open({ apiKey: undefined, version: undefined, batchRecords: undefined, onDrop: undefined });
  open({ maxBufferedRecords: Number.POSITIVE_INFINITY, gzipAboveBytes: Number.POSITIVE_INFINITY });
  open({ url: new URL('https://plumbline.example/behind/proxy') });
});
