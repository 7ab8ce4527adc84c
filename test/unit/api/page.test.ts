import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createOperationApi } from '../../../api/index.ts';
import { keyHash, operationOptions, type RunningApi } from '../../support/api-server.ts';
import { started } from './running.ts';

const KEYS = {
  keys: [{ name: 'reader', sha256: keyHash('r'), project: 'acme', scopes: ['read' as const] }],
};
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
let directory: string;
let api: RunningApi;

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'plumbline-page-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Plumbline</title>');
  writeFileSync(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(directory, 'assets', 'main-ABCD2345.js'), 'plain()');
  writeFileSync(join(directory, 'assets', 'main-ABCD2345.js.gz'), gzipSync('packed()'));
  api = await started(KEYS, { page: directory });
});

after(() => rmSync(directory, { recursive: true, force: true }));

test('the page opens at / and at every deep link, without a key and under a strict policy', async () => {
  for (const path of ['/', '/index.html', '/models/a%2Fb?from=1', '/incidents/i%20%3Cb%3E', '/no/such']) {
    const { status, headers, text } = await api.call('GET', path, { headers: BROWSER });
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/html; charset=utf-8'], path);
    assert.match(text, /<title>Plumbline/);
    assert.equal(headers.get('cache-control'), 'no-cache');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
});

test('files with a hash in their name stay for a year, the others are asked for again', async () => {
  const packed = await api.call('GET', '/assets/main-ABCD2345.js');
  assert.deepEqual([packed.status, packed.text], [200, 'packed()']);
  assert.match(packed.headers.get('cache-control') ?? '', /max-age=31536000, immutable/);
  assert.match(packed.headers.get('content-type') ?? '', /javascript/);
  const plain = await api.call('GET', '/assets/main-ABCD2345.js', {
    headers: { 'accept-encoding': 'identity' },
  });
  assert.equal(plain.text, 'plain()');
  const icon = await api.call('GET', '/favicon.svg');
  assert.deepEqual([icon.status, icon.headers.get('cache-control')], [200, 'no-cache']);
});

test('routes and programs get problems, never the page', async () => {
  for (const [path, headers] of [
    ['/v1/no-such', BROWSER],
    ['/v1', BROWSER],
    ['/no/such', { accept: 'application/json' }],
    ['/assets/../../package.json', {}],
    ['/assets/%2e%2e/%2e%2e/package.json', {}],
    ['/assets/main-OTHER234.js', { accept: '*/*' }],
  ] as const) {
    const { status, body } = await api.call('GET', path, { headers });
    assert.deepEqual([status, body.code], [404, 'not_found'], path);
  }
  assert.equal((await api.call('POST', '/', { headers: BROWSER, json: {} })).status, 404);
  assert.equal((await api.call('GET', '/v1/models', { headers: BROWSER })).status, 401);
});

test('the page is no part of the OpenAPI document', async () => {
  const { body } = await api.call('GET', '/openapi.json');
  assert.deepEqual(
    Object.keys(body.paths).filter((path) => /assets|html|svg|^\/$/.test(path)),
    [],
  );
});

test('a build without the page says how to make it', async () => {
  const bare = await started(KEYS, { page: join(directory, 'assets') });
  const { status, body } = await bare.call('GET', '/', { headers: BROWSER });
  assert.deepEqual([status, body.code], [404, 'not_found']);
  assert.match(body.detail, /npm run build/);
});

test('a process without the API serves no page', async () => {
  const operation = await createOperationApi(operationOptions());
  const answer = await operation.server.inject({ url: '/', headers: BROWSER });
  assert.equal(answer.statusCode, 404);
  assert.doesNotMatch(answer.body, /npm run build/);
  await operation.close(0);
});
