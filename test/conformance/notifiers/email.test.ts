import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { readAlertsConfig } from '../../../alerts/index.ts';
import type { IncidentNotifier } from '../../../alerts/notifiers/notifier.ts';
import { createReceivers } from '../../../alerts/receivers.ts';
import { storyOf } from '../../support/incident-story.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { notifierOf, silentLog } from './notifier-cases.ts';

const URL = 'https://plumbline.example/incidents/1?a=1&b=2';

const entryFor = (port: number, changes: object = {}) => ({
  type: 'email',
  from: 'plumbline@example.com',
  to: ['team@example.com', 'lead@example.com'],
  host: '127.0.0.1',
  port,
  require_tls: false,
  ...changes,
});

async function email(t: TestContext, changes: object = {}, options = {}) {
  const server = await startMailServer(options);
  t.after(() => server.close());
  return { server, notifier: notifierOf(t, entryFor(server.port, changes)) as IncidentNotifier };
}

test('email: the mails of an incident form a thread with ids that a repeat keeps', async (t) => {
  const { server, notifier } = await email(t);
  const story = storyOf({}, URL);
  for (const index of [0, 1, 2]) {
    const delivery = story.delivery(index);
    const outcome = await notifier.deliver(delivery);
    assert.ok(outcome.outcome === 'delivered');
    if (index === 0) await notifier.deliver(delivery);
    story.arrived(delivery, outcome.receipt);
  }
  const header = (name: string) => server.mails.map(({ headers }) => headers.get(name)?.join('') ?? '');
  const [first, repeat, second, third] = header('message-id');
  assert.match(first!, /^<[0-9a-f-]{36}@example\.com>$/);
  assert.equal(repeat, first);
  assert.equal(new Set([first, second, third]).size, 3);
  assert.deepEqual(header('in-reply-to'), ['', '', first, second]);
  assert.deepEqual(header('references'), ['', '', first, `${first} ${second}`]);
  assert.deepEqual(new Set(header('auto-submitted')), new Set(['auto-generated']));
  assert.equal(header('subject')[2], '[Plumbline] Critical: delays, inputs');
  assert.deepEqual(server.mails[0]!.to, ['team@example.com', 'lead@example.com']);
});

test('email: text and HTML tell the same, and the HTML is escaped', async (t) => {
  const { server, notifier } = await email(t);
  await notifier.deliver(storyOf({ model: 'a<b>&"c\'', feature: '<img src=x>' }, URL).delivery(0));
  const { text, html, headers } = server.mails[0]!;
  assert.match(text, /Model: a<b>&"c'/);
  assert.match(text, /- <img src=x>: psi 0\.31 ≥ 0\.1/);
  assert.match(html, /<td>a&lt;b&gt;&amp;&quot;c&#39;<\/td>/);
  assert.match(html, /<li>&lt;img src=x&gt;: psi/);
  assert.match(html, /<a href="https:\/\/plumbline\.example\/incidents\/1\?a=1&amp;b=2">/);
  assert.doesNotMatch(html, /<img/);
  assert.equal(headers.get('subject')![0], '[Plumbline] Warning: a<b>&"c\', inputs');
});

test('email: line breaks in a name add no header, no recipient and no body', async (t) => {
  const plain = await email(t);
  await plain.notifier.deliver(storyOf({}, URL).delivery(0));
  const hostile = await email(t);
  const name = 'x\r\nBcc: evil@example.com\r\nX-Evil: 1\r\n\r\nbody\n.\nQUIT';
  const names = { model: name, monitor: name, version: name, feature: name, summary: name };
  await hostile.notifier.deliver(storyOf(names, URL).delivery(0));
  const [mail] = hostile.server.mails;
  assert.deepEqual([...mail!.headers.keys()], [...plain.server.mails[0]!.headers.keys()]);
  assert.deepEqual(mail!.to, ['team@example.com', 'lead@example.com']);
  assert.equal(hostile.server.mails.length, 1);
});

test('email: a relay without STARTTLS gets neither password nor message', async (t) => {
  const login = { username: 'u', password: 'canary', require_tls: true };
  const { server, notifier } = await email(t, login);
  const outcome = await notifier.deliver(storyOf({}, URL).delivery(0));
  assert.notEqual(outcome.outcome, 'delivered');
  assert.doesNotMatch(JSON.stringify(outcome), /canary/);
  assert.deepEqual(server.passwords, []);
  assert.deepEqual(server.mails, []);
});

test('email: a relay whose certificate nobody vouches for gets neither password nor message', async (t) => {
  const login = { username: 'u', password: 'canary', require_tls: true };
  const { server, notifier } = await email(t, login, { disabledCommands: [] });
  const outcome = await notifier.deliver(storyOf({}, URL).delivery(0));
  assert.equal(outcome.outcome, 'retry');
  assert.deepEqual(server.passwords, []);
  assert.deepEqual(server.mails, []);
});

test('email: a relay at a private address needs outbound.allow', async (t) => {
  const server = await startMailServer();
  t.after(() => server.close());
  for (const host of ['127.0.0.1', 'localhost']) {
    const read = readAlertsConfig({ notifiers: [{ name: 'mail', ...entryFor(server.port, { host }) }] });
    assert.ok(read.ok);
    const receivers = createReceivers(read.value, silentLog);
    t.after(() => receivers.http.close());
    const notifier = receivers.notifiers.get('mail') as IncidentNotifier;
    assert.equal((await notifier.deliver(storyOf({}, URL).delivery(0))).outcome, 'refused');
  }
  assert.deepEqual(server.mails, []);
});

test('email: a relay that is not there is tried again', async (t) => {
  const server = await startMailServer();
  await server.close();
  const notifier = notifierOf(t, entryFor(server.port)) as IncidentNotifier;
  assert.equal((await notifier.deliver(storyOf({}, URL).delivery(0))).outcome, 'retry');
});
