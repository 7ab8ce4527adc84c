import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { seededRandom } from '../../analyzers/baselines/seeded-sample.ts';
import { modelPart } from '../../domain/index.ts';
import { type ClickhouseShim, startClickhouseShim } from '../support/clickhouse-shim.ts';
import { type KafkaBroker, startKafkaBroker } from '../support/kafka-broker.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { list, post, postLines, type Row, waitFor } from '../support/service-requests.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const PARTS = 6;
const REFERENCE_HOURS = 2;
const PER_HOUR = 400;
const TAKEOVER_MS = 30_000;

/** One model for each part, so that every process gets some. */
const MODELS = Array.from({ length: PARTS }, (_, part) => {
  for (let n = 0; ; n += 1) if (modelPart('default', `m${n}`, PARTS) === part) return `m${n}`;
});

const running: ServiceProcess[] = [];
let broker: KafkaBroker;
let clickhouse: ClickhouseShim;
let webhook: WebhookReceiver;

before(async () => {
  [broker, clickhouse, webhook] = await Promise.all([
    startKafkaBroker(),
    startClickhouseShim(),
    startWebhookReceiver(SECRET),
  ]);
});
after(async () => {
  for (const service of running) await service.dispose();
  await webhook?.close();
  await clickhouse?.close();
  await broker?.stop();
});

function yaml(group: string): string {
  const at = (hour: number) => new Date(START + hour * HOUR).toISOString();
  const baseline = `{ window: { from: ${at(0)}, to: ${at(REFERENCE_HOURS)}, version: v1 } }`;
  return `
clock: replay
tick: 500ms
ingest: { event_time: { past: 20000d } }
kafka: { group: ${group}, session_timeout: 4s, drain_timeout: 4s, partitions: ${PARTS} }
models:
${MODELS.map((model) => `  - { name: ${model}, task: regression, baseline: ${baseline} }`).join('\n')}
monitors:
${MODELS.map((model) => `  - { name: of-${model}, model: ${model}, kind: data_drift, window: 1h, lateness: 0s, severity: warning, policy: { for: 1 } }`).join('\n')}
alerts:
  notifiers:
    - { name: webhook, type: webhook, url: "${webhook.hookUrl}", secret: "${SECRET}" }
  no_data: false
  outbound: { allow: [127.0.0.1] }
`;
}

async function startRole(role: string, group: string): Promise<ServiceProcess> {
  const env = { CLICKHOUSE_URL: `${clickhouse.url}/${group}`, KAFKA_BROKERS: broker.brokers };
  const service = await startService({ role, yaml: yaml(group), env });
  running.push(service);
  return service;
}

/** Sends hours of every model; x has moved in the drifted ones. */
async function send(url: string, hours: readonly number[], drifted: boolean): Promise<void> {
  const records = hours.flatMap((hour) =>
    MODELS.flatMap((model) => {
      const random = seededRandom(`${model}-${hour}`);
      return Array.from({ length: PER_HOUR }, (_, i) => ({
        prediction_id: `${hour}-${i}`,
        model,
        version: 'v1',
        timestamp: START + hour * HOUR + i * 1000,
        features: { x: random() + random() + (drifted ? 1 : 0) },
        prediction: 1,
      }));
    }),
  );
  await postLines(url, '/v1/predictions', records);
}

/** evaluated waits until every model has an evaluation of every window from the reference up to an hour. */
async function evaluated(url: string, until: number, ms?: number): Promise<Row[]> {
  const wanted = MODELS.length * (until - REFERENCE_HOURS);
  return waitFor(
    `${wanted} evaluations`,
    async () => {
      const rows = await list(url, '/v1/evaluations');
      return rows.length >= wanted ? rows : null;
    },
    ms,
  );
}

/** Every line that says that a window was evaluated, as monitor and window. */
function runsOf(services: readonly ServiceProcess[]): string[] {
  return services.flatMap((service) =>
    service
      .logs()
      .split('\n')
      .filter((line) => line.includes('window evaluated'))
      .map((line) => JSON.parse(line) as Row)
      .map(({ monitor, window }) => `${monitor} ${(window.start - START) / HOUR}`),
  );
}

