import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Plumbline } from '../../../sdk/src/index.ts';
import { type Behaviour, rejecting, startIngestServer } from './ingest-server.ts';

type Step = 'accept' | 'cut' | 'hang' | { readonly status: number } | { readonly rejectEvery: number };

type Action = 'prediction' | 'label' | 'features' | 'bad' | 'pause' | 'flush';

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>('accept') },
  { weight: 1, arbitrary: fc.constant<Step>('cut') },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Step>({ status: 500 }, { status: 429 }, { status: 400 }, { status: 200 }),
  },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }).map<Step>((every) => ({ rejectEvery: every })) },
  { weight: 1, arbitrary: fc.constant<Step>('hang') },
);

const action = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Action>('prediction') },
  { weight: 3, arbitrary: fc.constant<Action>('label') },
  { weight: 2, arbitrary: fc.constant<Action>('features') },
  { weight: 1, arbitrary: fc.constant<Action>('bad') },
  { weight: 1, arbitrary: fc.constant<Action>('pause') },
  { weight: 1, arbitrary: fc.constant<Action>('flush') },
);

const scenario = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  actions: fc.array(action, { maxLength: 60 }),
  batchRecords: fc.integer({ min: 1, max: 8 }),
  maxInFlight: fc.integer({ min: 1, max: 3 }),
  maxBufferedRecords: fc.integer({ min: 1, max: 20 }),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  closeTimeoutMs: fc.constantFrom(0, 5, 2000),
});

function log(client: Plumbline, what: Action, id: string): boolean {
  if (what === 'label') return client.logLabel({ predictionId: id, label: 1 });
  if (what === 'features') return client.logFeatures({ sampleId: id, features: { a: 1 } });
  const features = { a: what === 'bad' ? Number.NaN : 1 };
  return client.logPrediction({ predictionId: id, features, prediction: 1 });
}

test('accounting: accepted + rejected + dropped + buffered equals logged, whatever the service does', async () => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listen);

  const property = fc.asyncProperty(scenario, async ({ steps, actions, ...options }) => {
    let acknowledged = 0;
    const server = await startIngestServer((request, number): Behaviour => {
      const planned = steps[number % steps.length]!;
      if (planned === 'cut' || planned === 'hang') return planned;
      if (planned !== 'accept' && 'status' in planned) return planned;
      const every = planned === 'accept' ? Number.POSITIVE_INFINITY : planned.rejectEvery;
      const refused = [...request.records.keys()].filter((index) => (index + 1) % every === 0);
      acknowledged += request.records.length - refused.length;
      return rejecting(request, refused);
    });
    const told = { rejected: 0, dropped: 0 };
    const client = new Plumbline({
      url: server.url,
      model: 'eta',
      version: '1',
      batchAgeMs: 2,
      requestTimeoutMs: 20,
      retryBaseMs: 1,
      retryMaxMs: 2,
      ...options,
      onRejected: () => {
        told.rejected += 1;
      },
      onDrop: (event) => {
        told.dropped += event.ids.length;
      },
    });
    let logged = 0;
    const balanced = () => {
      const { accepted, rejected, dropped, buffered } = client.stats;
      assert.equal(accepted + rejected + dropped + buffered, logged);
      assert.deepEqual([rejected, dropped], [told.rejected, told.dropped]);
      assert.ok(buffered <= options.maxBufferedRecords);
    };
    for (const what of actions) {
      if (what === 'pause') await new Promise((resolve) => setTimeout(resolve, 1));
      else if (what === 'flush') await client.flush({ timeoutMs: 5 });
      else log(client, what, `r${logged++}`);
      balanced();
    }
    const waiting = client.stats.buffered;
    const end = await client.close();
    assert.equal(end.accepted + end.rejected + end.dropped, waiting);
    assert.deepEqual([end.buffered, client.stats.buffered, client.stats.bufferedBytes], [0, 0, 0]);
    balanced();
    assert.ok(client.stats.accepted <= acknowledged, 'only the service can accept');
    await server.close();
  });
  await fc.assert(property, { numRuns: 60 });

  process.off('unhandledRejection', listen);
  assert.deepEqual(unhandled, []);
});
