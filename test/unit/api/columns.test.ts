import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlumblineError } from '../../../domain/index.ts';
import { keyHash } from '../../support/api-server.ts';
import { started } from './running.ts';

const DAY = Date.UTC(2026, 0, 1);
const KEYS = { keys: [{ name: 'reader', sha256: keyHash('r'), project: 'acme', scopes: ['read' as const] }] };

async function api() {
  const asked: unknown[] = [];
  const { url } = await started(KEYS, {
    columns: {
      async readColumns(project, model, request) {
        asked.push([project, model, request]);
        if (model === 'nobody') throw new PlumblineError('not_found');
        return (async function* () {
          yield '{"rows":2}\n';
          if (model === 'broken') throw new Error('the store is gone');
          yield '{"kind":"numeric"}\n';
        })();
      },
    },
  });
  const post = async (model: string, json: unknown) => {
    const response = await fetch(`${url}/v1/models/${model}/columns`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer r' },
      body: JSON.stringify(json),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
  };
  return { asked, post };
}

test('columns: a baseline or a window is streamed as lines, for the project of the key', async () => {
  const { asked, post } = await api();
  const baseline = await post('m', { baseline: '12ab' });
  assert.equal(baseline.status, 200);
  assert.match(baseline.type, /^application\/x-ndjson/);
  assert.equal(baseline.text, '{"rows":2}\n{"kind":"numeric"}\n');
  const columns = [{ name: 'x', kind: 'numeric' }];
  const segment = { feature: 'city', values: ['Oslo'] };
  await post('m', { window: { from: '2026-01-01T00:00:00Z', to: DAY + 500 }, segment, columns });
  await post('m', { window: { from: DAY, to: DAY + 5 } });
  assert.deepEqual(asked, [
    ['acme', 'm', { baseline: '12ab' }],
    ['acme', 'm', { window: { from: DAY, to: DAY + 500 }, segment, columns }],
    ['acme', 'm', { window: { from: DAY, to: DAY + 5 }, segment: null, columns: [] }],
  ]);
});

test('columns: a request that fits no source is refused before anything is read', async () => {
  const { asked, post } = await api();
  const window = { from: DAY, to: DAY + 5 };
  for (const [body, code] of [
    [{}, 'invalid_request'],
    [{ baseline: '12ab', window }, 'invalid_request'],
    [{ baseline: "x' OR 1" }, 'invalid_request'],
    [{ window: { from: DAY, to: DAY } }, 'invalid_window'],
    [{ window: { from: 'yesterday', to: DAY } }, 'invalid_timestamp'],
    [{ window, columns: [{ name: 'x', kind: 'text' }] }, 'invalid_request'],
    [{ window, sql: 'SELECT 1' }, 'invalid_request'],
  ] as const) {
    const answer = await post('m', body);
    assert.equal(JSON.parse(answer.text).code, code, JSON.stringify(body));
    assert.ok(answer.status >= 400 && answer.status < 500);
  }
  assert.deepEqual(asked, []);
});

test('columns: what is unknown is 404, and an answer that breaks off is no whole answer', async () => {
  const { post } = await api();
  assert.equal((await post('nobody', { baseline: '12ab' })).status, 404);
  await assert.rejects(post('broken', { baseline: '12ab' }));
});
