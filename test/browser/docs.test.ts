import assert from 'node:assert/strict';
import test from 'node:test';
import { startApi } from '../support/api-server.ts';
import { openBrowser, openPage } from '../support/browser.ts';

test('the page at /docs shows every route of the document and asks no other host for anything', async (t) => {
  const [{ api, url, call }, browser] = await Promise.all([startApi(), openBrowser()]);
  t.after(() => Promise.all([api.close(0), browser.close()]));
  const { page, complaints } = await openPage(browser, `${url}/docs`);
  await page.locator('.opblock').first().waitFor();

  const { body } = await call('GET', '/openapi.json');
  const described = Object.values(body.paths as object).flatMap((path) => Object.keys(path));
  assert.equal(await page.locator('.opblock').count(), described.length);
  // One style that Swagger UI writes into its markup is refused, as the policy wants it.
  assert.deepEqual(
    complaints.filter((text) => !text.startsWith('Applying inline style')),
    [],
  );
});
