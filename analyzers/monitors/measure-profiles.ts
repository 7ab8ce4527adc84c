import type { Baseline, ColumnQuality, Measurement, Reference, StatisticId } from '../../domain/index.ts';
import { measureProfile } from '../engines/clickhouse/measure-profile.ts';
import type { Slice } from '../ports.ts';
import { gridSetOf } from '../profiles/grid-set.ts';
import type { ProfileBook } from '../profiles/profile-book.ts';
import type { Measured } from '../statistics/measured.ts';
import { isSettled } from '../verdicts/is-settled.ts';
import type { VerdictPolicy } from '../verdicts/policy.ts';
import { type ColumnParts, measureColumns } from './measure-columns.ts';

/** ProfiledParts are what a window is added up and, where that does not decide, read with. */
export interface ProfiledParts extends ColumnParts {
  readonly profiles: ProfileBook;
}

/** ProfiledWindow is what was measured from profiles, in the order of the references. */
export interface ProfiledWindow {
  /** Without any, nothing is measured. */
  readonly rows: number;
  readonly measured: readonly Measured[];
  readonly notes: readonly string[];
}

/**
 * measureProfiles measures a window from its profiles. Statistics that profiles do not hold, and intervals that hold a
 * threshold of the policy, are computed from rows, subject by subject. It is null where the window has no profiles. Where the
 * features of raw rows have expired, an interval stays one, and what needs rows has no value.
 */
export async function measureProfiles(
  slice: Slice,
  baseline: Baseline,
  references: readonly Reference[],
  statisticsOf: (reference: Reference) => readonly StatisticId[],
  policy: VerdictPolicy,
  parts: ProfiledParts,
): Promise<ProfiledWindow | null> {
  const window = await parts.profiles.window(slice, baseline, references);
  if (!window) return null;
  const { rows } = window;
  if (rows === 0) return { rows, measured: [], notes: [] };
  const grids = gridSetOf(baseline);
  const answers = references.map((reference, index) => {
    const { grid } = grids.subjects[baseline.references.indexOf(reference)]!;
    const profile = window.profiles[index]!;
    const answer = measureProfile({ reference, grid, profile, statistics: statisticsOf(reference) });
    const doubtful = window.rawExpired
      ? []
      : answer.measured.measurements.filter((item) => !isSettled(item, policy));
    return {
      ...answer,
      open: [...answer.open, ...doubtful.map(({ statistic }) => statistic as StatisticId)],
    };
  });
  if (window.rawExpired) {
    return {
      rows,
      measured: answers.map(({ measured, open }) => withoutRows(measured, open)),
      notes: ['Features of its rows have expired, so it was measured from profiles alone.'],
    };
  }
  const open = new Map(references.map((reference, index) => [reference, answers[index]!.open]));
  const waiting = references.filter((reference) => open.get(reference)!.length > 0);
  const qualities = new Map(references.map((reference, index) => [reference, window.profiles[index]!]));
  const qualityOf = (reference: Reference) => columnQuality(qualities.get(reference)!);
  const fromRows = await measureColumns(waiting, slice, rows, (item) => open.get(item)!, {
    ...parts,
    qualityOf,
  });
  const exact = new Map(waiting.map((reference, index) => [reference, fromRows[index]]));
  return {
    rows,
    measured: references.map((reference, index) =>
      combined(answers[index]!.measured, exact.get(reference), statisticsOf(reference)),
    ),
    notes: [],
  };
}

function columnQuality({ rows, nulls, missing, mismatched }: ColumnQuality): ColumnQuality {
  return { rows, nulls, missing, mismatched };
}

/** What was computed from rows takes the place of what profiles left open. */
function combined(
  profiled: Measured,
  exact: Measured | undefined,
  statistics: readonly StatisticId[],
): Measured {
  if (!exact) return profiled;
  const pick = (statistic: Measurement['statistic'], from: Measured) =>
    from.measurements.find((item) => item.statistic === statistic);
  return {
    subject: profiled.subject,
    measurements: statistics.flatMap((id) => pick(id, exact) ?? pick(id, profiled) ?? []),
    unmeasured: [...profiled.unmeasured, ...exact.unmeasured],
  };
}

function withoutRows(profiled: Measured, open: readonly StatisticId[]): Measured {
  const { subject } = profiled;
  return {
    ...profiled,
    measurements: profiled.measurements.map((item) => ({
      ...item,
      details: { ...item.details, raw_rows: 'expired' },
    })),
    unmeasured: [
      ...profiled.unmeasured,
      ...open.map((statistic) => ({ subject, statistic, reason: 'rows_expired', error: null }) as const),
    ],
  };
}
