import assert from 'node:assert/strict';
import test from 'node:test';
import { settle, shownText } from '../support/browser.ts';
import type { PageWorld } from './page-world.ts';

interface Evaluation {
  readonly evaluation_id: string;
  readonly summary: string;
  readonly mode: string;
}

/** monitorTests hold the monitors' pages against the API, and run a monitor from there. */
export function monitorTests(flights: () => PageWorld): void {
  test('monitors: every monitor is listed with what it watches, and is found by typing', async () => {
    const monitors = await flights().list<{ readonly name: string }>('/v1/monitors');
    const { page, complaints, close } = await flights().open('/monitors');
    const names = page.locator('main tbody th');
    assert.deepEqual((await names.allInnerTexts()).toSorted(), monitors.map(({ name }) => name).toSorted());
    await page.keyboard.press('/');
    await page.keyboard.type('perf');
    assert.deepEqual(await names.allInnerTexts(), ['performance']);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('monitor: its page says the rule and lists the windows of the API, which open to what was measured', async () => {
    const windows = await flights().list<Evaluation>(
      '/v1/evaluations?model=flight-delays&monitor=inputs&limit=25',
    );
    const { page, complaints, close } = await flights().open('/monitors/inputs');
    assert.match(
      await shownText(page.locator('.rule')),
      /corrected p < 0\.01.*An alert fires after 2 such windows/s,
    );
    assert.deepEqual(
      await page.locator('.window-summary').allInnerTexts(),
      windows.map(({ summary }) => summary),
    );
    await page.locator('.windows summary').nth(1).click();
    const link = page.locator('.windows tbody a').first();
    await link.click();
    await page.waitForURL(/\/features\/[a-z_]+\?.*from=2001-06-11T00/);
    await settle(page);
    assert.match(await shownText(page.locator('.verdict h2')), / drifted: /);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('monitor: a past range runs with a progress bar to its end, and a second run is cancelled', async () => {
    const { page, complaints, close } = await flights().open('/monitors/score');
    const bar = page.locator('progress');
    await page.getByLabel('From day, UTC').fill('2001-02-05');
    await page.getByLabel('To, not included').fill('2001-03-05');
    await page.getByRole('button', { name: 'Evaluate this range' }).click();
    await bar.waitFor();
    assert.equal(await bar.getAttribute('max'), '4');
    const ended = page.locator('.ended-runs li');
    await ended.first().waitFor();
    assert.match(await shownText(ended), /5 Feb – 4 Mar 2001: Done: 4 windows evaluated\./);
    const byHand = await flights().list<Evaluation>(
      '/v1/evaluations?model=flight-delays&monitor=score&version=v1&limit=25',
    );
    assert.ok(byHand.every(({ mode }) => mode === 'backfill'));
    await page.getByText('run by hand').first().waitFor();

    await page.getByLabel('To, not included').fill('2001-06-25');
    await page.getByRole('button', { name: 'Evaluate this range' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await ended.filter({ hasText: 'Cancelled' }).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  test('monitor: a name that nobody knows is told, with the way back', async () => {
    const { page, close } = await flights().open('/monitors/nobody');
    assert.match(await shownText(page.locator('.empty')), /No monitor has this name/);
    await page.getByRole('link', { name: 'To the monitors' }).click();
    await page.waitForURL('**/monitors');
    await close();
  });
}
