import { decidingResults, judge, type MeasureTask, prepareReference } from '../../analyzers/index.ts';
import type { Column, JudgedMeasurement, Reference, Severity } from '../../domain/index.ts';
import type { CheckParts, Found } from './check-parts.ts';
import type { CheckedSubject, CheckResult, CheckVerdict } from './check-result.ts';
import { type CheckSide, subjectKey, subjectLabel } from './check-side.ts';
import { gridNotes } from './grid-notes.ts';
import { measureOnGrid } from './measure-on-grid.ts';
import { type CheckPlan, type PlannedSubject, planCheck } from './plan-check.ts';
import { columnHistogram } from './small-histogram.ts';

/** Numbers of both sides that are held at once: 8 bytes each, and as much again while they are read and sorted. */
const VALUES_AT_ONCE = 16_000_000;
const COLUMNS_AT_ONCE = 256;
/** Texts of both sides that are held at once. */
const TEXTS_AT_ONCE = 500_000;
/** A column with more texts is an identifier rather than a category. */
const MOST_CATEGORIES = 250_000;

/** runCheck compares two sides column by column and judges them as a monitor would. */
export async function runCheck(parts: CheckParts): Promise<CheckResult> {
  const { reference, current, options } = parts;
  const plan = planCheck(reference, current, options);
  const { kept, notes: crowded } = await withoutIdentifiers(parts, plan);
  const onGrid = kept.filter((planned) => isLong(planned, parts));
  const whole = kept.filter((planned) => !isLong(planned, parts));
  const found = new Map<PlannedSubject, Found>();
  const progress = () => parts.onProgress(found.size, kept.length);
  progress();
  for (const tile of tiles(whole, parts)) {
    for (const [planned, each] of await measureTile(tile, parts)) found.set(planned, each);
    progress();
  }
  await measureOnGrid(onGrid, parts, (planned, each) => {
    found.set(planned, each);
    progress();
  });
  const verdict = judge(
    kept.map((planned) => found.get(planned)!.measured),
    options.policy,
  );
  const judged = new Map<string, JudgedMeasurement[]>();
  for (const result of verdict.results) {
    const key = subjectKey(result.subject);
    const own = judged.get(key);
    if (own) own.push(result);
    else judged.set(key, [result]);
  }
  const subjects = kept.map((planned): CheckedSubject => {
    const results = judged.get(subjectKey(planned.subject)) ?? [];
    const deciding = decidingResults(results, options.policy.decidedBy);
    const gravest = [...deciding].sort((a, b) => rank(b.severity) - rank(a.severity))[0] ?? null;
    const severity = gravest?.severity ?? 'none';
    const { measured, histogram } = found.get(planned)!;
    return {
      subject: planned.subject,
      kind: planned.kind,
      severity,
      deciding: gravest,
      results,
      unmeasured: measured.unmeasured,
      histogram: severity === 'none' ? null : histogram,
    };
  });
  return {
    verdict: verdictOf(verdict.severity, verdict.status),
    summary: verdict.summary,
    reference: { source: reference.name, rows: reference.rows },
    current: { source: current.name, rows: current.rows },
    subjects: subjects.sort(byGravity),
    notes: [
      ...plan.notes,
      ...crowded,
      ...gridNotes(
        onGrid.map((planned) => found.get(planned)!),
        options,
      ),
    ],
  };
}

function verdictOf(severity: Severity, status: string): CheckVerdict {
  if (severity !== 'none') return 'drift';
  if (status === 'complete') return 'no_drift';
  return status === 'insufficient_data' ? 'insufficient_data' : 'failed';
}

function rank(severity: Severity): number {
  return ['none', 'warning', 'critical'].indexOf(severity);
}

function excess({ deciding }: CheckedSubject): number {
  return deciding === null ? -1 : deciding.effect / deciding.threshold;
}

function byGravity(a: CheckedSubject, b: CheckedSubject): number {
  return rank(b.severity) - rank(a.severity) || excess(b) - excess(a);
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
