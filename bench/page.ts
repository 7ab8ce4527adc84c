import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { openBrowser, openPage, settle } from '../test/support/browser.ts';
import { startService } from '../test/support/service-process.ts';
import { fillReadModel, type ReadModelShape } from './read-model-data.ts';

const FULL: ReadModelShape = { models: 50, features: 100, days: 90 };
const SMALL: ReadModelShape = { models: 10, features: 20, days: 30 };
const SECONDS = 15;
const REQUESTS_PER_SECOND = 8;
const REQUEST_RECORDS = 250;
const PATHS = [
  '/',
  '/models/model-1',
  '/models/model-1/features/feature_7',
  '/incidents',
  '/monitors',
  '/ingest',
] as const;

/** run measures what open pages cost the service under load, and how soon they paint, on the data of the read model's bench. */
export const run = () => measure(FULL);

/** runSmall does the same on a fifth of the models and features, and a third of the time. */
export const runSmall = () => measure(SMALL);

async function measure(shape: ReadModelShape): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    await fillReadModel(join(dataDir, 'db'), shape);
    const service = await startService({ dataDir, yaml: 'log: { level: warn }\n' });
    const browser = await openBrowser();
    try {
      console.log(`${JSON.stringify(shape)}; ${REQUESTS_PER_SECOND * REQUEST_RECORDS} records a second`);
      console.table(await paintsOf(browser, service.url));
      await underLoad(service.url);
      const alone = await underLoad(service.url);
      const pages = await Promise.all(PATHS.map((path) => openPage(browser, service.url + path)));
      await Promise.all(pages.map(({ page }) => settle(page)));
      const watched = await underLoad(service.url);
      console.table({ 'no page open': alone, [`${pages.length} pages open`]: watched });
    } finally {
      await browser.close();
      await service.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Paint {
  /** The first text, which the document brings itself. */
  readonly 'first paint ms': number;
  /** The page's own heading, drawn by its code. */
  readonly 'heading ms': number;
  readonly 'all loaded ms': number;
}

/** Opens each page cold, in a session that has nothing of it. */
async function paintsOf(browser: Awaited<ReturnType<typeof openBrowser>>, url: string) {
  const paints: Record<string, Paint> = {};
  for (const path of PATHS) {
    const started = performance.now();
    const { page, close } = await openPage(browser, url + path);
    await page.locator('main h1, main .loading').first().waitFor();
    const heading = performance.now() - started;
    await settle(page);
    const loaded = performance.now() - started;
    paints[path] = {
      'first paint ms': await firstPaint(page),
      'heading ms': Math.round(heading),
      'all loaded ms': Math.round(loaded),
    };
    await close();
  }
  return paints;
}

async function firstPaint(page: Page): Promise<number> {
  const time = await page.evaluate(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN",
  );
  return Math.round(Number(time));
}

/** Sends records at a steady rate and reads how late the service's event loop was meanwhile. */
async function underLoad(url: string) {
  // Reading the metrics starts their next period.
  await lagOf(url);
  const times: number[] = [];
  const sent: Promise<void>[] = [];
  for (let request = 0; request < SECONDS * REQUESTS_PER_SECOND; request += 1) {
    sent.push(send(url, times));
    await sleep(1000 / REQUESTS_PER_SECOND);
  }
  await Promise.all(sent);
  times.sort((a, b) => a - b);
  const { p99, max } = await lagOf(url);
  return {
    'loop lag p99 ms': round(p99 * 1000),
    'loop lag max ms': round(max * 1000),
    'request p50 ms': round(times[times.length >> 1]!),
    'request p99 ms': round(times[Math.floor(times.length * 0.99)]!),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

async function send(url: string, times: number[]): Promise<void> {
  const now = Date.now();
  const records = Array.from({ length: REQUEST_RECORDS }, (_, index) => ({
    ...{ prediction_id: `${now}-${times.length}-${index}-${Math.random()}`, model: 'model-1', version: 'v1' },
    ...{ timestamp: now - index, features: { feature_1: Math.random(), feature_2: index }, prediction: 1 },
  }));
  const started = performance.now();
  const answer = await fetch(`${url}/v1/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(records),
  });
  if (answer.status !== 202) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
  times.push(performance.now() - started);
}

async function lagOf(url: string): Promise<{ readonly p99: number; readonly max: number }> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string) =>
    Number(new RegExp(`^plumbline_nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm').exec(metrics)?.[1]);
  return { p99: read('p99'), max: read('max') };
}
