import assert from 'node:assert/strict';
import test from 'node:test';
import { readCsv, savedBy, seriousFindings, shownText } from '../support/browser.ts';
import type { PageWorld } from './page-world.ts';

interface IngestHealth {
  readonly hours: readonly { readonly kind: string; readonly accepted: number; readonly rejected: number }[];
  readonly reasons: readonly { readonly code: string; readonly records: number }[];
}

const GOOD = {
  ...{ prediction_id: 'good-1', model: 'flight-delays', version: 'v3', timestamp: '2001-07-01T10:00:00Z' },
  ...{ features: { hour: 3 }, prediction: true },
};
const BROKEN = '{"prediction_id": "broken-1", <b>not JSON</b>';

/** ingestTests hold the page of ingest against the API, and look on while records arrive. */
export function ingestTests(flights: () => PageWorld): void {
  test('ingest: what arrived by kind is what the API counted', async () => {
    const { page, complaints, close } = await flights().open('/ingest');
    const button = page.getByRole('button', { name: 'CSV of Records per hour' });
    const [saved, { hours }] = [
      readCsv(await savedBy(page, button)),
      await flights().ask<IngestHealth>(
        `/v1/ingest?from=${new Date(Date.now() - 7 * 86_400_000).toISOString()}`,
      ),
    ];
    const sum = (values: readonly (number | string | undefined)[]) =>
      values.reduce<number>((total, value) => total + Number(value), 0);
    for (const [kind, title] of [
      ['prediction', 'Predictions'],
      ['label', 'Labels'],
    ] as const) {
      const counted = sum(hours.filter((row) => row.kind === kind).map(({ accepted }) => accepted));
      assert.ok(counted > 100_000);
      assert.equal(sum(saved.map((row) => row[title])), counted);
    }
    assert.deepEqual(complaints, []);
    await close();
  });

  test('ingest: a record that is refused appears with its reason and text without a reload, and is tried again', async () => {
    const { page, complaints, close } = await flights().open('/ingest');
    await page.getByText('No record was kept aside in this time.').waitFor();
    const answer = await fetch(`${flights().service.url}/v1/predictions`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${BROKEN}\n${JSON.stringify(GOOD)}\n`,
    });
    assert.equal(answer.status, 202);
    const record = page.locator('.records li');
    await record.first().waitFor();
    const { reasons } = await flights().ask<IngestHealth>('/v1/ingest');
    assert.equal(reasons.length, 1);
    await record.locator('summary').click();
    const text = await shownText(record);
    assert.ok(text.includes(reasons[0]!.code.replaceAll('_', ' ')), text);
    assert.ok(text.includes(BROKEN), 'its text is shown');
    assert.deepEqual(await seriousFindings(page), []);
    await record.getByRole('button', { name: 'Try it again' }).click();
    await page.getByText(/^0 records have landed; 1 record is still refused: /).waitFor();
    assert.deepEqual(complaints, []);
    await close();
  });

  test('fleet: an event that arrives changes the page without a reload', async () => {
    const { page, complaints, close } = await flights().open('/');
    const card = page.locator('.model-card');
    const before = await shownText(card);
    await flights().send('/v1/predictions', { ...GOOD, prediction_id: 'good-2', model: 'another-model' });
    await card.getByRole('link', { name: 'another-model', exact: true }).waitFor();
    assert.ok((await shownText(card.first())).length > 0 && before.includes('flight-delays'));
    assert.deepEqual(complaints, []);
    await close();
  });
}
