import { setImmediate } from 'node:timers/promises';
import type { Table } from 'apache-arrow';
import type { GridSubject, NumericProfile, Profile, Slice } from '../analyzers/ports.ts';
import { MAX_CATEGORIES, nextUp } from '../analyzers/ports.ts';
import { columnNamed, listOfNumbers, listOfTexts } from './arrow-columns.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';

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
  readonly name: string;
  readonly numbers: number;
  readonly texts: number;
  readonly nulls: number;
}

/** What a query found of one subject in one hour, before its quality is known. */
type Found =
  | Pick<NumericProfile, 'counts' | 'sum' | 'squares' | 'min' | 'max' | 'lowSum' | 'highSum'>
  | { readonly categories: readonly string[]; readonly counts: Float64Array; readonly others: number };

type FoundByHour = Map<number, Map<GridSubject, Found>>;

/** Characters of bounds and names in one statement: the parser refuses more than 256 KiB. */
const TILE_CHARACTERS = 160_000;
/** Characters of a subject beside its bounds: its name as hexadecimal digits, twice. */
const SUBJECT_CHARACTERS = 1500;

/** NAMES_PER_STATEMENT bounds the names that one statement lists, each up to 260 characters long. */
export const NAMES_PER_STATEMENT = 256;

/** inTiles parts a list into pieces of at most `size`. */
export function inTiles<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, tile) =>
    items.slice(tile * size, (tile + 1) * size),
  );
}

/** profileHours computes the profiles of a slice of whole hours in the database, many subjects per statement. */
export async function profileHours(
  runner: QueryRunner,
  slice: Slice,
  subjects: readonly GridSubject[],
): Promise<readonly HourProfiles[]> {
  const hours = await runner.rows<HourRow>('profile_rows', sliceInput(slice));
  if (hours.length === 0) return [];
  const found: FoundByHour = new Map(hours.map(({ start }) => [start, new Map()]));
  await findNumbers(runner, slice, subjects, found);
  await findCategories(runner, slice, subjects, found);
  const contents = await readContents(runner, slice, subjects, hours, found);
  return hours.map((hour) => ({
    start: hour.start,
    profiles: subjects.map((subject) =>
      completed(subject, hour, found.get(hour.start)!.get(subject), contents.get(contentKey(hour, subject))),
    ),
  }));
}

/** A numeric subject with its bounds, and the bin of each. */
interface Binned {
  readonly item: GridSubject;
  readonly bounds: Float64Array;
  readonly bins: ReadonlyMap<number, number>;
}

async function findNumbers(
  runner: QueryRunner,
  slice: Slice,
  subjects: readonly GridSubject[],
  found: FoundByHour,
): Promise<void> {
  for (const tile of tilesOf(subjects)) {
    const { slots, parameters } = sliceInput(slice);
    const values = tile.map(({ item }, index) => valueExpression(item, index));
    const bounds = values.map(
      (value, index) => `roundDown(assumeNotNull(${value}), {e${index}:Array(Float64)})`,
    );
    const named = tile.flatMap(({ item, bounds }, index) => [
      [`n${index}`, item.subject.name] as const,
      [`e${index}`, bounds] as const,
    ]);
    const table = await runner.columns('profile_numbers', {
      slots: {
        ...slots,
        values: values.join(', '),
        bounds: bounds.join(', '),
        positions: tile.map((_, index) => index).join(', '),
      },
      parameters: {
        ...parameters,
        ...Object.fromEntries(named),
        centres: Float64Array.from(tile, ({ item }) => item.grid!.centre),
      },
    });
    for (let row = 0; row < table.numRows; row += 1) addNumbers(table, row, tile, found);
    // Thousands of histograms take a while: other work of the process goes first.
    await setImmediate();
  }
}

/** tilesOf parts the numeric subjects so that the bounds of a tile fit into one statement. */
function tilesOf(subjects: readonly GridSubject[]): readonly (readonly Binned[])[] {
  const tiles: Binned[][] = [];
  let size = TILE_CHARACTERS;
  for (const item of subjects) {
    if (item.grid === null) continue;
    const bounds = boundsOf(item);
    if (size >= TILE_CHARACTERS) {
      tiles.push([]);
      size = 0;
    }
    size += bounds.join().length + SUBJECT_CHARACTERS;
    tiles.at(-1)!.push({ item, bounds, bins: new Map(Array.from(bounds, (bound, bin) => [bound, bin])) });
  }
  return tiles;
}

function addNumbers(table: Table, row: number, tile: readonly Binned[], found: FoundByHour): void {
  const cell = (name: string) => Number(columnNamed(table, name).get(row));
  const { item, bins } = tile[cell('subject_place')]!;
  const last = item.grid!.edges.length;
  const dense = { counts: new Float64Array(last + 1), lowSum: 0, highSum: 0, sum: 0 };
  const counts = listOfNumbers(table, 'bin_counts', row);
  const sums = listOfNumbers(table, 'bin_sums', row);
  for (const [index, bound] of listOfNumbers(table, 'bin_bounds', row).entries()) {
    const bin = bins.get(bound)!;
    dense.counts[bin] = counts[index]!;
    dense.sum += sums[index]!;
    if (bin === 0) dense.lowSum = sums[index]!;
    if (bin === last) dense.highSum = sums[index]!;
  }
  const histogram = { ...dense, squares: cell('square_sum'), min: cell('lowest'), max: cell('highest') };
  found.get(cell('start'))?.set(item, histogram);
}

