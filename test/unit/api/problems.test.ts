import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PlumblineError } from '../../../domain/index.ts';
import { emptyReadModel } from '../../support/api-server.ts';
import { started } from './running.ts';

test('every failure is a problem document with a stable code, and none shows a stack', async () => {
  const { call, logged } = await started(
    {},
    {
      readModel: emptyReadModel({
        listModels: async () => {
          throw new TypeError('secret SQL: select * from passwords');
        },
        listFeatures: async () => {
          throw new PlumblineError('store_refused', 'near "passwords"', {
            details: { statement: 'show_features' },
          });
        },
        listVersions: async () => {
          throw new PlumblineError('store_unavailable', undefined, {
            retryable: true,
            details: { reason: 'host db1' },
          });
        },
      }),
    },
  );
  const cases = [
    ['GET', '/nothing', {}, 404, 'not_found'],
    ['DELETE', '/v1/models', {}, 404, 'not_found'],
    ['GET', '/v1/%zz', {}, 400, 'invalid_request'],
    ['GET', '/v1/models?limit=0', {}, 400, 'invalid_request'],
    ['GET', '/v1/models?limt=1', {}, 400, 'invalid_request'],
    ['GET', '/v1/incidents?from=1767225600', {}, 400, 'timestamp_in_seconds'],
    ['GET', '/v1/evaluations/unknown', {}, 404, 'not_found'],
    ['GET', `/v1/models/${'m'.repeat(257)}/features`, {}, 400, 'invalid_request'],
    ['GET', `/v1/models/${'m'.repeat(3000)}/features`, {}, 400, 'invalid_request'],
    ['GET', '/v1/models', {}, 500, 'internal'],
    ['GET', '/v1/models/m/features', {}, 500, 'internal'],
    ['GET', '/v1/models/m/versions', {}, 503, 'store_unavailable'],
    ['POST', '/v1/predictions', {}, 400, 'empty_body'],
    ['POST', '/v1/predictions', { body: '[]' }, 400, 'empty_body'],
    [
      'POST',
      '/v1/predictions',
      { body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
    ],
    [
      'POST',
      '/v1/predictions',
      { body: 'x', headers: { 'content-encoding': 'br' } },
      415,
      'unsupported_media_type',
    ],
    ['POST', '/v1/predictions', { body: '[{"a":NaN}]' }, 400, 'invalid_json'],
    ['POST', '/v1/predictions', { body: `[${'1,'.repeat(5000)}1]` }, 413, 'too_many_records'],
    ['POST', '/v1/predictions', { body: 'a'.repeat(6_000_000) }, 413, 'body_too_large'],
    [
      'POST',
      '/v1/predictions',
      { body: gzipSync(Buffer.alloc(50_000_000)), headers: { 'content-encoding': 'gzip' } },
      413,
      'body_too_large',
    ],
    ['POST', '/v1/monitors/m/runs', { json: { since: 1 } }, 400, 'invalid_request'],
    ['POST', '/v1/monitors/m/runs', { body: `{"from":${'['.repeat(2e5)}` }, 400, 'too_deep'],
    [
      'POST',
      '/v1/monitors/m/runs',
      { json: { from: '2026-01-01T00:00:00', to: 1 } },
      400,
      'timestamp_without_zone',
    ],
    ['POST', '/v1/models/m/versions', { body: '{"version":"v","__proto__":{}}' }, 400, 'forbidden_key'],
    ['POST', '/v1/models/m/versions', { json: { version: 'v', model: 'other' } }, 400, 'invalid_request'],
    ['POST', '/v1/retraining-runs/r/callback', { json: { status: 'started' } }, 401, 'unauthorized'],
    [
      'POST',
      '/v1/retraining-runs/r/callback',
      { json: { status: 'done' }, key: 't' },
      400,
      'invalid_request',
    ],
  ] as const;
  for (const [method, path, options, status, code] of cases) {
    const answer = await call(method, path, options);
    const name = `${method} ${path.slice(0, 60)}: ${answer.text.slice(0, 200)}`;
    assert.deepEqual([answer.status, answer.body?.code, answer.body?.status], [status, code, status], name);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, name);
    assert.equal(answer.body.instance, `urn:uuid:${answer.headers.get('x-request-id')}`);
    assert.ok(!/passwords|host db1|show_features|node_modules|\.js:\d/.test(answer.text), name);
  }
  assert.ok(JSON.stringify(logged).includes('request failed'));
});

test('an overloaded service answers 429 with Retry-After, one without its store 503', async () => {
  let code: 'overloaded' | 'store_unavailable' | 'shutting_down' = 'overloaded';
  const { call } = await started(
    {},
    {
      ingest: {
        append: async () => {
          throw new PlumblineError(code, undefined, { retryable: true });
        },
      },
    },
  );
  for (const [thrown, status] of [
    ['overloaded', 429],
    ['store_unavailable', 503],
    ['shutting_down', 503],
  ] as const) {
    code = thrown;
    const answer = await call('POST', '/v1/labels', { json: [{}] });
    assert.equal(answer.status, status);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  }
});

test('all records rejected is a 422 that lists them; some rejected is a 202', async () => {
  let accepted = 1;
  const rejected = [{ index: 1, code: 'missing_field', path: '/model', message: 'model is required.' }];
  const { call } = await started({}, { ingest: { append: async () => ({ accepted, rejected }) } });
  const some = await call('POST', '/v1/predictions', { json: [{}, {}] });
  assert.deepEqual([some.status, some.body], [202, { accepted: 1, rejected }]);
  accepted = 0;
  const none = await call('POST', '/v1/predictions', { json: [{}] });
  assert.deepEqual(
    [none.status, none.body.code, none.body.rejected],
    [422, 'all_records_rejected', rejected],
  );
});

test('names in paths reach the read as they are, whatever they hold', async () => {
  const seen: (string | undefined)[] = [];
  const { call } = await started(
    {},
    {
      readModel: emptyReadModel({
        listFeatures: async ({ model }) => {
          seen.push(model);
          return [{ model }];
        },
      }),
    },
  );
  const names = [
    "o'hara",
    'a"b',
    'a/b',
    'a\\b',
    'nul\u0000',
    '😀',
    'a b+c',
    '%2F',
    '${x}',
    '; drop table x',
    'é'.repeat(128),
  ];
  for (const name of names) {
    const answer = await call(
      'GET',
      `/v1/models/${encodeURIComponent(name).replaceAll('.', '%2E')}/features`,
    );
    assert.equal(answer.status, 200, name);
    assert.equal(answer.body.items[0].model, name);
  }
  assert.deepEqual(seen, names);
});

test('what is not HTTP gets a problem document too', async () => {
  const { url } = await started();
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write('\u0000\u0001nonsense\r\n\r\n'),
    );
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text)).on('error', reject);
  });
  assert.match(answer, /^HTTP\/1\.1 400 .*problem\+json.*"code":"invalid_request"/s);
});

test('answers carry headers that keep browsers from doing more with them', async () => {
  const { call } = await started();
  for (const path of ['/livez', '/v1/models', '/nothing', '/openapi.json']) {
    const { headers } = await call('GET', path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(headers.get('access-control-allow-origin'), null);
  }
  const page = await call('GET', '/docs');
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'/);
});
