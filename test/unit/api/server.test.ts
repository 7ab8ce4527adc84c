import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fastify } from 'fastify';
import { requireAccess } from '../../../api/access.ts';
import { readApiConfig } from '../../../api/index.ts';
import type { ListQuery } from '../../../api/ports.ts';
import { PlumblineError } from '../../../domain/index.ts';
import { buildApi, emptyReadModel, keyHash, type RunningApi, startApi } from '../../support/api-server.ts';

const running: RunningApi[] = [];
async function started(...options: Parameters<typeof startApi>): Promise<RunningApi> {
  const api = await startApi(...options);
  running.push(api);
  return api;
}
after(async () => {
  for (const { api } of running) await api.close(1000);
});

const KEYS = {
  keys: [
    {
      name: 'writer',
      sha256: keyHash('w'),
      project: 'acme',
      scopes: ['ingest'] as ('ingest' | 'read' | 'admin')[],
    },
    {
      name: 'reader',
      sha256: keyHash('r'),
      project: 'acme',
      scopes: ['read'] as ('ingest' | 'read' | 'admin')[],
    },
    {
      name: 'admin',
      sha256: keyHash('a'),
      project: 'acme',
      scopes: ['admin'] as ('ingest' | 'read' | 'admin')[],
    },
  ],
  metrics_sha256: keyHash('m'),
};

test('each scope opens its own routes; no key, a wrong one and a dead one look the same', async () => {
  const { api, call } = await started(KEYS);
  const routes = Object.entries(api.server.swagger().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods ?? {}).map((method) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{[a-z]+\}/g, 'x'),
    })),
  );
  const scopeOf = ({ method, path }: { method: string; path: string }) => {
    if (!path.startsWith('/v1/')) return path === '/metrics' ? 'm' : null;
    if (path.endsWith('/callback')) return 'callback';
    if (method === 'GET') return 'r';
    return /runs|versions/.test(path) ? 'a' : 'w';
  };
  assert.ok(routes.length >= 20, `only ${routes.length} routes`);
  for (const route of routes) {
    const scope = scopeOf(route);
    const needsBody = route.method === 'POST' ? { json: [{}] } : {};
    const statusWith = async (key?: string) =>
      (await call(route.method, route.path, { ...needsBody, ...(key !== undefined && { key }) })).status;
    for (const key of [undefined, 'wrong', 'w', 'r', 'a', 'm']) {
      const status = await statusWith(key);
      const name = `${route.method} ${route.path} with ${key ?? 'no key'}: ${status}`;
      if (scope === null || (scope === 'callback' && key !== undefined))
        assert.ok(![401, 403].includes(status), name);
      else if (key === scope) assert.ok(![401, 403].includes(status), name);
      else if (scope !== 'm' && scope !== 'callback' && ['w', 'r', 'a'].includes(key ?? ''))
        assert.equal(status, 403, name);
      else assert.equal(status, 401, name);
    }
  }
  const answers = await Promise.all([call('GET', '/v1/models'), call('GET', '/v1/models', { key: 'nope' })]);
  const told = answers.map(({ body }) => ({ ...body, instance: '' }));
  assert.deepEqual(told[0], told[1]);
  assert.equal(answers[0]?.headers.get('www-authenticate'), 'Bearer');
});

test('the project of a request is the key’s, on every read', async () => {
  const asked: ListQuery[] = [];
  const { call } = await started(KEYS, {
    readModel: emptyReadModel({
      listEvaluations: async (query) => {
        asked.push(query);
        return [];
      },
    }),
  });
  const path = `/v1/evaluations?model=m&monitor=d&version=v&limit=7&status=complete,%20partial&from=2026-01-01T00:00:00Z&to=1767312000000`;
  assert.equal((await call('GET', path, { key: 'r' })).status, 200);
  assert.deepEqual(asked, [
    {
      project: 'acme',
      limit: 7,
      model: 'm',
      monitor: 'd',
      version: 'v',
      from: Date.UTC(2026, 0, 1),
      to: 1_767_312_000_000,
      state: ['complete', 'partial'],
    },
  ]);
  assert.equal((await call('GET', '/v1/evaluations?project=other', { key: 'r' })).status, 400);
});

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
    ['POST', '/v1/monitors/m/runs', { json: { from: 1 } }, 400, 'invalid_request'],
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

