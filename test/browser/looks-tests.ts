import assert from 'node:assert/strict';
import test from 'node:test';
import type { Page } from 'playwright-core';
import { seriousFindings, settle, type WatchedPage } from '../support/browser.ts';
import { type PageWorld, pictureOf } from './page-world.ts';

const PAGES = {
  fleet: '/',
  model: '/models/flight-delays',
  feature: '/models/flight-delays/features/route_mean_delay?from=2001-04-23T00%3A00%3A00.000Z',
  categories: '/models/flight-delays/features/origin',
  incidents: '/incidents',
  monitors: '/monitors',
  monitor: '/monitors/inputs',
  ingest: '/ingest',
  start: '/start',
  nowhere: '/no/such/page',
} as const;

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };

/** looksTests look at every page in light, in dark, and on a narrow screen. */
export function looksTests(flights: () => PageWorld): void {
  test('light: axe finds nothing serious on any page, and no page complains', async () => {
    await eachPage(flights(), 'light', async (watched, name) => {
      await pictureOf(watched, `${name}-light`);
      assert.deepEqual(await seriousFindings(watched.page), [], name);
    });
  });

  test('dark and narrow: contrast suffices, and no page is wider than a telephone', async () => {
    await eachPage(flights(), 'dark', async (watched, name) => {
      await pictureOf(watched, `${name}-dark`);
      // Only colours differ from the light page.
      assert.deepEqual(await seriousFindings(watched.page, ['color-contrast']), [], name);
      await watched.page.setViewportSize(NARROW);
      await pictureOf(watched, `${name}-narrow`);
      const width = await watched.page.evaluate('document.documentElement.scrollWidth');
      assert.ok(Number(width) <= NARROW.width, `${name} is ${width} wide`);
      await watched.page.setViewportSize(WIDE);
    });
  });
}

type Look = (watched: WatchedPage, name: string) => Promise<void>;

/** Shows every page in one tab, which has what it loaded before. */
async function eachPage(flights: PageWorld, colorScheme: 'light' | 'dark', look: Look): Promise<void> {
  const watched = await flights.open('/', { colorScheme, viewport: WIDE });
  for (const [name, path] of Object.entries({ ...PAGES, incident: await oldestIncident(flights) })) {
    await watched.page.goto(flights.service.url + path);
    await settle(watched.page);
    await drawn(watched.page);
    await look(watched, name);
    assert.deepEqual(watched.complaints, [], name);
  }
  await watched.close();
}

async function oldestIncident(flights: PageWorld): Promise<string> {
  const incidents = await flights.list<{ readonly incident_id: string }>('/v1/incidents');
  return `/incidents/${incidents.at(-1)!.incident_id}`;
}

/** Waits until every chart of a page has been drawn. */
async function drawn(page: Page): Promise<void> {
  for (const chart of await page.locator('.chart').all()) await chart.locator('canvas').first().waitFor();
}
