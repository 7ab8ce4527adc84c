import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { keyHash } from '../support/api-server.ts';
import { seriousFindings, settle, shownText } from '../support/browser.ts';
import { startService } from '../support/service-process.ts';
import { openWorld, pictureOf } from './page-world.ts';

const KEYS = { page: 'key-of-a-reader-0001', producer: 'key-of-a-producer-01' };
const YAML = `
log: { level: warn }
api:
  keys:
    - { name: page, sha256: ${keyHash(KEYS.page)}, project: default, scopes: [read] }
    - { name: producer, sha256: ${keyHash(KEYS.producer)}, project: default, scopes: [ingest] }
`;

/** Runs the page's own Python, with the key where it says to put it. */
function runPython(program: string): void {
  const env = { ...process.env, PLUMBLINE_API_KEY: KEYS.producer };
  const { status, stderr } = spawnSync('python3', ['-c', program], { encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
}

test('first run: from the key to the first event, and through an outage, without a reload', async (t) => {
  const service = await startService({ yaml: YAML });
  const world = await openWorld(service);
  let restarted: Awaited<ReturnType<typeof startService>> | undefined;
  t.after(async () => {
    await restarted?.stop();
    await world.close();
  });
  const watched = await world.open('/start');
  const { page } = watched;

  await t.test('a service with keys asks for one, and refuses another', async () => {
    const field = page.getByLabel('Key with the scope “read”');
    await field.fill('not-a-key');
    await page.getByRole('button', { name: 'Open' }).click();
    await field.fill(KEYS.page);
    await page.getByRole('button', { name: 'Open' }).click();
    assert.match(await shownText(page.locator('.first-event')), /Waiting for the first event/);
    assert.equal(await field.count(), 0);
    const kept = await page.evaluate('[sessionStorage.length, localStorage.length, document.cookie]');
    assert.deepEqual(kept, [1, 0, ''], 'the key is kept for the tab only');
  });

  await t.test('the snippets hold the address of this service, and a key by its name only', async () => {
    const snippets = await page.locator('.snippet pre').allInnerTexts();
    assert.equal(snippets.length, 3);
    for (const text of snippets) {
      assert.ok(text.includes(service.url), text);
      assert.ok(text.includes('PLUMBLINE_API_KEY'), text);
      assert.ok(text.split('\n').length <= 3, text);
    }
    await pictureOf(watched, 'first-run');
    assert.deepEqual(await seriousFindings(page), []);
  });

  await t.test(
    'the snippet in Python sends the first event; it ticks, and the fleet has its model',
    async () => {
      runPython(String(await page.getByRole('region', { name: 'Python' }).locator('code').textContent()));
      await page.locator('.first-event.seen').waitFor();
      await page.locator('.first-event').getByRole('link', { name: 'eta' }).waitFor();
      for (const key of 'gmgf') await page.keyboard.press(key);
      await page.locator('.model-card').getByRole('link', { name: 'eta' }).waitFor();
    },
  );

  await t.test(
    'when the service stops the page keeps what it has, says so, and comes back by itself',
    async () => {
      await service.stop();
      await page.getByText(/No answer for/).waitFor();
      assert.match(await shownText(page.locator('.model-card')), /eta/);
      await pictureOf(watched, 'service-away');
      await page.getByRole('link', { name: 'Monitors' }).click();
      assert.match(await shownText(page.locator('.failed')), /could not be loaded[\s\S]*Is it running\?/);
      await page.getByRole('link', { name: 'Ingest' }).click();
      assert.match(
        await shownText(page.locator('.empty')),
        /could not be loaded/,
        'its code was never loaded',
      );
      await page.getByRole('link', { name: 'Monitors' }).click();
      restarted = await startService({ yaml: YAML, dataDir: service.dataDir, port: service.port });
      await page.getByRole('button', { name: 'Retry' }).click();
      await page.getByText('Live', { exact: true }).waitFor();
      await page.locator('.failed').waitFor({ state: 'detached' });
    },
  );
});

test('first run: while an answer is on its way the page says what it waits for', async (t) => {
  const world = await openWorld(await startService({ yaml: 'log: { level: warn }\n' }));
  t.after(() => world.close());
  const { page, complaints } = await world.open('/incidents');
  assert.match(await shownText(page.locator('.empty')), /Nothing has fired yet/);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/v1/fleet*', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('link', { name: 'Fleet', exact: true }).click();
  assert.match(await shownText(page.locator('.loading')), /Loading the fleet/);
  release();
  await page.getByText('Waiting for the first event').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  for (const [keys, path] of [
    ['gi', '/incidents'],
    ['gm', '/monitors'],
    ['gn', '/ingest'],
    ['gf', '/'],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForURL(`${world.service.url}${path}`);
    await settle(page);
  }
  assert.deepEqual(complaints, []);
});
