import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { stringify } from 'yaml';
import { seededRandom } from '../../analyzers/baselines/seeded-sample.ts';
import { readCsv, savedBy, seriousFindings, settle, shownText } from '../support/browser.ts';
import { startService } from '../support/service-process.ts';
import { caughtUp, postLines } from '../support/service-requests.ts';
import { openWorld, type PageWorld, pictureOf } from './page-world.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const PER_DAY = 300;
const MODEL = '<img src=x onerror=alert("model")> a/b?c=d#e&f %2e';
const VERSION = '"><svg onload=alert("version")>';
const MONITOR = 'inputs';
const SEGMENT = '<b onmouseover=alert("segment")>vip</b>';
const FEATURES = {
  markup: '<script>alert("feature")</script>{b|bold}',
  reversed: '\u202egnp.exe مرحبا',
  long: `long-${'n'.repeat(200)}`,
};
const CATEGORIES = ['=HYPERLINK("http://evil.example")', '<img src=x onerror=alert("category")>', '${7*7}'];

const day = (index: number): string => new Date(START + index * DAY).toISOString();
const YAML = stringify({
  clock: 'replay',
  tick: '200ms',
  log: { level: 'warn' },
  ingest: { event_time: { past: '20000d' } },
  models: [
    { name: MODEL, task: 'regression', baseline: { window: { from: day(0), to: day(2), version: VERSION } } },
  ],
  monitors: [
    {
      ...{ name: MONITOR, model: MODEL, kind: 'data_drift', window: '1d', lateness: '0s', min_samples: 100 },
      policy: { for: 1 },
      segments: [{ name: SEGMENT, where: [{ feature: FEATURES.markup, in: CATEGORIES.slice(0, 1) }] }],
    },
  ],
});

function predictionsOf(index: number): object[] {
  const random = seededRandom(`hostile-${index}`);
  return Array.from({ length: PER_DAY }, (_, place) => ({
    prediction_id: `p-${index}-${place}`,
    model: MODEL,
    version: VERSION,
    timestamp: START + index * DAY + Math.floor((place * DAY) / PER_DAY),
    features: {
      [FEATURES.markup]: CATEGORIES[index < 3 ? place % 2 : place % 3]!,
      [FEATURES.reversed]: random() + (index < 3 ? 0 : 1),
      [FEATURES.long]: random(),
    },
    prediction: random(),
  }));
}

async function openHostile(): Promise<PageWorld> {
  const world = await openWorld(await startService({ yaml: YAML }));
  for (let index = 0; index < 6; index += 1)
    await postLines(world.service.url, '/v1/predictions', predictionsOf(index));
  await caughtUp(world.service.url);
  return world;
}

let opened: PageWorld | undefined;
before(async () => {
  opened = await openHostile();
});
after(() => opened?.close());

test('hostile names are text on every page, run nothing, and break no layout', async () => {
  const world = opened!;
  const [incident] = await world.list<{ readonly incident_id: string }>('/v1/incidents');
  const watched = await world.open('/', { viewport: { width: 720, height: 900 } });
  const { page, complaints } = watched;
  const isHarmless = async (name: string) => {
    await settle(page);
    await pictureOf(watched, `hostile-${name}`);
    assert.equal(await page.locator('main img, main script, main [onload], main [onerror]').count(), 0, name);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.ok(Number(width) <= 720, `${name} is ${width} wide`);
    assert.doesNotMatch(await shownText(page.locator('main')), /\u202e/, name);
    assert.deepEqual(await seriousFindings(page), [], name);
    assert.deepEqual(complaints, [], name);
  };
  await isHarmless('fleet');
  await page.locator('.model-card').getByRole('link', { name: MODEL, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: MODEL, exact: true }).waitFor();
  await isHarmless('model');

  for (const path of ['/incidents', `/incidents/${incident!.incident_id}`, '/monitors', '/ingest']) {
    await page.goto(world.service.url + path);
    await isHarmless(path.split('/')[1]!);
    if (path !== '/ingest') assert.ok((await shownText(page.locator('main'))).includes(MODEL), path);
  }
  await page.goto(`${world.service.url}/monitors/${MONITOR}`);
  await isHarmless('monitor');
  assert.ok((await shownText(page.locator('main'))).includes(SEGMENT));

  for (const [name, feature] of Object.entries(FEATURES)) {
    await page.goto(
      `${world.service.url}/models/${encodeURIComponent(MODEL)}/features/${encodeURIComponent(feature)}`,
    );
    await isHarmless(`feature-${name}`);
    // A mark that turns the text behind it around stays out of what is shown.
    const shown = feature.replace('\u202e', '');
    assert.equal(await page.locator('h1').textContent(), shown);
    assert.ok((await shownText(page.locator('.verdict h2'))).startsWith(shown));
  }
  await page.getByLabel('Segment').waitFor();
});

test('hostile categories reach the CSV as text that no spreadsheet runs', async () => {
  const world = opened!;
  const path = `/models/${encodeURIComponent(MODEL)}/features/${encodeURIComponent(FEATURES.markup)}`;
  const { page, complaints } = await world.open(path);
  const rows = readCsv(await savedBy(page, page.getByRole('button', { name: 'CSV of Distribution' })));
  assert.deepEqual(
    rows.map(({ Category: category }) => category).toSorted(),
    CATEGORIES.map((category) => (category.startsWith('=') ? `'${category}` : category)).toSorted(),
  );
  assert.ok((await shownText(page.locator('.quality'))).includes(CATEGORIES[2]!), 'the unseen category');
  assert.deepEqual(complaints, []);
});
