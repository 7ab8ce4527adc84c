import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { seededRandom } from '../../analyzers/baselines/seeded-sample.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { type PagerDutyServer, startPagerDutyServer } from '../support/pagerduty-server.ts';
import { freePort, type ServiceProcess, startService } from '../support/service-process.ts';
import { caughtUp, list, post, postLines, type Row, waitFor } from '../support/service-requests.ts';
import { type SlackServer, startSlackServer } from '../support/slack-server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const REFERENCE_DAYS = 2;
const PER_DAY = 1000;
/** Days after START. */
const DRIFT_FROM = 6;
const RETRAINED_FROM = 8;
const LAST_DAY = 10;
const SLACK_TOKEN = 'xoxb-main-job';
const PAGERDUTY_KEY = 'a'.repeat(32);
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;

/** Receivers are everything that the service talks to. */
interface Receivers {
  readonly slack: SlackServer;
  readonly pagerDuty: PagerDutyServer;
  readonly mail: MailServer;
  readonly webhook: WebhookReceiver;
  readonly pipeline: WebhookReceiver;
}

async function startReceivers(): Promise<Receivers> {
  return {
    slack: await startSlackServer(SLACK_TOKEN),
    pagerDuty: await startPagerDutyServer(),
    mail: await startMailServer(),
    webhook: await startWebhookReceiver(SECRET),
    pipeline: await startWebhookReceiver(SECRET),
  };
}

const day = (index: number): string => new Date(START + index * DAY).toISOString();

function config({ slack, pagerDuty, mail, webhook, pipeline }: Receivers, port: number): string {
  return `
public_url: http://127.0.0.1:${port}
clock: replay
tick: 200ms
log: { level: warn }
ingest: { event_time: { past: 20000d } }
models:
  - name: clicks
    task: binary
    positive_class: true
    baseline: { window: { from: ${day(0)}, to: ${day(REFERENCE_DAYS)}, version: v1 } }
    baseline_per_version: true
monitors:
  - { name: inputs, model: clicks, kind: data_drift, window: 1d, lateness: 0s, severity: warning }
  - name: performance
    model: clicks
    kind: performance
    window: 1d
    lateness: 0s
    label_delay: 6h
    metrics: [accuracy]
    severity: critical
    policy: { accuracy: { delta: 0.1 } }
alerts:
  notifiers:
    - { name: slack, type: slack, token: ${SLACK_TOKEN}, channel: C0CLICKS, api_url: "${slack.apiUrl}" }
    - { name: pagerduty, type: pagerduty, routing_key: ${PAGERDUTY_KEY}, url: "${pagerDuty.url}" }
    - { name: email, type: email, from: plumbline@example.com, to: [team@example.com], host: 127.0.0.1, port: ${mail.port}, require_tls: false }
    - { name: webhook, type: webhook, url: "${webhook.hookUrl}", secret: "${SECRET}" }
    - { name: retrain, type: retraining, url: "${pipeline.hookUrl}", secret: "${SECRET}", cool_down: 7d }
  no_data: false
  outbound: { allow: [127.0.0.1] }
`;
}

interface Traffic {
  readonly predictions: Row[];
  readonly labels: Row[];
}

/** traffic is one day of one version. After the drift x has moved, and v1 is wrong for four of ten. */
function traffic(index: number, version: string, deployment = 'live'): Traffic {
  const random = seededRandom(`${version}-${deployment}-${index}`);
  const truths = seededRandom(`truth-${index}`);
  const drifted = index >= DRIFT_FROM;
  const predictions: Row[] = [];
  const labels: Row[] = [];
  for (let i = 0; i < PER_DAY; i++) {
    const truth = truths() < 0.5;
    const right = random() < (drifted && version === 'v1' ? 0.6 : 0.9);
    const prediction = right ? truth : !truth;
    const id = `${index}-${i}`;
    const timestamp = START + index * DAY + i * 80_000;
    predictions.push({
      prediction_id: id,
      model: 'clicks',
      version,
      timestamp,
      features: { x: random() + random() + (drifted ? 1 : 0), city: random() < 0.3 ? 'Oslo' : 'Rome' },
      prediction,
      score: prediction ? 0.8 : 0.2,
      ...(deployment !== 'live' && { deployment }),
    });
    if (deployment === 'live') labels.push({ prediction_id: id, model: 'clicks', label: truth, timestamp });
  }
  return { predictions, labels };
}

async function sendDay(url: string, index: number, version: string): Promise<void> {
  const { predictions, labels } = traffic(index, version);
  await postLines(url, '/v1/predictions', predictions);
  await postLines(url, '/v1/labels', labels);
}

async function incidents(url: string): Promise<Row[]> {
  return list(url, '/v1/incidents');
}

async function openIncident(url: string): Promise<Row> {
  return waitFor('the incident', async () => (await incidents(url))[0] ?? null);
}

/** delivered waits until the notification log has nothing left to send. */
async function delivered(url: string): Promise<Row[]> {
  return waitFor('every notification delivered', async () => {
    const rows = await list(url, '/v1/notifications');
    return rows.length > 0 && rows.every(({ state }) => state !== 'pending') ? rows : null;
  });
}

