import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { PlumblineError } from '../../../domain/index.ts';
import { emptyReadModel, startApi } from '../../support/api-server.ts';
import { started } from './running.ts';

test('closing fails readiness first, finishes what is in flight, and refuses what comes later', async () => {
  let release = () => {};
  const held = new Promise<void>((resume) => {
    release = resume;
  });
  let arrive = () => {};
  const arrived = new Promise<void>((resume) => {
    arrive = resume;
  });
  const { api, call } = await startApi(
    { drain: '1s' },
    {
      ingest: {
        append: async () => {
          arrive();
          await held;
          return { accepted: 1, rejected: [] };
        },
      },
    },
  );
  const inFlight = call('POST', '/v1/predictions', { json: [{}] });
  await arrived;
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

test('a client that goes away in the middle of its body, or before its answer, holds no bytes back', async () => {
  let release = () => {};
  const { url, call } = await started(
    { limits: { body_bytes: 1000, in_flight_bytes: 1000 } },
    {
      ingest: {
        append: async ({ records }) => {
          await new Promise<void>((resume) => {
            release = resume;
          });
          return { accepted: records.length, rejected: [] };
        },
      },
    },
  );
  const leave = (length: number, sent: number) =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
        const head = `POST /v1/labels HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
        socket.write(head + `[${' '.repeat(length - 4)}{}]`.slice(0, sent));
        setTimeout(() => socket.destroy(), 30);
      });
      socket.on('close', () => resolve());
    });
  for (let round = 0; round < 3; round += 1) {
    await leave(900, 800);
    await leave(900, 900);
    release();
  }
  const answer = call('POST', '/v1/labels', { body: `[${' '.repeat(890)}{}]` });
  const timer = setInterval(() => release(), 5);
  const { status } = await answer.finally(() => clearInterval(timer));
  assert.equal(status, 202);
});
