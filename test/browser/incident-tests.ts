import assert from 'node:assert/strict';
import test from 'node:test';
import { shownText } from '../support/browser.ts';
import type { PageWorld } from './page-world.ts';

interface Incident {
  readonly incident_id: string;
  readonly state: string;
  readonly since: string;
}

/** incidentTests hold the incidents' pages against the API. */
export function incidentTests(flights: () => PageWorld): void {
  test('incidents: open ones come first, and each leads to its own page', async () => {
    const incidents = await flights().list<Incident>('/v1/incidents');
    const { page, complaints, close } = await flights().open('/incidents');
    const links = page.locator('main tbody th a');
    const shown = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    const open = incidents
      .filter(({ state }) => state === 'open')
      .map(({ incident_id: id }) => `/incidents/${id}`);
    assert.equal(shown.length, incidents.length);
    assert.deepEqual(shown.slice(0, open.length), open);
    await links.first().click();
    await page.waitForURL(`**${open[0]}`);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('incident: evidence, messages with their delivery, and the retraining are those of the API', async () => {
    const incidents = await flights().list<Incident>('/v1/incidents');
    const first = incidents.find(({ since }) => since.startsWith('2001-02-12'))!;
    const { evidence } = await flights().ask<{
      readonly evidence: readonly { readonly rule: string }[];
    }>(`/v1/incidents/${first.incident_id}`);
    const sent = await flights().list<{ readonly state: string }>(
      `/v1/notifications?incident_id=${first.incident_id}&limit=1000`,
    );
    const runs = (
      await flights().list<{ readonly incident_id: string; readonly to_version: string }>(
        '/v1/retraining-runs?limit=1000',
      )
    ).filter(({ incident_id: id }) => id === first.incident_id);
    const { page, complaints, close } = await flights().open(`/incidents/${first.incident_id}`);
    await page
      .getByText(/messages? delivered/)
      .first()
      .waitFor();
    const text = await shownText(page.locator('main'));
    for (const { rule } of evidence) assert.ok(text.includes(rule), rule);
    const delivered = sent.filter(({ state }) => state === 'delivered').length;
    assert.ok(delivered > 0);
    assert.ok(text.includes(`${delivered} of ${sent.length} messages delivered`), text);
    assert.ok(runs.length > 0);
    for (const { to_version: version } of runs) assert.ok(text.includes(version));
    assert.deepEqual(complaints, []);
    await close();
  });
}
