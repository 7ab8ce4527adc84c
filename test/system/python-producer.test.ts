import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Check } from 'typebox/value';
import { PredictionRecordSchema } from '../../domain/index.ts';
import { runProcess } from '../support/sdk-project.ts';
import { startService } from '../support/service-process.ts';
import { list, queryStored } from '../support/service-requests.ts';
import { startIngestServer } from '../unit/sdk/ingest-server.ts';

const PRODUCER = fileURLToPath(new URL('../../../examples/python/producer.py', import.meta.url));

test('python: the example is 20 lines and logs into the service through the standard library', async () => {
  assert.equal(readFileSync(PRODUCER, 'utf8').trimEnd().split('\n').length, 20);
  const service = await startService();
  try {
    const { code, stdout, stderr } = await runProcess('python3', [PRODUCER, service.url]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout.trim(), "{'accepted': 500, 'rejected': []}");
    const features = await list(service.url, '/v1/models/eta/features');
    assert.deepEqual(
      features.map(({ feature, kind }) => [feature, kind]),
      [
        ['city', 'categorical'],
        ['km', 'numeric'],
      ],
    );
    assert.equal(await service.stop(), 0);
    const stored = await queryStored(
      service.dataDir,
      `SELECT prediction_id AS id FROM predictions_once WHERE model = 'eta' AND version = '7'
         AND categorical_features['city'] = 'Oslo' AND numeric_features['km'] BETWEEN 1 AND 30
         AND prediction_number = 20 + toUInt32(substring(prediction_id, 6)) % 30`,
    );
    const ids = Array.from({ length: 500 }, (_, i) => `trip-${i}`);
    assert.deepEqual(stored.map(({ id }) => id).sort(), ids.sort());
  } finally {
    await service.dispose();
  }
});

test('python: a refused and a cut request are sent again, the very same bytes', async () => {
  const server = await startIngestServer((_, number) => {
    if (number === 0) return { status: 429, headers: { 'retry-after': '0.01' } };
    return number === 1 ? 'cut' : 'accept';
  });
  const { code, stdout, stderr } = await runProcess('python3', [PRODUCER, server.url]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(stdout.trim(), "{'accepted': 500, 'rejected': []}");
  assert.equal(new Set(server.requests.map((request) => request.text)).size, 1);
  const { path, headers, records } = server.requests[2]!;
  assert.deepEqual([path, headers['content-encoding']], ['/v1/predictions', 'gzip']);
  for (const record of records) assert.ok(Check(PredictionRecordSchema, record));
  await server.close();
});

test('python: an answer that no retry helps ends the example with its reason', async () => {
  const server = await startIngestServer(() => ({ status: 401, body: { code: 'unauthorized' } }));
  const { code, stderr } = await runProcess('python3', [PRODUCER, server.url]);
  assert.equal(code, 1);
  assert.match(stderr, /HTTP 401: .*unauthorized/);
  assert.equal(server.requests.length, 1);
  await server.close();
});
