import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GridSet, GridSubject, ProfileBuild, Slice } from '../../../analyzers/ports.ts';
import { buildGrid } from '../../../analyzers/profiles/grid.ts';
import { mergeProfiles, type Profile, profileOfColumn } from '../../../analyzers/profiles/profile.ts';
import { HOUR, predictionRow, sampleRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const DAY = 24 * HOUR;
const KEPT = 0;

/** Values that grids are easily wrong about: ties, both zeros, denormals, whole numbers and fractions. */
const HARD = [0, -0, 5e-324, -5e-324, 0.1 + 0.2, 0.3, 123456, 2.5, 2.5, 7];

/** profileContract: profiles hold what the columns of their rows hold, and follow the rows when these change. */
export function profileContract(subject: ContractSubject): void {
  const sliceOf = (project: string, over: Partial<Slice> = {}): Slice => ({
    project,
    model: 'm',
    version: 'v1',
    deployment: 'live',
    source: 'predictions',
    segment: [],
    window: { start: T0, end: T0 + 3 * HOUR },
    ...over,
  });
  const numeric = (name: string, sorted: number[]): GridSubject => ({
    subject: { kind: 'feature', name },
    kind: 'numeric',
    grid: buildGrid(Float64Array.from(sorted).sort(), 1),
    categories: [],
  });
  const grids: GridSet = {
    hash: 'g1',
    subjects: [
      numeric('x', [...HARD, -Number.MAX_VALUE, Number.MAX_VALUE]),
      numeric('y', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]),
      numeric('never', [1, 2]),
      {
        subject: { kind: 'feature', name: 'c' },
        kind: 'categorical',
        grid: null,
        categories: ['c2', 'gone', 'c0'],
      },
      { subject: { kind: 'prediction', name: '' }, kind: 'categorical', grid: null, categories: [] },
      { ...numeric('', [0.1, 0.5, 0.9]), subject: { kind: 'score', name: '' } },
    ],
  };
  const mixedRows = (project: string) =>
    Array.from({ length: 60 }, (_, index) => {
      const value = HARD[index % HARD.length]! * (index % 5 === 4 ? -1 : 1);
      const numbers = [{ x: value }, { x: null, y: index }, { x: value }, { x: value, y: 3 }];
      const texts = [{ c: null }, { c: `c${index % 3}` }, { y: 'text' }, { c: 'c0' }];
      return predictionRow(project, {
        prediction_id: `p${index}`,
        event_time: T0 + (index % 3) * HOUR + index,
        received_at: T0 + 3 * HOUR + index,
        score: index % 7 === 0 ? null : (index % 10) / 10,
        prediction_text: index % 2 ? 'yes' : 'no',
        prediction_number: null,
        numeric_features: numbers[index % 4]!,
        categorical_features: texts[index % 4]!,
        tags: { region: index % 3 === 1 ? 'eu' : 'us' },
      });
    });
  const buildsOf = (sources: Awaited<ReturnType<ContractSubject['store']['profileStore']['sourceHours']>>) =>
    sources.map(({ start, checksum }): ProfileBuild => ({ start, end: start + HOUR, checksum }));

  async function expectRaw(slice: Slice, profiles: readonly Profile[]): Promise<void> {
    const columns = await subject.store.windowReader.readColumns(
      slice,
      grids.subjects.map(({ subject: wanted, kind }) => ({ subject: wanted, kind })),
    );
    for (const [index, column] of columns.entries()) {
      const { grid } = grids.subjects[index]!;
      assert.deepEqual(comparable(profiles[index]!), comparable(profileOfColumn(column, grid)));
    }
  }

  test('the sum of the hours of a window is the profile of its rows', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', mixedRows(project));
    const { profileStore } = subject.store;
    const slice = sliceOf(project);
    const sources = await profileStore.sourceHours(slice, KEPT);
    assert.deepEqual(
      sources.map(({ start, version, rows }) => [start, version, rows]),
      [0, 1, 2].map((hour) => [T0 + hour * HOUR, 'v1', 20]),
    );
    const every = await profileStore.sourceHours({ ...slice, version: null }, KEPT);
    assert.deepEqual(every, sources);
    await profileStore.buildHours(slice, grids, sources);
    const builds = await profileStore.listBuilds(slice, 'g1');
    assert.deepEqual(builds, buildsOf(sources));
    await expectRaw(slice, await profileStore.mergeBuilds(slice, grids, builds, grids.subjects));
    const [first] = builds;
    const hour = { ...slice, window: { start: first!.start, end: first!.end } };
    await expectRaw(hour, await profileStore.mergeBuilds(slice, grids, [first!], grids.subjects));
    assert.deepEqual(await profileStore.listBuilds(slice, 'another grid'), []);
  });

  test('a segment has profiles of its own rows', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', mixedRows(project));
    const { profileStore } = subject.store;
    const slice = sliceOf(project, { segment: [{ on: 'tag', name: 'region', values: ['eu'] }] });
    const sources = await profileStore.sourceHours(slice, KEPT);
    await profileStore.buildHours(slice, grids, sources);
    const builds = await profileStore.listBuilds(slice, 'g1');
    assert.equal(builds.length, 3);
    const profiles = await profileStore.mergeBuilds(slice, grids, builds, grids.subjects);
    assert.equal(profiles[0]!.rows, 20);
    await expectRaw(slice, profiles);
    assert.deepEqual(await profileStore.listBuilds(sliceOf(project), 'g1'), []);
  });

  test('a late row, a repeat and an earlier arrival of the same record change the hour that they belong to', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', mixedRows(project));
    const { profileStore } = subject.store;
    const slice = sliceOf(project);
    const before = await profileStore.sourceHours(slice, KEPT);
    const [row] = mixedRows(project);
    await writeRows(subject.store, 'predictions', [{ ...row!, received_at: row!.received_at + HOUR }]);
    assert.deepEqual(await profileStore.sourceHours(slice, KEPT), before, 'a later repeat changes nothing');
    await writeRows(subject.store, 'predictions', [
      { ...row!, received_at: row!.received_at - HOUR, numeric_features: { x: 42 } },
    ]);
    const repeated = await profileStore.sourceHours(slice, KEPT);
    assert.deepEqual(
      repeated.map(({ checksum }, hour) => checksum === before[hour]!.checksum),
      [false, true, true],
    );
    assert.equal(repeated[0]!.rows, 20);
    await writeRows(subject.store, 'predictions', [
      { ...row!, prediction_id: 'late', event_time: T0 + HOUR + 1, received_at: T0 + 9 * HOUR },
    ]);
    const late = await profileStore.sourceHours(slice, KEPT);
    assert.deepEqual(
      late.map(({ rows }) => rows),
      [20, 21, 20],
    );
    await profileStore.buildHours(slice, grids, late.slice(0, 1));
    await profileStore.buildHours(slice, grids, late.slice(1));
    const builds = await profileStore.listBuilds(slice, 'g1');
    await expectRaw(slice, await profileStore.mergeBuilds(slice, grids, builds, grids.subjects));
  });

  test('an hour that is built again replaces the one before', async () => {
    const project = subject.project();
    const { profileStore } = subject.store;
    const slice = sliceOf(project);
    await writeRows(subject.store, 'predictions', mixedRows(project));
    await profileStore.buildHours(slice, grids, await profileStore.sourceHours(slice, KEPT));
    await writeRows(subject.store, 'predictions', [
      predictionRow(project, { prediction_id: 'late', numeric_features: { x: 2.5 } }),
    ]);
    const sources = await profileStore.sourceHours(slice, KEPT);
    await profileStore.buildHours(slice, grids, sources.slice(0, 1));
    const builds = await profileStore.listBuilds(slice, 'g1');
    assert.deepEqual(builds, buildsOf(sources));
    await expectRaw(slice, await profileStore.mergeBuilds(slice, grids, builds, grids.subjects));
  });

  test('hours whose features may have expired stay as they were noted', async () => {
    const project = subject.project();
    const { profileStore } = subject.store;
    const slice = sliceOf(project);
    await writeRows(subject.store, 'predictions', mixedRows(project));
    const before = await profileStore.sourceHours(slice, KEPT);
    await writeRows(subject.store, 'predictions', [predictionRow(project, { prediction_id: 'late' })]);
    assert.deepEqual(await profileStore.sourceHours(slice, T0 + DAY), before);
  });

  test('a day that was rolled up is the sum of its hours', async () => {
    const project = subject.project();
    const { profileStore } = subject.store;
    const day = Math.floor(T0 / DAY) * DAY;
    const rows = mixedRows(project).map((row, index) => ({ ...row, event_time: day + (index % 3) * HOUR }));
    await writeRows(subject.store, 'predictions', rows);
    const slice = sliceOf(project, { window: { start: day, end: day + DAY } });
    await profileStore.buildHours(slice, grids, await profileStore.sourceHours(slice, KEPT));
    const hours = await profileStore.listBuilds(slice, 'g1');
    await profileStore.rollDay(slice, grids, { start: day, checksum: 'of the hours', hours });
    const days = (await profileStore.listBuilds(slice, 'g1')).filter(({ start, end }) => end - start === DAY);
    assert.deepEqual(days, [{ start: day, end: day + DAY, checksum: 'of the hours' }]);
    await expectRaw(slice, await profileStore.mergeBuilds(slice, grids, days, grids.subjects));
  });

  /** Builds the hour of rows with these categories, and gives its profile of them. */
  async function countedHour(categories: readonly string[]): Promise<Profile & { kind: 'categorical' }> {
    const project = subject.project();
    const rows = categories.map((c, index) =>
      predictionRow(project, { prediction_id: `p${index}`, categorical_features: { c } }),
    );
    await writeRows(subject.store, 'predictions', rows);
    const { profileStore } = subject.store;
    const slice = sliceOf(project);
    await profileStore.buildHours(slice, grids, await profileStore.sourceHours(slice, KEPT));
    const builds = await profileStore.listBuilds(slice, 'g1');
    const [profile] = await profileStore.mergeBuilds(slice, grids, builds, [grids.subjects[3]!]);
    assert.ok(profile?.kind === 'categorical');
    assert.equal(profile.nulls + profile.missing + profile.mismatched, 0);
    return profile;
  }

  test('categories that repeat are all counted apart', async () => {
    const texts = Array.from({ length: 2100 }, (_, index) =>
      index < 1100 ? `often ${index % 550}` : `once ${index}`,
    );
    const profile = await countedHour([...texts, 'c0', 'c0', 'c2']);
    assert.equal(profile.categories.length, 550 + 1000 + 2);
    assert.equal(profile.others, 0);
    const rowsOf = (category: string) => profile.counts[profile.categories.indexOf(category)];
    assert.deepEqual(['often 7', 'once 1200', 'c0', 'c2'].map(rowsOf), [2, 1, 2, 1]);
  });

  test('of identifiers the thousand most frequent are named, and the others counted together', async () => {
    const texts = Array.from({ length: 2100 }, (_, index) => `id ${index < 2040 ? index : index - 2040}`);
    const profile = await countedHour(texts);
    assert.equal(profile.categories.length, 1000);
    assert.equal(profile.counts[profile.categories.indexOf('id 7')], 2);
    assert.equal(profile.others, 2100 - 60 * 2 - 940);
  });

  test('a thousand features have profiles, whatever fits into one statement', async () => {
    const project = subject.project();
    const names = Array.from({ length: 1000 }, (_, index) => `${index} ${'n'.repeat(100)}`);
    const values = [1, 2.5, 1e-7, -3, 0.1 + 0.2, 5e-324, 12345678901];
    const rows = values.map((value, index) =>
      predictionRow(project, {
        prediction_id: `p${index}`,
        numeric_features: Object.fromEntries(names.slice(0, 500).map((name) => [name, value])),
        categorical_features: Object.fromEntries(
          names.slice(500).map((name) => [name, index ? `c${index}` : null]),
        ),
      }),
    );
    await writeRows(subject.store, 'predictions', rows);
    const many: GridSet = {
      hash: 'many',
      subjects: names.map((name, index) =>
        index < 500
          ? numeric(name, values)
          : { subject: { kind: 'feature', name }, kind: 'categorical', grid: null, categories: ['c3'] },
      ),
    };
    const { profileStore } = subject.store;
    const slice = sliceOf(project);
    await profileStore.buildHours(slice, many, await profileStore.sourceHours(slice, KEPT));
    const builds = await profileStore.listBuilds(slice, 'many');
    const profiles = await profileStore.mergeBuilds(slice, many, builds, many.subjects);
    assert.equal(profiles.length, 1000);
    for (const [index, profile] of profiles.entries()) {
      assert.equal(profile.subject.name, names[index]);
      assert.deepEqual([profile.rows, profile.nulls, profile.missing], [7, index < 500 ? 0 : 1, 0]);
      assert.equal(
        profile.counts.reduce((sum, count) => sum + count, 0),
        index < 500 ? 7 : 6,
      );
    }
  });

  test('feature samples have profiles too', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'feature_samples', [
      sampleRow(project, { version: 'v1', numeric_features: { x: 2.5 } }),
      sampleRow(project, { sample_id: 's2', version: 'v1', numeric_features: { x: 7 } }),
      sampleRow(project, { sample_id: 's3', version: 'v2', numeric_features: { x: 7 } }),
    ]);
    const { profileStore } = subject.store;
    const slice = sliceOf(project, { source: 'feature_samples' });
    const sources = await profileStore.sourceHours(slice, KEPT);
    assert.deepEqual(
      sources.map(({ rows }) => rows),
      [2],
    );
    await profileStore.buildHours(slice, grids, sources);
    const builds = await profileStore.listBuilds(slice, 'g1');
    await expectRaw(slice, await profileStore.mergeBuilds(slice, grids, builds, grids.subjects));
  });

  test('two profiles of one subject add up in memory as they do in the store', async () => {
    const project = subject.project();
    await writeRows(subject.store, 'predictions', mixedRows(project));
    const { profileStore } = subject.store;
    const slice = sliceOf(project);
    await profileStore.buildHours(slice, grids, await profileStore.sourceHours(slice, KEPT));
    const [a, ...rest] = await profileStore.listBuilds(slice, 'g1');
    const merge = (builds: readonly ProfileBuild[]) =>
      profileStore.mergeBuilds(slice, grids, builds, grids.subjects);
    const [left, right, all] = [await merge([a!]), await merge(rest), await merge([a!, ...rest])];
    for (const [index, profile] of all.entries()) {
      assert.deepEqual(comparable(mergeProfiles(left[index]!, right[index]!)), comparable(profile));
    }
  });
}

/** Sums depend on their order in the last bits; categories come in any order. */
function comparable(profile: Profile) {
  const { subject, kind, rows, nulls, missing, mismatched } = profile;
  const quality = { subject, kind, rows, nulls, missing, mismatched };
  if (profile.kind === 'categorical') {
    const counts = profile.categories.map((category, index) => [category, profile.counts[index]]);
    return { ...quality, counts: counts.sort(), others: profile.others };
  }
  const round = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(9)) : value);
  return {
    ...quality,
    counts: [...profile.counts],
    sums: [profile.sum, profile.squares, profile.lowSum, profile.highSum].map(round),
    min: profile.min,
    max: profile.max,
  };
}
