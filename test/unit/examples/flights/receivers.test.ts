import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebClient } from '@slack/web-api';
import { createTransport } from 'nodemailer';
import { Webhook } from 'standardwebhooks';
import { startMail } from '../../../../examples/flights/receivers/mail.ts';
import { startPagerDuty } from '../../../../examples/flights/receivers/pagerduty.ts';
import { startSignedWebhook } from '../../../../examples/flights/receivers/signed-webhook.ts';
import { startSlack } from '../../../../examples/flights/receivers/slack.ts';

test("receivers: Slack's own client posts, replies and updates; a wrong token is refused as Slack does", async (t) => {
  const slack = await startSlack('xoxb-demo');
  t.after(() => slack.close());
  const client = new WebClient('xoxb-demo', { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'late' } }];
  const posted = await client.chat.postMessage({ channel: 'C1', text: 'opened', blocks });
  await client.chat.postMessage({ channel: 'C1', text: 'more', thread_ts: posted.ts! });
  await client.chat.update({ channel: 'C1', text: 'resolved', ts: posted.ts! });
  assert.deepEqual(
    slack.inbox.items.map(({ method, text, ts, threadTs }) => [method, text, ts === posted.ts, threadTs]),
    [
      ['chat.postMessage', 'opened', true, ''],
      ['chat.postMessage', 'more', false, posted.ts],
      ['chat.update', 'resolved', true, ''],
    ],
  );
  assert.deepEqual(slack.inbox.items[0]?.blocks, blocks);
  const stranger = new WebClient('xoxb-other', { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
  await assert.rejects(stranger.chat.postMessage({ channel: 'C1', text: 'x' }), /invalid_auth/);
  const json = await fetch(`${slack.url}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-demo', 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ channel: 'C2', text: 'as json', blocks }),
  });
  assert.equal(((await json.json()) as { ok: boolean }).ok, true);
  assert.equal(slack.inbox.total, 4);
});

test('receivers: PagerDuty takes valid events with 202 and names what is wrong with others', async (t) => {
  const pagerDuty = await startPagerDuty('R'.repeat(32));
  t.after(() => pagerDuty.close());
  const send = (event: unknown): Promise<Response> =>
    fetch(`${pagerDuty.url}/v2/enqueue`, { method: 'POST', body: JSON.stringify(event) });
  const payload = { summary: 'flights: log loss', source: 'plumbline', severity: 'critical' };
  const trigger = { routing_key: 'R'.repeat(32), event_action: 'trigger', dedup_key: 'k', payload };
  assert.equal((await send(trigger)).status, 202);
  assert.equal((await send({ ...trigger, event_action: 'resolve', payload: undefined })).status, 202);
  const bad = await send({ ...trigger, routing_key: 'x', payload: { ...payload, severity: 'red' } });
  assert.equal(bad.status, 400);
  assert.deepEqual(((await bad.json()) as { errors: string[] }).errors, [
    "'routing_key' is invalid",
    "'payload.severity' is invalid",
  ]);
  assert.equal((await send('not an event')).status, 400);
  assert.deepEqual(
    pagerDuty.inbox.items.map(({ action, dedupKey, severity }) => [action, dedupKey, severity]),
    [
      ['trigger', 'k', 'critical'],
      ['resolve', 'k', ''],
    ],
  );
});

test('receivers: mail arrives over SMTP', async (t) => {
  const mail = await startMail();
  t.after(() => mail.close());
  const transport = createTransport({ host: '127.0.0.1', port: mail.port, secure: false });
  await transport.sendMail({
    from: 'a@example.org',
    to: 'b@example.org',
    subject: 'Drift',
    text: 'body line',
  });
  transport.close();
  assert.equal(mail.inbox.total, 1);
  const [message] = mail.inbox.items;
  assert.deepEqual(
    [message?.from, message?.to, message?.subject],
    ['a@example.org', ['b@example.org'], 'Drift'],
  );
  assert.match(message?.source ?? '', /body line/);
});

test('receivers: a signed webhook is handed over once; wrong and old signatures are refused', async (t) => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const received: string[] = [];
  const receiver = await startSignedWebhook(secret, ({ id }) => received.push(id));
  t.after(() => receiver.close());
  const send = async (id: string, at: Date, body: string, signedBody = body): Promise<number> => {
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, signedBody),
    };
    return (await fetch(receiver.url, { method: 'POST', headers, body })).status;
  };
  const body = JSON.stringify({ type: 'retraining.requested', data: { model: 'flights' } });
  assert.equal(await send('msg_1', new Date(), body), 202);
  assert.equal(await send('msg_1', new Date(), body), 202);
  assert.equal(await send('msg_2', new Date(), body, `${body} `), 401);
  assert.equal(await send('msg_3', new Date(Date.now() - 3_600_000), body), 401);
  assert.equal(await send('msg_4', new Date(), 'not json'), 401);
  assert.deepEqual([received, receiver.inbox.total, receiver.refused()], [['msg_1'], 1, 3]);
  assert.deepEqual(receiver.inbox.items[0]?.body, JSON.parse(body));
});
