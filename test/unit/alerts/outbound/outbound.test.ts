import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createAddressGuard } from '../../../../alerts/outbound/address-guard.ts';
import { createOutboundHttp } from '../../../../alerts/outbound/outbound.ts';
import { messageOf } from '../../../../domain/index.ts';
import { type LoopbackReceiver, type Reply, startReceiver } from '../../../support/loopback-receiver.ts';

const SETTINGS = { timeoutMs: 400, maxResponseBytes: 64 * 1024 };

async function receiver(
  t: TestContext,
  reply: Reply = { status: 200, body: 'ok' },
): Promise<LoopbackReceiver> {
  const server = await startReceiver(() => reply);
  t.after(() => server.close());
  return server;
}

function client(
  t: TestContext,
  allow: readonly string[],
  resolve?: Parameters<typeof createAddressGuard>[1],
) {
  const http = createOutboundHttp(createAddressGuard(allow, resolve), SETTINGS);
  t.after(() => http.close());
  return (url: string) => http.send({ method: 'POST', url, headers: { 'x-test': 'yes' }, body: 'hello' });
}

test('outbound: an allowed receiver gets the request and its answer comes back', async (t) => {
  const server = await receiver(t, { status: 201, headers: { 'X-Answer': 'a' }, body: { fine: true } });
  const answer = await client(t, ['127.0.0.1'])(`${server.url}/path?q=1`);
  assert.equal(answer.status, 201);
  assert.equal(answer.headers['x-answer'], 'a');
  assert.equal(answer.body, '{"fine":true}');
  assert.deepEqual(
    server.requests.map(({ method, path, body }) => ({ method, path, body })),
    [{ method: 'POST', path: '/path?q=1', body: 'hello' }],
  );
});

test('outbound: loopback is refused in every spelling', async (t) => {
  const server = await receiver(t);
  const port = new URL(server.url).port;
  const send = client(t, []);
  for (const host of [
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '１２７.0.0.1',
  ])
    for (const scheme of ['http', 'https'])
      await assert.rejects(
        send(`${scheme}://${host}:${port}/`),
        { code: 'address_blocked', retryable: false },
        host,
      );
  assert.equal(server.requests.length, 0);
});

test('outbound: a name whose DNS answer is private is refused when it is dialled', async (t) => {
  const server = await receiver(t);
  const { port } = new URL(server.url);
  const send = client(t, [], async () => [{ address: '127.0.0.1', family: 4 }]);
  await assert.rejects(send(`https://looks-public.example:${port}/`), { code: 'address_blocked' });
  assert.equal(server.requests.length, 0);
});

test('outbound: a redirect is an answer, its target is never called', async (t) => {
  const target = await receiver(t);
  const server = await receiver(t, { status: 302, headers: { location: `${target.url}/secret` } });
  const answer = await client(t, ['127.0.0.1'])(server.url);
  assert.equal(answer.status, 302);
  assert.equal(target.requests.length, 0);
});

test('outbound: plain http needs an allowed host, also when its address is public', async (t) => {
  const send = client(t, [], async () => [{ address: '1.1.1.1', family: 4 }]);
  await assert.rejects(send('http://example.com/'), { code: 'address_blocked' });
});

test('outbound: credentials in the URL and other schemes are refused', async (t) => {
  const send = client(t, ['127.0.0.1']);
  for (const url of ['https://user:canary@127.0.0.1/', 'ftp://127.0.0.1/', 'file:///etc/passwd', 'nonsense'])
    await assert.rejects(send(url), (error) => !/canary/.test(messageOf(error)));
});

test('outbound: a long answer is cut at the cap', async (t) => {
  const server = await receiver(t, { status: 200, body: 'x'.repeat(1_000_000) });
  const answer = await client(t, ['127.0.0.1'])(server.url);
  assert.equal(answer.body.length, SETTINGS.maxResponseBytes);
});

test('outbound: a receiver that never answers, or hangs up, is a retryable failure without path or query', async (t) => {
  const server = await receiver(t);
  const send = client(t, ['127.0.0.1']);
  for (const reply of ['hang', 'drop'] as const) {
    server.answerNext(reply);
    await assert.rejects(send(`${server.url}/canary?token=canary`), (error) => {
      assert.equal((error as { code: string }).code, 'delivery_failed');
      assert.equal((error as { retryable: boolean }).retryable, true);
      assert.doesNotMatch(messageOf(error), /canary/);
      return true;
    });
  }
});

test('outbound: the time limit covers the body', async (t) => {
  const { createServer } = await import('node:http');
  const server = createServer((_, outgoing) => {
    outgoing.writeHead(200);
    outgoing.write('the beginning');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  const { port } = server.address() as { port: number };
  await assert.rejects(client(t, ['127.0.0.1'])(`http://127.0.0.1:${port}/`), {
    code: 'delivery_failed',
    message: `127.0.0.1:${port}: no complete answer in time.`,
  });
});
