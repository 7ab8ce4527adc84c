import { type Measured, type MeasureTask, prepareReference } from '../../analyzers/index.ts';
import { type Column, type Reference, subjectKey } from '../../domain/index.ts';
import type { CheckParts, Found } from './check-parts.ts';
import type { CheckResult } from './check-result.ts';
import { type CheckSide, subjectLabel } from './check-side.ts';
import { gridNotes } from './grid-notes.ts';
import { judgeCheck } from './judge-check.ts';
import { measureOnGrid } from './measure-on-grid.ts';
import { measureWholeRows } from './measure-whole-rows.ts';
import { type CheckPlan, type PlannedSubject, planCheck } from './plan-check.ts';
import { columnHistogram } from './small-histogram.ts';

/** Numbers of both sides that are held at once: 8 bytes each, and as much again while they are read and sorted. */
const VALUES_AT_ONCE = 16_000_000;
const COLUMNS_AT_ONCE = 256;
/** Texts of both sides that are held at once. */
const TEXTS_AT_ONCE = 500_000;
/** A column with more texts is an identifier rather than a category. */
const MOST_CATEGORIES = 250_000;

/** runCheck compares two sides, column by column and where asked for as a whole, and judges them as a monitor would. */
export async function runCheck(parts: CheckParts): Promise<CheckResult> {
  const plan = planCheck(parts.reference, parts.current, parts.options);
  const { kept, notes: crowded } = await withoutIdentifiers(parts, plan);
  const wholes = plan.embeddings.length + (plan.table.length > 0 ? 1 : 0);
  let done = 0;
  const progress = (more: number) => {
    done += more;
    parts.onProgress(done, kept.length + wholes);
  };
  progress(0);
  const columns = await measureColumns(kept, parts, progress);
  const rows = await measureWholeRows(plan, parts, () => progress(1));
  const found = [
    ...kept.map((planned) => ({ ...columns.found.get(planned)!, kind: planned.kind })),
    ...rows.measured.map((measured) => ({ measured, histogram: null, kind: rowsKind(measured) })),
  ];
  return judgeCheck(found, parts, [...plan.notes, ...crowded, ...columns.notes, ...rows.notes]);
}

function rowsKind({ subject }: Measured): 'rows' | 'embedding' {
  return subject.kind === 'embedding' ? 'embedding' : 'rows';
}

async function measureColumns(
  kept: readonly PlannedSubject[],
  parts: CheckParts,
  progress: (more: number) => void,
): Promise<{ readonly found: ReadonlyMap<PlannedSubject, Found>; readonly notes: readonly string[] }> {
  const found = new Map<PlannedSubject, Found>();
  const onGrid = kept.filter((planned) => isLong(planned, parts));
  const sorted = kept.filter((planned) => !isLong(planned, parts));
  for (const tile of tiles(sorted, parts)) {
    for (const [planned, each] of await measureTile(tile, parts)) found.set(planned, each);
    progress(tile.length);
  }
  await measureOnGrid(onGrid, parts, (planned, each) => {
    found.set(planned, each);
    progress(1);
  });
  const long = onGrid.map((planned) => found.get(planned)!);
  return { found, notes: gridNotes(long, parts.options) };
}

/** A numeric column is measured on a grid when a file holds more rows than are sorted. */
function isLong({ kind, isGone }: PlannedSubject, { reference, current, options }: CheckParts): boolean {
  const isLongFile = ({ file, rows }: CheckSide) => file !== null && rows > options.exactRows;
  return kind === 'numeric' && !isGone && (isLongFile(reference) || isLongFile(current));
}

/** withoutIdentifiers leaves out texts with too many distinct values to be categories, before they are read. */
async function withoutIdentifiers(
  { reference, current }: CheckParts,
  plan: CheckPlan,
): Promise<{ readonly kept: readonly PlannedSubject[]; readonly notes: readonly string[] }> {
  const crowded = new Map<PlannedSubject, number>();
  for (const side of [reference, current]) {
    const texts = plan.subjects.filter(
      ({ kind, isGone }) => kind === 'categorical' && !(isGone && side === current),
    );
    if (side.file === null || side.rows <= MOST_CATEGORIES || texts.length === 0) continue;
    const counts = await side.file.countDistinct(texts.map(({ subject }) => subject.name));
    for (const [index, planned] of texts.entries())
      if (counts[index]! > MOST_CATEGORIES)
        crowded.set(planned, Math.max(counts[index]!, crowded.get(planned) ?? 0));
  }
  return {
    kept: plan.subjects.filter((planned) => !crowded.has(planned)),
    notes: [...crowded].map(
      ([{ subject }, count]) =>
        `Not compared: ${subjectLabel(subject)} has about ${count.toLocaleString('en')} distinct texts, more than ${MOST_CATEGORIES.toLocaleString('en')}.`,
    ),
  };
}

/** tiles cuts the subjects so that what is held at once stays within bounds, whatever the sides hold. */
function* tiles(
  subjects: readonly PlannedSubject[],
  { reference, current }: CheckParts,
): Iterable<readonly PlannedSubject[]> {
  const rows = Math.max(1, reference.rows + current.rows);
  const fitting = (columns: number) => Math.min(COLUMNS_AT_ONCE, Math.max(1, Math.floor(columns)));
  for (const kind of ['numeric', 'categorical'] as const) {
    const size =
      kind === 'numeric'
        ? fitting(VALUES_AT_ONCE / rows)
        : fitting(TEXTS_AT_ONCE / Math.min(rows, 2 * MOST_CATEGORIES));
    const own = subjects.filter((planned) => planned.kind === kind);
    for (let from = 0; from < own.length; from += size) yield own.slice(from, from + size);
  }
}

async function measureTile(
  tile: readonly PlannedSubject[],
  parts: CheckParts,
): Promise<Map<PlannedSubject, Found>> {
  const { reference, current, engine, options } = parts;
  const references = await readReferences(tile, reference, options.seed);
  const present = tile.filter(({ isGone }) => !isGone);
  const columns = await current.readColumns(present);
  const tasks = tile.map((planned, index): MeasureTask => {
    const column = planned.isGone ? missingColumn(planned, current.rows) : columns[present.indexOf(planned)]!;
    return { reference: references[index]!, current: column, statistics: planned.statistics };
  });
  // Drawn first: the engine takes the values over.
  const histograms = tasks.map((task) => columnHistogram(task.reference, task.current));
  const measured = await engine.measure(tasks);
  return new Map(
    tile.map((planned, index) => [planned, { measured: measured[index]!, histogram: histograms[index]! }]),
  );
}

async function readReferences(
  tile: readonly PlannedSubject[],
  side: CheckSide,
  seed: number,
): Promise<readonly Reference[]> {
  if (side.references !== null) {
    const byKey = new Map(side.references.map((reference) => [subjectKey(reference.subject), reference]));
    return tile.map(({ subject }) => byKey.get(subjectKey(subject))!);
  }
  const columns = await side.readColumns(tile);
  return columns.map((column) => prepareReference(column, String(seed), Number.POSITIVE_INFINITY));
}

/** missingColumn is a column that no row has. */
function missingColumn({ subject, kind }: PlannedSubject, rows: number): Column {
  const quality = { subject, rows, nulls: 0, missing: rows, mismatched: 0 };
  if (kind === 'numeric') return { ...quality, kind, values: new Float64Array(0) };
  return { ...quality, kind, categories: [], counts: new Float64Array(0) };
}