test('without keys only requests that name this machine are served', async () => {
  const { url } = await started();
  const { port } = new URL(url);
  const status = (host: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(`GET /v1/models HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text.slice(9, 12))).on('error', reject);
    });
  assert.equal(await status('localhost'), '200');
  assert.equal(await status('attacker.example'), '403');
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

test('listening beyond loopback needs keys, and a reload cannot take the last one away', async () => {
  const { api: open } = await buildApi();
  await assert.rejects(open.listen({ host: '0.0.0.0', port: 0 }), { code: 'insecure_listen' });
  const { api: keyed } = await buildApi(KEYS);
  await keyed.listen({ host: '0.0.0.0', port: 0 });
  assert.throws(() => keyed.replaceKeys(readApiConfig({}).config), { code: 'insecure_listen' });
  await Promise.all([open.close(100), keyed.close(100)]);
});

test('an address that cannot be had is named in one sentence', async () => {
  const { url } = await started();
  const port = Number(new URL(url).port);
  const { api } = await buildApi();
  await assert.rejects(api.listen({ host: '127.0.0.1', port }), {
    code: 'address_in_use',
    message: `Port ${port} on 127.0.0.1 is in use by another program; choose another one with listen.`,
  });
  await api.close(100);
  const { api: elsewhere } = await buildApi(KEYS);
  await assert.rejects(elsewhere.listen({ host: '203.0.113.7', port: 0 }), { code: 'invalid_config' });
  await elsewhere.close(100);
});

test('a revoked key is dead with the reload, and a new one lives', async () => {
  const { api, call } = await started(KEYS);
  const next = readApiConfig({ keys: [{ ...KEYS.keys[1]!, name: 'new', sha256: keyHash('n') }] }).config;
  assert.equal((await call('GET', '/v1/models', { key: 'r' })).status, 200);
  api.replaceKeys(next);
  assert.equal((await call('GET', '/v1/models', { key: 'r' })).status, 401);
  assert.equal((await call('GET', '/v1/models', { key: 'n' })).status, 200);
});

test('a route that forgets to say who may call it cannot be added', () => {
  const server = fastify();
  requireAccess(server as unknown as Parameters<typeof requireAccess>[0]);
  assert.throws(() => server.get('/v1/forgotten', async () => ({})), /names no access/);
});

test('closing fails readiness first, finishes what is in flight, and refuses what comes later', async () => {
  let release = () => {};
  const held = new Promise<void>((resume) => {
    release = resume;
  });
  const { api, call } = await startApi(
    { drain: '100ms' },
    {
      ingest: {
        append: async () => {
          await held;
          return { accepted: 1, rejected: [] };
        },
      },
    },
  );
  const inFlight = call('POST', '/v1/predictions', { json: [{}] });
  assert.equal((await call('GET', '/readyz')).status, 200);
  const closed = api.close(5000);
  const unready = await call('GET', '/readyz?verbose');
  assert.deepEqual([unready.status, unready.body.checks.service], [503, 'stopping']);
  assert.equal((await call('GET', '/livez')).status, 200);
  release();
  assert.equal((await inFlight).status, 202);
  await closed;
  await assert.rejects(call('GET', '/livez'));
});

test('readiness names the store that is away', async () => {
  const { call } = await started(
    {},
    {
      health: {
        ping: async () => {
          throw new PlumblineError('store_unavailable', undefined, { retryable: true });
        },
      },
    },
  );
  const answer = await call('GET', '/readyz?verbose');
  assert.equal(answer.status, 503);
  assert.match(answer.body.checks.store, /did not answer/);
  assert.equal((await call('GET', '/livez')).status, 200);
});

test('metrics show requests by route, ingest by outcome and drift by series; hostile names stay text', async () => {
  const { call } = await started(
    {},
    {
      readModel: emptyReadModel({
        latestMeasurements: async () => [
          { project: 'p', model: 'a"b\n\\c', feature: 'age', statistic: 'psi', value: 0.25, effect: null },
        ],
      }),
    },
  );
  await call('GET', '/v1/models');
  await call('GET', `/no/such/${Math.random()}`);
  const { text, status } = await call('GET', '/metrics');
  assert.equal(status, 200);
  assert.match(
    text,
    /plumbline_http_request_duration_seconds_count\{method="GET",route="\/v1\/models",status="200"\} 1/,
  );
  assert.match(text, /route="unknown",status="404"\} 1/);
  assert.match(text, /plumbline_ingest_records_total\{kind="prediction",outcome="accepted"\} 0/);
  assert.match(
    text,
    /plumbline_drift_value\{project="p",model="a\\"b\\n\\\\c",.*feature="age",statistic="psi"\} 0.25/,
  );
  assert.ok(!text.includes('/no/such'));
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

test('the OpenAPI document describes every route with its answers', async () => {
  const { call } = await started();
  const { body } = await call('GET', '/openapi.json');
  assert.equal(body.openapi, '3.1.0');
  for (const [path, methods] of Object.entries<Record<string, { responses: object; summary?: string }>>(
    body.paths,
  )) {
    for (const [method, { responses, summary }] of Object.entries(methods)) {
      assert.ok(summary, `${method} ${path} has no summary`);
      if (path.startsWith('/v1/')) assert.ok('4XX' in responses || '4xx' in responses, `${method} ${path}`);
      assert.ok(
        Object.keys(responses).some((status) => status.startsWith('2')),
        `${method} ${path}`,
      );
    }
  }
  const content = body.paths['/v1/predictions'].post.requestBody.content;
  assert.deepEqual(Object.keys(content).sort(), ['application/json', 'application/x-ndjson']);
});
