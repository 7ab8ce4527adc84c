import type { GridSubject, Profile, Slice } from '../analyzers/ports.ts';
import { ALL_CATEGORIES, emptyTally, MOST_CATEGORIES } from '../analyzers/ports.ts';
import type { ColumnQuality } from '../domain/index.ts';
import { columnNamed, listOfNumbers, listOfTexts } from './arrow-columns.ts';
import { countNumbers, type HourNumbers } from './profile-numbers.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';
import { inTiles, NAMES_PER_STATEMENT } from './statement-tiles.ts';

/** HourProfiles are the profiles of one hour, in the order of the subjects. */
export interface HourProfiles {
  readonly start: number;
  readonly profiles: readonly Profile[];
}

interface HourRow {
  readonly start: number;
  readonly row_count: number;
  readonly scores: number;
  readonly numbers: number;
  readonly texts: number;
}

interface ContentRow {
  readonly start: number;
  readonly feature: string;
  readonly nulls: number;
  readonly mismatched: number;
}

/** HourTexts is what was counted of one categorical subject in one hour. */
interface HourTexts {
  readonly categories: readonly string[];
  readonly counts: Float64Array;
  readonly others: number;
}

/** What a query found of the subjects in each hour, before their quality is known. */
type Found<T> = ReadonlyMap<GridSubject, ReadonlyMap<number, T>>;

/** profileHours computes the profiles of a slice of whole hours, many subjects per statement. */
export async function profileHours(
  runner: QueryRunner,
  slice: Slice,
  subjects: readonly GridSubject[],
): Promise<readonly HourProfiles[]> {
  const hours = await runner.rows<HourRow>('profile_rows', sliceInput(slice));
  if (hours.length === 0) return [];
  const numbers = await countNumbers(runner, slice, subjects);
  const texts = await countTexts(runner, slice, subjects);
  const usable = (item: GridSubject, { start }: HourRow) =>
    item.grid ? usableNumbers(numbers.get(item)?.get(start)) : usableTexts(texts.get(item)?.get(start));
  const lacking = subjects.filter((item) => hours.some((hour) => usable(item, hour) < hour.row_count));
  const contents = await readContents(runner, slice, lacking);
  return hours.map((hour) => ({
    start: hour.start,
    profiles: subjects.map((item): Profile => {
      const { subject, grid } = item;
      const content = contents.get(contentKey(hour.start, subject.name));
      const counted = numbers.get(item)?.get(hour.start);
      const quality = qualityOf(item, hour, hour.row_count - usable(item, hour), counted, content);
      if (!grid)
        return {
          subject,
          kind: 'categorical',
          ...quality,
          ...(texts.get(item)?.get(hour.start) ?? NO_TEXTS),
        };
      return {
        subject,
        kind: 'numeric',
        ...quality,
        ...(counted?.tally ?? emptyTally(grid.edges.length + 1)),
      };
    }),
  }));
}

const NO_TEXTS: HourTexts = { categories: [], counts: new Float64Array(0), others: 0 };

async function countTexts(
  runner: QueryRunner,
  slice: Slice,
  subjects: readonly GridSubject[],
): Promise<Found<HourTexts>> {
  const found = new Map<GridSubject, Map<number, HourTexts>>();
  const categorical = subjects.filter(({ grid }) => grid === null);
  for (const tile of inTiles(categorical, NAMES_PER_STATEMENT)) {
    const hoursOf = new Map<string, Map<number, HourTexts>>();
    for (const item of tile) {
      hoursOf.set(item.subject.name, new Map());
      found.set(item, hoursOf.get(item.subject.name)!);
    }
    const { slots, parameters } = sliceInput(slice);
    const table = await runner.columns('profile_categories', {
      slots,
      parameters: { ...parameters, names: [...hoursOf.keys()], all: ALL_CATEGORIES, most: MOST_CATEGORIES },
    });
    for (let row = 0; row < table.numRows; row += 1) {
      const cell = (name: string) => columnNamed(table, name).get(row);
      const counts = listOfNumbers(table, 'name_counts', row);
      const others = Number(cell('total')) - sumOf(counts);
      const texts = { categories: listOfTexts(table, 'names', row), counts, others };
      hoursOf.get(cell('name') as string)?.set(Number(cell('start')), texts);
    }
  }
  return found;
}

/** Only features with fewer usable values than rows in some hour can have anything else. */
async function readContents(
  runner: QueryRunner,
  slice: Slice,
  lacking: readonly GridSubject[],
): Promise<ReadonlyMap<string, ContentRow>> {
  const contents = new Map<string, ContentRow>();
  const features = lacking.filter(({ subject }) => subject.kind === 'feature');
  for (const tile of inTiles(features, NAMES_PER_STATEMENT)) {
    const { slots, parameters } = sliceInput(slice);
    const namesOf = (wanted: GridSubject['kind']) =>
      tile.filter(({ kind }) => kind === wanted).map(({ subject }) => subject.name);
    const names = { numeric: namesOf('numeric'), categorical: namesOf('categorical') };
    const input = { slots, parameters: { ...parameters, ...names } };
    for (const row of await runner.rows<ContentRow>('profile_quality', input)) {
      const key = contentKey(row.start, row.feature);
      // A feature may be null in both maps.
      const before = contents.get(key);
      contents.set(key, before ? { ...row, nulls: row.nulls + before.nulls } : row);
    }
  }
  return contents;
}

function contentKey(start: number, feature: string): string {
  return `${start} ${feature}`;
}

function usableNumbers(counted: HourNumbers | undefined): number {
  return counted ? sumOf(counted.tally.counts) : 0;
}

function usableTexts(counted: HourTexts | undefined): number {
  return counted ? sumOf(counted.counts) + counted.others : 0;
}

function sumOf(counts: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < counts.length; index++) sum += counts[index]!;
  return sum;
}

/** Rows are usable, null (an infinite number is one), of the other kind, or without the subject. */
function qualityOf(
  { subject, grid }: GridSubject,
  hour: HourRow,
  lacking: number,
  counted: HourNumbers | undefined,
  content: ContentRow | undefined,
): ColumnQuality {
  const rows = hour.row_count;
  const none = { rows, nulls: 0, missing: 0, mismatched: 0 };
  if (lacking === 0) return none;
  const usable = rows - lacking;
  if (subject.kind === 'score') return { ...none, nulls: hour.scores - usable, missing: rows - hour.scores };
  if (subject.kind === 'prediction') {
    const known = grid ? hour.numbers : hour.texts;
    return { ...none, nulls: known - usable, mismatched: rows - known };
  }
  const nulls = (content?.nulls ?? 0) + (counted?.infinite ?? 0);
  const mismatched = content?.mismatched ?? 0;
  return { rows, nulls, missing: lacking - nulls - mismatched, mismatched };
}
