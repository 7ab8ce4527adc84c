import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

const PATIENCE_MS = 20_000;

/** WatchedPage is a page together with everything it complained about. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of the console, uncaught exceptions, what the content security policy refused, requests to other hosts. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** openBrowser starts the Chromium that the test set-up found. */
export function openBrowser(): Promise<Browser> {
  // The system's sandbox cannot be set up by root, as which containers run.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: process.env.PLUMBLINE_CHROMIUM ?? '/usr/bin/chromium', args });
}

/** openPage opens an address in a session of its own and listens to its complaints from the start. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog said ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin)
      complaints.push(`asked another host: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

/** settle waits until nothing on a page is loading any more. */
export async function settle(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  const loading = page.locator('.loading, .boot').first();
  // One after the other, because what was loaded may load more.
  while ((await loading.count()) > 0) await loading.waitFor({ state: 'detached' });
}

/** seriousFindings names what axe finds serious or critical on a page, with the elements; by all rules or the named ones. */
export async function seriousFindings(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
}

/** Saved is a file that a page handed to the browser. */
export interface Saved {
  readonly name: string;
  readonly bytes: Buffer;
}

/** savedBy clicks on something that saves a file and reads the file. */
export async function savedBy(page: Page, button: Locator): Promise<Saved> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** readCsv reads what the page writes: the rows by the names of their columns. */
export function readCsv({ bytes }: Saved): Record<string, string>[] {
  const rows = [...bytes.toString('utf8').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)].reduce<
    string[][]
  >(
    (lines, [, quoted, plain = '', end]) => {
      lines.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      if (end !== ',') lines.push([]);
      return lines;
    },
    [[]],
  );
  const [titles = [], ...values] = rows.filter((row) => row.length > 0);
  return values.map((row) => Object.fromEntries(titles.map((title, place) => [title, row[place] ?? ''])));
}

/** figureOf is the part of a page that shows a chart with this title. */
export function figureOf(page: Page, title: string): Locator {
  return page
    .locator('section.figure')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

/** shownText waits for something and gives its text as people see it. */
export async function shownText(locator: Locator): Promise<string> {
  await locator.first().waitFor();
  return (await locator.allInnerTexts()).join('\n');
}