/** How many parts each analyzer took over last. */
function sharesOf(services: readonly ServiceProcess[]): number[] {
  return services.map((service) => {
    const lines = service
      .logs()
      .split('\n')
      .filter((line) => line.includes('models taken over'));
    const last = lines
      .map((line) => JSON.parse(line) as Row)
      .findLast(({ group }) => group.endsWith('.analyzer'));
    return (last?.parts as number[] | undefined)?.length ?? 0;
  });
}

function expectedRuns(until: number): string[] {
  const hours = Array.from({ length: until - REFERENCE_HOURS }, (_, i) => REFERENCE_HOURS + i);
  return MODELS.flatMap((model) => hours.map((hour) => `of-${model} ${hour}`)).sort();
}

/** told waits until messages have left and the store knows it: a process that ends between the two sends one again. */
async function told(url: string, count: number): Promise<void> {
  await waitFor('the messages', async () => {
    const rows = await list(url, '/v1/notifications');
    return rows.filter(({ state }) => state === 'delivered').length >= count ? true : null;
  });
}

test('replicas share the models: each window runs once; an owner that hangs or is killed is replaced without a gap or a second message', async () => {
  const group = `ownership_${process.pid}`;
  const gateway = await startRole('gateway,ingester', group);
  const [first, second] = await Promise.all([
    startRole('analyzer,alerter', group),
    startRole('analyzer,alerter', group),
  ]);

  await send(gateway.url, [0, 1, 2, 3], false);
  await send(gateway.url, [4, 5], true);
  await evaluated(gateway.url, 5);
  await told(gateway.url, MODELS.length);
  const shares = [first, second].map((service) => new Set(runsOf([service]).map((run) => run.split(' ')[0])));
  assert.ok(
    shares.every(({ size }) => size > 0),
    'each replica has models',
  );
  assert.deepEqual(runsOf([first, second]).sort(), expectedRuns(5));

  // It hangs for longer than its session and wakes up as an owner that is none any more.
  process.kill(first.pid, 'SIGSTOP');
  await send(gateway.url, [6], true);
  await evaluated(gateway.url, 6, TAKEOVER_MS);
  process.kill(first.pid, 'SIGCONT');
  await waitFor('both share again', async () =>
    sharesOf([first, second]).every((parts) => parts === 3) ? true : null,
  );

  await first.kill();
  await send(gateway.url, [7], true);
  await evaluated(gateway.url, 7, TAKEOVER_MS);
  await send(gateway.url, [8, 9], false);
  const rows = await evaluated(gateway.url, 9);
  await told(gateway.url, 2 * MODELS.length);

  assert.deepEqual(runsOf([first, second]).sort(), expectedRuns(9));
  assert.equal(rows.length, expectedRuns(9).length);
  assert.equal(new Set(rows.map(({ evaluation_id }) => evaluation_id)).size, rows.length);
  const incidents = await list(gateway.url, '/v1/incidents');
  assert.deepEqual(incidents.map(({ model }) => model).sort(), [...MODELS].sort());
  assert.ok(incidents.every(({ state }) => state === 'resolved'));
  const messages = webhook.webhooks();
  assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length);
  assert.equal(messages.length, 2 * MODELS.length);

  await monitorsThroughTheGateway(gateway.url);
});

/** The gateway owns no model, and answers for those that do. */
async function monitorsThroughTheGateway(url: string): Promise<void> {
  const monitors = await waitFor('every monitor caught up', async () => {
    const answer = await fetch(`${url}/v1/monitors`);
    const { items } = (await answer.json()) as { items: Row[] };
    return items.every(({ caught_up, alerts_caught_up }) => caught_up && alerts_caught_up) ? items : null;
  });
  assert.equal(monitors.length, MODELS.length);
  assert.ok(monitors.every(({ series }) => series.length === 1));

  const range = { from: START + 4 * HOUR, to: START + 6 * HOUR };
  const run = await post(url, `/v1/monitors/of-${MODELS[0]}/runs`, range);
  assert.deepEqual([run.status, run.body.windows, run.body.evaluations], [200, 2, 2]);
  const version = await post(url, `/v1/models/${MODELS[0]}/versions`, { version: 'v2' });
  assert.deepEqual([version.status, version.body.version], [201, 'v2']);
  const unknown = await post(
    url,
    '/v1/retraining-runs/none/callback',
    { state: 'started' },
    {
      authorization: `Bearer ${Buffer.from('default').toString('base64url')}.${'x'.repeat(43)}`,
    },
  );
  assert.equal(unknown.body.code, 'not_found');
}
