import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackName } from '../../../api/access.ts';
import { bearerToken, createAuthenticator, matchesHash } from '../../../api/authenticator.ts';
import { API_DEFAULTS, readApiConfig } from '../../../api/index.ts';
import { keyHash } from '../../support/api-server.ts';

const key = { name: 'sdk', sha256: keyHash('pk_one'), project: 'acme', scopes: ['ingest'] };

test('the section resolves to its defaults when it is empty', () => {
  const { config, problems } = readApiConfig(undefined);
  assert.deepEqual(problems, []);
  assert.deepEqual(config, readApiConfig(API_DEFAULTS).config);
  assert.deepEqual([config.keys, config.limits.bodyBytes, config.limits.records], [[], 5_242_880, 5000]);
});

test('every problem is reported with its path', () => {
  const paths = (value: unknown) => readApiConfig(value).problems.map(({ path }) => path.join('.'));
  assert.deepEqual(
    paths({
      keys: [
        { ...key, sha256: 'pk_plain' },
        { ...key, scopes: ['root'] },
      ],
      port: 1,
    }).sort(),
    ['keys.0.sha256', 'keys.1.scopes.0', 'port'],
  );
  assert.deepEqual(paths({ keys: [key, { ...key, expires: 'soon' }], drain: '1 minute' }), [
    'keys.1.name',
    'keys.1.sha256',
    'keys.1.expires',
    'drain',
  ]);
  assert.deepEqual(paths({ limits: { in_flight_bytes: 10 } }), ['limits.in_flight_bytes']);
});

test('a key opens its own project with its scopes until it expires', () => {
  const { config } = readApiConfig({ keys: [{ ...key, expires: '2026-01-01T00:00:00Z' }] });
  const at = (now: number) => createAuthenticator(config.keys, () => now);
  const expiry = Date.UTC(2026, 0, 1);
  assert.deepEqual(at(expiry - 1).authenticate('pk_one'), { project: 'acme', scopes: ['ingest'] });
  assert.equal(at(expiry).authenticate('pk_one'), null);
  assert.equal(at(0).authenticate('pk_two'), null);
  assert.equal(at(0).authenticate(null), null);
});

test('bearerToken reads one token and nothing else', () => {
  assert.equal(bearerToken('Bearer abc'), 'abc');
  assert.equal(bearerToken('bearer  abc'), 'abc');
  for (const header of [
    undefined,
    '',
    'abc',
    'Basic abc',
    'Bearer',
    'Bearer a b',
    `Bearer ${'x'.repeat(513)}`,
  ]) {
    assert.equal(bearerToken(header), null);
  }
  assert.equal(matchesHash('t', keyHash('t')), true);
  assert.equal(matchesHash('u', keyHash('t')), false);
  assert.equal(matchesHash(null, keyHash('t')), false);
});

test('loopback is known by all of its names, and by no look-alike', () => {
  for (const host of ['localhost', 'localhost:8080', '127.0.0.1', '127.8.8.8:1', '::1', '[::1]:80']) {
    assert.equal(isLoopbackName(host), true, host);
  }
  for (const host of [
    '',
    '0.0.0.0',
    '::',
    'localhost.example',
    '127.0.0.1.example',
    '10.0.0.1',
    '128.0.0.1',
  ]) {
    assert.equal(isLoopbackName(host), false, host);
  }
});
