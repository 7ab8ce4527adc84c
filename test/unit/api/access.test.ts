import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { fastify } from 'fastify';
import { requireAccess } from '../../../api/access.ts';
import { readApiConfig } from '../../../api/index.ts';
import type { ListQuery } from '../../../api/ports.ts';
import { buildApi, emptyReadModel, keyHash } from '../../support/api-server.ts';
import { started } from './running.ts';

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
    if (method === 'GET' || path.endsWith('/columns')) return 'r';
    return /runs|versions|replay/.test(path) ? 'a' : 'w';
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