/** retrain is the pipeline: it scores the reference days anew as shadow and reports version v2. */
async function retrain(url: string, request: Row): Promise<void> {
  const { callback, model, version, worst_features: worst } = request;
  assert.deepEqual([model, version, worst], ['clicks', 'v1', ['x']]);
  const authorization = { authorization: `Bearer ${callback.token}` };
  const path = new URL(callback.url).pathname;
  const stranger = await post(url, path, { state: 'started' }, { authorization: 'Bearer ZGVmYXVsdA.x' });
  assert.equal(stranger.status, 401);
  assert.equal((await post(url, path, { state: 'started' }, authorization)).body.state, 'started');
  for (const index of [DRIFT_FROM, DRIFT_FROM + 1])
    await postLines(url, '/v1/predictions', traffic(index, 'v2', 'shadow').predictions);
  const window = { from: day(DRIFT_FROM), to: day(RETRAINED_FROM) };
  const report = { state: 'succeeded', version: 'v2', baseline: { window, deployment: 'shadow' } };
  const answer = await post(url, path, report, authorization);
  assert.deepEqual([answer.status, answer.body.state], [200, 'succeeded'], JSON.stringify(answer.body));
}

function assertToldOnce({ slack, pagerDuty, mail, webhook, pipeline }: Receivers, killed: boolean): void {
  // A message that was under way when the process died may arrive again, under the same id.
  const most = killed ? 2 : 1;
  const posts = slack.calls().filter(({ method, threadTs }) => method === 'chat.postMessage' && !threadTs);
  assert.ok(posts.length >= 1 && posts.length <= most, `${posts.length} Slack messages`);
  const triggers = pagerDuty.events().filter((event) => event.event_action === 'trigger');
  assert.ok(triggers.length >= 1);
  assert.equal(new Set(triggers.map((event) => event.dedup_key)).size, 1);
  const opened = webhook.webhooks().filter(({ type }) => type === 'incident.opened');
  assert.equal(new Set(opened.map(({ id }) => id)).size, 1);
  assert.ok(opened.length <= most);
  const mailIds = new Set(mail.mails.map(({ headers }) => headers.get('message-id')?.[0]));
  assert.ok(mail.mails.length >= 1 && mail.mails.length < mailIds.size + most);
  assert.equal(new Set(pipeline.webhooks().map(({ id }) => id)).size, 1);
}

async function mainJob(kill: boolean): Promise<void> {
  const receivers = await startReceivers();
  const port = await freePort();
  const yaml = config(receivers, port);
  let service: ServiceProcess = await startService({ port, yaml });
  const { url, dataDir } = service;
  try {
    for (let index = 0; index < RETRAINED_FROM; index++) {
      await sendDay(url, index, 'v1');
      if (index <= DRIFT_FROM + 1) await caughtUp(url);
      if (index <= DRIFT_FROM) assert.deepEqual(await incidents(url), [], `an incident on day ${index}`);
    }
    // The next day's first records close the second window with drift.
    await sendDay(url, RETRAINED_FROM, 'v2');
    const { incident_id: id } = await openIncident(url);
    if (kill) {
      await service.kill();
      service = await startService({ dataDir, port, yaml });
    }
    await caughtUp(url);
    await delivered(url);
    assertToldOnce(receivers, kill);

    const [request] = receivers.pipeline.webhooks();
    assert.equal(request?.type, 'retraining.requested');
    await retrain(url, request?.body.data as Row);
    const versions = await list(url, '/v1/models/clicks/versions');
    const v2 = versions.find(({ version }) => version === 'v2');
    assert.deepEqual(v2?.baseline_definition.deployment, 'shadow');

    for (let index = RETRAINED_FROM + 1; index <= LAST_DAY; index++) await sendDay(url, index, 'v2');
    const resolved = await waitFor('the incident resolved', async () => {
      return (await incidents(url)).find(({ state }) => state === 'resolved') ?? null;
    });
    assert.equal(resolved.incident_id, id);
    await caughtUp(url);
    await delivered(url);
    await assertStory(url, receivers, kill);
    assert.equal(await service.stop(), 0);
  } finally {
    await service.dispose();
    for (const receiver of Object.values(receivers)) await receiver.close();
  }
}

async function assertStory(url: string, receivers: Receivers, killed: boolean): Promise<void> {
  assert.equal((await incidents(url)).length, 1);
  assertToldOnce(receivers, killed);
  const evaluations = await list(url, '/v1/evaluations');
  const bad = evaluations.filter(({ severity }) => severity !== 'none');
  assert.deepEqual([...new Set(bad.map(({ version }) => version))], ['v1']);
  assert.deepEqual([...new Set(bad.map(({ window_start: start }) => start))].sort(), [
    day(DRIFT_FROM),
    day(DRIFT_FROM + 1),
  ]);
  const decay = await list(url, '/v1/measurements', { monitor: 'performance', version: 'v2' });
  assert.ok(decay.length > 0);
  for (const { value, status } of decay) assert.deepEqual([status, value > 0.85], ['complete', true]);
  const windows = evaluations.map((row) => [row.monitor, row.version, row.window_start].join(' '));
  assert.equal(new Set(windows).size, windows.length, 'a window was evaluated twice');
  const runs = await list(url, '/v1/retraining-runs');
  assert.deepEqual(
    runs.map(({ state, from_version: from, to_version: to }) => [state, from, to]),
    [['succeeded', 'v1', 'v2']],
  );
  const { slack, pagerDuty, mail, webhook } = receivers;
  assert.ok(slack.calls().some(({ method }) => method === 'chat.update'));
  assert.equal(pagerDuty.events().at(-1)?.event_action, 'resolve');
  assert.ok(mail.mails.some(({ headers }) => /resolved/i.test(headers.get('subject')?.[0] ?? '')));
  assert.equal(webhook.webhooks().at(-1)?.type, 'incident.resolved');
}

test('drift opens one incident, everybody hears of it, a retrained version resolves it', () =>
  mainJob(false));

test('kill -9 right after the incident opened: the rest of the story is the same, nothing is told twice', () =>
  mainJob(true));
