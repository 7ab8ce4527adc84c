import assert from 'node:assert/strict';
import test from 'node:test';
import { figureOf, readCsv, savedBy, settle, shownText } from '../support/browser.ts';
import type { PageWorld } from './page-world.ts';

const PATH = '/models/flight-delays/features/route_mean_delay';
const WINDOW = { from: '2001-04-23T00:00:00.000Z', to: '2001-04-30T00:00:00.000Z' };
const DEEP_LINK = `${PATH}?${new URLSearchParams(WINDOW)}`;

interface Measured {
  readonly window_start: string;
  readonly statistic: string;
  readonly effect: number;
  readonly threshold: number;
  readonly p_adjusted: number;
  readonly rule: string;
}

interface Distribution {
  readonly edges?: readonly number[];
  readonly categories?: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly current_rows: number;
  readonly unseen: readonly { readonly category: string }[];
}

const count = (value: number): string => value.toLocaleString('en-US');

/** featureTests hold the page of a feature against the API. */
export function featureTests(flights: () => PageWorld): void {
  test('feature: a deep link opens its window, with the verdict as a sentence and every statistic behind it', async () => {
    const measured = await flights().list<Measured>(
      `/v1/measurements?model=flight-delays&feature=route_mean_delay&${new URLSearchParams(WINDOW)}`,
    );
    const { page, complaints, close } = await flights().open(DEEP_LINK);
    const psi = measured.find(({ statistic }) => statistic === 'psi')!;
    assert.equal(
      await shownText(page.locator('.verdict h2')),
      `route_mean_delay drifted: ${psi.rule.replace('psi', 'PSI')}.`,
    );
    const rules = await page.locator('.verdict tbody tr td:last-child').allInnerTexts();
    assert.equal(rules.length, measured.length);
    assert.match(
      await shownText(page.locator('.verdict')),
      /23 – 29 Apr 2001, version v2.*\n*.*4 of 9 features drifted/,
    );
    assert.deepEqual(complaints, []);
    await close();
  });

  test('feature: the histogram and the bars hold the shares of the API, on both sides', async () => {
    for (const [feature, names] of [
      ['route_mean_delay', false],
      ['origin', true],
    ] as const) {
      const query = new URLSearchParams({ model: 'flight-delays', feature, version: 'v2', ...WINDOW });
      const distribution = await flights().ask<Distribution>(`/v1/distributions?${query}`);
      const { page, close } = await flights().open(DEEP_LINK.replace('route_mean_delay', feature));
      const saved = await savedBy(page, figureOf(page, 'Distribution').getByRole('button', { name: /^CSV/ }));
      const rows = readCsv(saved);
      assert.deepEqual(
        rows.map((row) => [Number(row.Reference), Number(row['This window'])]),
        distribution.reference.map((share, place) => [share, distribution.current[place]!]),
      );
      if (names) {
        const categories = distribution.categories!.slice(0, -1);
        assert.deepEqual(
          rows.slice(0, -1).map((row) => row.Category),
          categories,
        );
      }
      const quality = await shownText(page.locator('.quality'));
      assert.ok(quality.includes(count(distribution.current_rows)), quality);
      for (const { category } of distribution.unseen) assert.ok(quality.includes(category), category);
      await close();
    }
  });

  test('feature: each statistic over time is that of the API, with its threshold and corrected p-value', async () => {
    const measured = await flights().list<Measured>(
      '/v1/measurements?model=flight-delays&feature=route_mean_delay&limit=1000',
    );
    const { page, close } = await flights().open(PATH);
    for (const [statistic, title] of [
      ['psi', 'PSI over time'],
      ['ks', 'KS distance over time'],
    ] as const) {
      const saved = await savedBy(page, figureOf(page, title).getByRole('button', { name: /^CSV/ }));
      assert.deepEqual(
        readCsv(saved).map((row) => [
          row.From,
          Number(row.Effect),
          Number(row.Threshold),
          Number(row['Corrected p']),
        ]),
        measured
          .filter((row) => row.statistic === statistic)
          .toReversed()
          .map((row) => [row.window_start, row.effect, row.threshold, row.p_adjusted]),
      );
    }
    await close();
  });

  test('feature: arrow keys and buttons step through the windows, and the address follows', async () => {
    const { page, close } = await flights().open(DEEP_LINK);
    const choice = page.getByLabel(/^Window \d+ of 20$/);
    const shown = async () =>
      (await choice.locator('option').allTextContents())[Number(await choice.inputValue())];
    assert.match(String(await shown()), /^23 – 29 Apr 2001/);
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/from=2001-04-30T00%3A00%3A00\.000Z/);
    assert.match(String(await shown()), /^30 Apr – 6 May 2001/);
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Earlier window' }).click();
    await page.waitForURL(/from=2001-04-16/);
    await page.reload();
    await settle(page);
    assert.match(String(await shown()), /^16 – 22 Apr 2001/);
    await close();
  });

  test('feature: the score has a page of its own, and one without measurements says what to do', async () => {
    const { page, complaints, close } = await flights().open(
      '/models/flight-delays/features/score?subject=score',
    );
    assert.match(await shownText(page.locator('.verdict h2')), /^The score did not drift: PSI/);
    await page.goto(`${flights().service.url}/models/flight-delays/features/nothing`);
    await settle(page);
    assert.match(await shownText(page.locator('.empty')), /Nothing has been measured here yet/);
    assert.deepEqual(complaints, []);
    await close();
  });
}
