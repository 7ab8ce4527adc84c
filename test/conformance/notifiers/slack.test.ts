import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { IncidentNotifier } from '../../../alerts/notifiers/notifier.ts';
import { escapeSlack } from '../../../alerts/notifiers/slack/message.ts';
import { storyOf } from '../../support/incident-story.ts';
import { startSlackServer } from '../../support/slack-server.ts';
import { notifierOf } from './notifier-cases.ts';

async function slack(t: TestContext) {
  const server = await startSlackServer('xoxb-1');
  t.after(() => server.close());
  const entry = { type: 'slack', token: 'xoxb-1', channel: '#drift', api_url: server.apiUrl };
  const notifier = notifierOf(t, entry) as IncidentNotifier;
  const story = storyOf({}, 'https://plumbline.example/incidents/1');

  async function send(index: number) {
    const delivery = story.delivery(index);
    const outcome = await notifier.deliver(delivery);
    if (outcome.outcome === 'delivered') story.arrived(delivery, outcome.receipt);
    return outcome;
  }
  return { server, send };
}

test('slack: one message in the channel, updates in its thread, the end also in the message itself', async (t) => {
  const { server, send } = await slack(t);
  for (const index of [0, 1, 2]) await send(index);
  const head = '1700000000.000001';
  assert.deepEqual(
    server.calls().map(({ method, channel, threadTs, ts }) => ({ method, channel, threadTs, ts })),
    [
      { method: 'chat.postMessage', channel: '#drift', threadTs: '', ts: head },
      { method: 'chat.postMessage', channel: 'C0123456789', threadTs: head, ts: '1700000000.000002' },
      { method: 'chat.update', channel: 'C0123456789', threadTs: '', ts: head },
      { method: 'chat.postMessage', channel: 'C0123456789', threadTs: head, ts: '1700000000.000003' },
    ],
  );
  const [, worse, update, end] = server.calls();
  assert.match(worse!.blockText, /inputs is now critical: origin_delay drifts\./);
  assert.match(update!.blockText, /^Resolved: delays/);
  assert.match(end!.blockText, /inputs is over: Nothing drifts\./);
});

test('slack: when the reply fails after the update, both are repeated and the thread gets one reply', async (t) => {
  const { server, send } = await slack(t);
  await send(0);
  server.answerNext(
    { status: 200, body: { ok: true, channel: 'C0123456789', ts: '1700000000.000001' } },
    'drop',
  );
  assert.equal((await send(2)).outcome, 'retry');
  assert.equal((await send(2)).outcome, 'delivered');
  const methods = server.calls().map(({ method }) => method);
  assert.equal(methods.filter((method) => method === 'chat.update').length, 2);
});

test('slack: after a beginning that never arrived, an update stands on its own', async (t) => {
  const { server, send } = await slack(t);
  server.answerNext({ status: 200, body: { ok: false, error: 'is_archived' } });
  assert.deepEqual(await send(0), { outcome: 'refused', reason: 'Slack answered is_archived.' });
  assert.equal((await send(1)).outcome, 'delivered');
  assert.equal(server.calls().at(-1)!.threadTs, '');
});

const ANSWERS: readonly (readonly [string, object, string])[] = [
  ['ratelimited', { status: 200, body: { ok: false, error: 'ratelimited' } }, 'retry'],
  ['internal_error', { status: 200, body: { ok: false, error: 'internal_error' } }, 'retry'],
  ['invalid_auth', { status: 200, body: { ok: false, error: 'invalid_auth' } }, 'refused'],
  ['a page that is not JSON', { status: 200, body: '<html>proxy login canary</html>' }, 'retry'],
  ['429 without Retry-After', { status: 429 }, 'retry'],
  ['503', { status: 503 }, 'retry'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'refused'],
];

for (const [name, reply, expected] of ANSWERS) {
  test(`slack: ${name} is ${expected}, after one attempt`, async (t) => {
    const { server, send } = await slack(t);
    server.answerNext(reply as { status: number });
    const outcome = await send(0);
    assert.equal(outcome.outcome, expected);
    assert.doesNotMatch(JSON.stringify(outcome), /canary/);
    assert.equal(server.requests.length, 1);
  });
}

test('slack: nothing is printed, whatever happens', async (t) => {
  const { server, send } = await slack(t);
  // Slack's own logger prints through the console; the runner uses the streams below it.
  const prints = (['debug', 'info', 'log', 'warn', 'error'] as const).map((name) =>
    t.mock.method(console, name, () => {}),
  );
  server.answerNext({ status: 429, headers: { 'retry-after': '1' } }, 'drop', { status: 500 });
  for (const index of [0, 0, 0, 0]) await send(index);
  assert.deepEqual(
    prints.map(({ mock }) => mock.callCount()),
    [0, 0, 0, 0, 0],
  );
});

test('slack: &, < and > are written as entities', () => {
  assert.equal(escapeSlack('<!channel> & <@U1>'), '&lt;!channel&gt; &amp; &lt;@U1&gt;');
});
