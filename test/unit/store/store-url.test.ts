import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { parseStoreUrl } from '../../../store/store-url.ts';

test('url: a data directory is made absolute', () => {
  assert.deepEqual(parseStoreUrl('chdb:./data'), { kind: 'embedded', path: resolve('data') });
});

test('url: a server has user, password and database, decoded', () => {
  assert.deepEqual(parseStoreUrl('https://me:p%40ss%2F@host:8443/drift'), {
    kind: 'server',
    origin: 'https://host:8443',
    username: 'me',
    password: 'p@ss/',
    database: 'drift',
  });
  const bare = parseStoreUrl('http://host:8123');
  assert.deepEqual(bare, {
    kind: 'server',
    origin: 'http://host:8123',
    username: 'default',
    password: '',
    database: 'default',
  });
});

test('url: everything else is invalid_config and never quoted', () => {
  const bad = [
    '',
    'chdb:',
    'chdb:a\0b',
    'tcp://me:secret@host:9000/db',
    'secret',
    'http://me:secret@host/a-b',
  ];
  for (const url of [...bad, 'http://me:secret@host/a/b', 'http://secret%zz@host/db', 'http://host/%zz']) {
    assert.throws(
      () => parseStoreUrl(url),
      (error: { code: string; message: string }) => {
        assert.equal(error.code, 'invalid_config', url);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  }
});
