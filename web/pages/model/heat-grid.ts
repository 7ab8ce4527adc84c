import type { MeasurementDay, Severity } from '../../api/types.ts';
import { subjectName } from '../../format/words.ts';

const DAY_MS = 86_400_000;
const RANK: Readonly<Record<Severity, number>> = { none: 0, warning: 1, critical: 2 };

/** HeatCell is one feature in one span of time. */
export interface HeatCell {
  readonly subject: MeasurementDay['subject'];
  readonly feature: string;
  readonly name: string;
  readonly monitor: string;
  readonly version: string;
  readonly statistic: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly windows: number;
  readonly effect: number | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly pAdjusted: number | null;
  /** Effect in units of its threshold; null where nothing was measured. */
  readonly ratio: number | null;
  readonly severity: Severity;
}

/** HeatRow is one feature with its cells, oldest first. */
export interface HeatRow {
  readonly name: string;
  readonly subject: MeasurementDay['subject'];
  readonly feature: string;
  readonly cells: readonly HeatCell[];
}

/** HeatOrder says which features stand on top. */
export type HeatOrder = 'worst' | 'newest' | 'name';

/** heatRows lays days of measurements out by feature; a cell is as wide as a window, and at least a day. */
export function heatRows(
  days: readonly MeasurementDay[],
  windowMs: number,
  order: HeatOrder,
): readonly HeatRow[] {
  const width = Math.max(DAY_MS, windowMs);
  const rows = new Map<string, Map<number, HeatCell>>();
  for (const day of days) {
    const cell = toCell(day, width);
    const key = `${day.subject} ${day.feature}`;
    const row = rows.get(key) ?? new Map<number, HeatCell>();
    const other = row.get(cell.from);
    // Several versions may have been judged on a day: the worst is shown.
    if (!other || isWorse(cell, other)) row.set(cell.from, cell);
    rows.set(key, row);
  }
  return [...rows.values()]
    .map((cells) => toRow([...cells.values()]))
    .sort((a, b) => compareRows(a, b, order));
}

function toRow(cells: HeatCell[]): HeatRow {
  const [first] = cells;
  return {
    name: first!.name,
    subject: first!.subject,
    feature: first!.feature,
    cells: cells.sort((a, b) => a.from - b.from),
  };
}

function toCell(day: MeasurementDay, width: number): HeatCell {
  const from = Date.parse(day.day);
  const { worst_effect: effect, threshold } = day;
  return {
    subject: day.subject,
    feature: day.feature,
    name: subjectName(day.subject, day.feature),
    monitor: day.monitor,
    version: day.version,
    statistic: day.statistic,
    from,
    to: from + width,
    windows: day.windows,
    effect,
    value: day.worst_value,
    threshold,
    pAdjusted: day.min_p_adjusted,
    ratio: effect === null || threshold === null || threshold <= 0 ? null : Math.abs(effect) / threshold,
    severity: day.severity,
  };
}

function isWorse(a: HeatCell, b: HeatCell): boolean {
  return (
    RANK[a.severity] - RANK[b.severity] > 0 || (a.severity === b.severity && (a.ratio ?? 0) > (b.ratio ?? 0))
  );
}

function compareRows(a: HeatRow, b: HeatRow, order: HeatOrder): number {
  // What goes into the model stands above what comes out.
  const byKind = Number(a.subject !== 'feature') - Number(b.subject !== 'feature');
  if (byKind !== 0) return byKind;
  const byName = a.name.localeCompare(b.name, 'en', { numeric: true });
  if (order === 'name') return byName;
  const [first, second] = order === 'newest' ? [newest(a), newest(b)] : [worst(a), worst(b)];
  return second - first || byName;
}

const weight = (cell: HeatCell): number => RANK[cell.severity] * 1e6 + (cell.ratio ?? 0);

function worst(row: HeatRow): number {
  return Math.max(...row.cells.map(weight));
}

function newest(row: HeatRow): number {
  const last = row.cells.at(-1);
  return last ? weight(last) : 0;
}

/** HEAT_LEVELS are the steps of the heat map from calm to critical. */
export const HEAT_LEVELS = [
  { id: 'calm', title: 'under a quarter of the threshold' },
  { id: 'low', title: 'under half' },
  { id: 'near', title: 'under the threshold' },
  { id: 'over', title: 'over it, not judged as drift' },
  { id: 'warning', title: 'warning' },
  { id: 'critical', title: 'critical' },
] as const;

/** HeatLevel is one of the steps. */
export type HeatLevel = (typeof HEAT_LEVELS)[number]['id'];

/** heatLevel finds the step of a cell; null where nothing could be measured. */
export function heatLevel({ ratio, severity }: Pick<HeatCell, 'ratio' | 'severity'>): HeatLevel | null {
  if (severity !== 'none') return severity;
  if (ratio === null) return null;
  if (ratio < 0.25) return 'calm';
  if (ratio < 0.5) return 'low';
  return ratio < 1 ? 'near' : 'over';
}
