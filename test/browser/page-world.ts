import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openBrowser, openPage, settle, type WatchedPage } from '../support/browser.ts';
import type { ServiceProcess } from '../support/service-process.ts';

const PICTURES = fileURLToPath(new URL('../../../test-results/pages', import.meta.url));

/** PageWorld is a running service with a browser in front of it. */
export interface PageWorld {
  readonly service: ServiceProcess;
  readonly browser: Browser;
  /** Opens a path of the page and waits until it has loaded. */
  open(path: string, options?: BrowserContextOptions): Promise<WatchedPage>;
  /** Asks the API what the page should show. */
  ask<T>(path: string): Promise<T>;
  /** Asks for a list of the API. */
  list<T>(path: string): Promise<readonly T[]>;
  /** Sends a document to the API. */
  send(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  close(): Promise<void>;
}

/** openWorld puts a browser in front of a service; closing it ends both. */
export async function openWorld(service: ServiceProcess): Promise<PageWorld> {
  const browser = await openBrowser();
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(service.url + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    service,
    browser,
    ask,
    async open(path, options) {
      const watched = await openPage(browser, service.url + path, options);
      await settle(watched.page);
      return watched;
    },
    list: async (path) => (await ask<{ readonly items: readonly never[] }>(path)).items,
    async send(path, body) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(service.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    },
    async close() {
      await browser.close();
      await service.dispose();
    },
  };
}

/** pictureOf takes a picture of a whole page into test-results/pages, for people to look at. */
export async function pictureOf({ page }: WatchedPage, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
