import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Evaluation, type ModelShare, modelPart } from '../../../domain/index.ts';
import { evaluation, series } from '../../support/alert-builders.ts';
import { MemoryStores } from '../../support/alert-stores.ts';
import { SECRET, startHarness } from '../../support/alerts-harness.ts';
import { startWebhookReceiver } from '../../support/webhook-receiver.ts';

/** Two models, one in each part. */
const MODELS = [0, 1].map((part) => {
  for (let n = 0; ; n += 1) if (modelPart('default', `m${n}`, 2) === part) return `m${n}`;
}) as readonly string[];

/** Two processes on the same stores, each with a part of the models. */
async function replicas(t: TestContext) {
  const server = await startWebhookReceiver(SECRET);
  t.after(() => server.close());
  const section = { notifiers: [{ name: 'hook', type: 'webhook', url: server.hookUrl, secret: SECRET }] };
  const stores = new MemoryStores();
  const held: ModelShare[] = [0, 1].map((part) => ({ term: 1, of: 2, parts: [part] }));
  const harnesses = held.map((_, index) =>
    startHarness(t, section, { ownership: { share: () => held[index]! } }, stores),
  );
  const judged = (from: number, severities: string): Evaluation[] =>
    [...severities].flatMap((letter, index) =>
      MODELS.map((model) =>
        evaluation(from + index, letter === 'W' ? 'warning' : 'none', { key: series({ model }) }),
      ),
    );
  const told = () =>
    server
      .webhooks()
      .map(({ type, body }) => `${(body.data as { model: string }).model} ${type}`)
      .sort();
  return { stores, held, harnesses, judged, told };
}

const opened = MODELS.map((model) => `${model} incident.opened`);
const resolved = MODELS.map((model) => `${model} incident.resolved`);

test('ownership of alerts: an incident has one owner, and is told once', async (t) => {
  const { stores, harnesses, judged, told } = await replicas(t);
  stores.evaluations.push(...judged(0, '.WWW'));
  for (const { tick } of harnesses) await tick();
  for (const { tick } of harnesses) await tick();
  assert.deepEqual(told(), opened.toSorted());
  assert.equal(stores.transitions.size, 2);
});

test('ownership of alerts: a new owner takes the state from the store: no second message, and the end is told', async (t) => {
  const { stores, held, harnesses, judged, told } = await replicas(t);
  stores.evaluations.push(...judged(0, '.WW'));
  for (const { tick } of harnesses) await tick();
  held[0] = { term: 2, of: 2, parts: [] };
  held[1] = { term: 2, of: 2, parts: [0, 1] };
  stores.evaluations.push(...judged(3, 'WW..'));
  for (const { tick } of harnesses) await tick();
  assert.deepEqual(told(), [...opened, ...resolved].toSorted());
});

test('ownership of alerts: what the old owner has not sent is sent by the new one', async (t) => {
  const { stores, held, harnesses, judged, told } = await replicas(t);
  const save = stores.saveNotifications.bind(stores);
  stores.saveNotifications = async (rows) => {
    await save(rows);
    // The owner loses its models after it wrote down what it is going to say.
    held[0] = { term: 2, of: 2, parts: [] };
  };
  stores.evaluations.push(...judged(0, '.WW'));
  await harnesses[0]!.tick();
  assert.deepEqual(told(), []);
  stores.saveNotifications = save;
  held[1] = { term: 2, of: 2, parts: [0, 1] };
  await harnesses[1]!.tick();
  assert.deepEqual(told(), opened.toSorted());
});