/** A value belongs to the bin (lo, hi] when it is at least the next float after lo. */
function boundsOf({ grid }: GridSubject): Float64Array {
  const bounds = [-Number.MAX_VALUE, ...Array.from(grid!.edges, nextUp)];
  return Float64Array.from(bounds.filter(Number.isFinite));
}

function valueExpression({ subject }: GridSubject, index: number): string {
  if (subject.kind === 'score') return 'score';
  if (subject.kind === 'prediction') return 'prediction_number';
  return `numeric_features[{n${index}:String}]`;
}

async function findCategories(
  runner: QueryRunner,
  slice: Slice,
  subjects: readonly GridSubject[],
  found: FoundByHour,
): Promise<void> {
  const categorical = subjects.filter(({ grid }) => grid === null);
  for (const tile of inTiles(categorical, NAMES_PER_STATEMENT)) {
    const items = new Map(tile.map((item) => [item.subject.name, item]));
    const { slots, parameters } = sliceInput(slice);
    const table = await runner.columns('profile_categories', {
      slots,
      parameters: { ...parameters, names: [...items.keys()], most: MAX_CATEGORIES },
    });
    for (let row = 0; row < table.numRows; row += 1) {
      const item = items.get(columnNamed(table, 'name').get(row) as string);
      const start = Number(columnNamed(table, 'start').get(row));
      const counts = listOfNumbers(table, 'name_counts', row);
      const others = Number(columnNamed(table, 'total').get(row)) - counts.reduce((sum, n) => sum + n, 0);
      if (item) found.get(start)?.set(item, { categories: listOfTexts(table, 'names', row), counts, others });
    }
  }
}

/** Only features with fewer usable values than rows in some hour can have anything else. */
async function readContents(
  runner: QueryRunner,
  slice: Slice,
  subjects: readonly GridSubject[],
  hours: readonly HourRow[],
  found: FoundByHour,
): Promise<ReadonlyMap<string, ContentRow>> {
  const names = subjects
    .filter(({ subject }) => subject.kind === 'feature')
    .filter((item) => hours.some((hour) => usable(found.get(hour.start)!.get(item)) < hour.row_count))
    .map(({ subject }) => subject.name);
  const contents = new Map<string, ContentRow>();
  for (const tile of inTiles(names, NAMES_PER_STATEMENT)) {
    const { slots, parameters } = sliceInput(slice);
    const input = { slots, parameters: { ...parameters, names: tile } };
    for (const row of await runner.rows<ContentRow>('profile_quality', input)) {
      contents.set(JSON.stringify([row.start, row.name]), row);
    }
  }
  return contents;
}

function contentKey({ start }: HourRow, { subject }: GridSubject): string {
  return JSON.stringify([start, subject.kind === 'feature' ? subject.name : '']);
}

function usable(values: Found | undefined): number {
  if (!values) return 0;
  return values.counts.reduce((sum, count) => sum + count, 'others' in values ? values.others : 0);
}

/** Rows are usable, null (a number that is not finite is one), of the other kind, or without the subject. */
function completed(
  { subject, grid }: GridSubject,
  hour: HourRow,
  values: Found | undefined,
  content: ContentRow | undefined,
): Profile {
  const rows = hour.row_count;
  const lacking = rows - usable(values);
  const quality = qualityOf(subject.kind, grid !== null, hour, lacking, content);
  if (grid) {
    const numbers = values && !('others' in values) ? values : emptyNumbers(grid.edges.length + 1);
    return { subject, kind: 'numeric', rows, ...quality, ...numbers };
  }
  const texts =
    values && 'others' in values ? values : { categories: [], counts: new Float64Array(0), others: 0 };
  return { subject, kind: 'categorical', rows, ...quality, ...texts };
}

function qualityOf(
  kind: GridSubject['subject']['kind'],
  numeric: boolean,
  hour: HourRow,
  lacking: number,
  content: ContentRow | undefined,
) {
  const none = { nulls: 0, missing: 0, mismatched: 0 };
  if (lacking === 0) return none;
  const usableRows = hour.row_count - lacking;
  if (kind === 'score')
    return { ...none, nulls: hour.scores - usableRows, missing: hour.row_count - hour.scores };
  if (kind === 'prediction') {
    const known = numeric ? hour.numbers : hour.texts;
    return { ...none, nulls: known - usableRows, mismatched: hour.row_count - known };
  }
  const given = (numeric ? content?.numbers : content?.texts) ?? 0;
  const mismatched = (numeric ? content?.texts : content?.numbers) ?? 0;
  const nulls = (content?.nulls ?? 0) + given - usableRows;
  return { nulls, missing: lacking - nulls - mismatched, mismatched };
}

function emptyNumbers(bins: number) {
  return {
    counts: new Float64Array(bins),
    sum: 0,
    squares: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    lowSum: 0,
    highSum: 0,
  };
}
