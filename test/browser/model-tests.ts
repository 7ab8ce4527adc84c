import assert from 'node:assert/strict';
import test from 'node:test';
import { figureOf, readCsv, savedBy, shownText } from '../support/browser.ts';
import type { PageWorld } from './page-world.ts';

const MODEL = '/models/flight-delays';

interface FleetRow {
  readonly model: string;
  readonly current_version: string;
  readonly firing: readonly string[];
  readonly incident_id: string;
  readonly features: number;
  readonly monitors: number;
}

interface PerformanceRow {
  readonly statistic: string;
  readonly window_start: string;
  readonly version: string;
  readonly value: number;
  readonly reference_value: number;
  readonly interval_low: number;
  readonly labelled: number;
}

const byWindow = (a: { readonly window: string }, b: { readonly window: string }): number =>
  a.window < b.window ? -1 : 1;

/** modelTests hold the fleet and the page of a model against the API. */
export function modelTests(flights: () => PageWorld): void {
  test('fleet: a card says state, version and what is firing, and leads to the incident', async () => {
    const [row] = await flights().list<FleetRow>('/v1/fleet');
    const { page, complaints, close } = await flights().open('/');
    const card = page.locator('.model-card');
    assert.equal(await card.count(), 1);
    const text = await shownText(card);
    for (const part of [
      row!.model,
      'Critical',
      row!.current_version,
      `${row!.features} features`,
      row!.firing[0]!,
    ])
      assert.ok(text.includes(part), `${part} in ${text}`);
    await card.getByRole('link', { name: /firing since 11 Jun 2001/ }).click();
    await page.waitForURL(`**/incidents/${row!.incident_id}`);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('model: a stranger reads which weeks were bad, whether the inputs moved, and what the retraining did', async () => {
    const { page, complaints, close } = await flights().open(MODEL);
    const story = page.locator('.story');
    await story.locator('tbody tr').first().waitFor();
    const rows = await story.locator('tbody tr').allInnerTexts();
    assert.equal(rows.length, 3);
    assert.match(
      rows[0]!,
      /12 Feb 2001[\s\S]*Yes[\s\S]*Accuracy 72\.2 % against 77\.5 %[\s\S]*v2 was trained/,
    );
    assert.match(rows[1]!, /16 Apr 2001[\s\S]*No, it was better[\s\S]*4 of 9 inputs/);
    assert.match(rows[2]!, /11 Jun 2001[\s\S]*Yes[\s\S]*v4 was trained/);
    assert.deepEqual(complaints, []);
    await close();
  });

  test('model: the values behind the performance charts are those of the API', async () => {
    const rows = await flights().list<PerformanceRow>('/v1/performance?model=flight-delays&limit=1000');
    const { page, close } = await flights().open(MODEL);
    for (const [statistic, title] of [
      ['log_loss', 'Log loss against the baseline'],
      ['accuracy', 'Accuracy against the baseline'],
    ] as const) {
      const saved = await savedBy(page, figureOf(page, title).getByRole('button', { name: /^CSV/ }));
      const shown = readCsv(saved).map((row) => ({
        window: row.Window!,
        version: row.Version!,
        numbers: [row.Value, row.Baseline, row['Interval from'], row.Labels].map(Number),
      }));
      const stored = rows
        .filter((row) => row.statistic === statistic)
        .map(
          ({
            window_start: window,
            version,
            value,
            reference_value: reference,
            interval_low: low,
            labelled,
          }) => ({
            window,
            version,
            numbers: [value, reference, low, labelled],
          }),
        );
      assert.equal(stored.length, 20);
      assert.deepEqual(shown.sort(byWindow), stored.sort(byWindow));
      assert.match(saved.name, /^flight-delays-.*\.csv$/);
    }
    await close();
  });

  test('model: the timeline lists every incident, retraining and version of the API', async () => {
    // A version without traffic stands at its registration, which is long after the flights.
    const rows = await flights().list<{ readonly title: string }>(
      '/v1/timeline?model=flight-delays&to=2001-07-02T00:00:00Z',
    );
    const { page, close } = await flights().open(MODEL);
    const figure = figureOf(page, 'Incidents, retraining and versions');
    await figure.getByRole('button', { name: /^Table/ }).click();
    const shown = await figure.locator('tbody tr td:nth-child(3)').allInnerTexts();
    assert.deepEqual(shown.toSorted(), rows.map(({ title }) => title).toSorted());
    await close();
  });

  test('model: every chart is saved as a PNG and has a table', async () => {
    const { page, close } = await flights().open(MODEL);
    await page.locator('.chart canvas').first().waitFor();
    const figures = page.locator('section.figure');
    assert.ok((await figures.count()) >= 4);
    for (const figure of await figures.all()) {
      await figure.locator('.chart canvas').first().waitFor();
      const { bytes, name } = await savedBy(page, figure.getByRole('button', { name: /^PNG/ }));
      assert.match(name, /\.png$/);
      assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
      assert.ok(bytes.readUInt32BE(16) > 400, 'as wide as the chart');
      await figure.getByRole('button', { name: /^Table/ }).click();
      assert.ok((await figure.locator('tbody tr').count()) > 0);
    }
    await close();
  });

  test('model: a cell of the heat map leads to its feature at its window, by keyboard', async () => {
    const { page, close } = await flights().open(MODEL);
    await figureOf(page, 'Did the inputs move?').locator('.chart canvas').first().waitFor();
    const map = figureOf(page, 'Did the inputs move?').locator('[tabindex="0"]').first();
    await map.focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL('**/models/flight-delays/features/*');
    await page.locator('.verdict h2').waitFor();
    await close();
  });
}
