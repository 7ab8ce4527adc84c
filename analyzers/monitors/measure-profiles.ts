import type { Baseline, Measurement, Reference, StatisticId } from '../../domain/index.ts';
import { measureProfile } from '../engines/clickhouse/measure-profile.ts';
import type { Engine, MeasureTask } from '../engines/engine.ts';
import type { Slice, WindowReader } from '../ports.ts';
import { gridSetOf } from '../profiles/grid-set.ts';
import type { ProfileBook } from '../profiles/profile-book.ts';
import type { Measured } from '../statistics/measured.ts';
import { isSettled } from '../verdicts/is-settled.ts';
import type { VerdictPolicy } from '../verdicts/policy.ts';

/** ProfiledReference is a reference and what is asked of it. */
export interface ProfiledReference {
  readonly reference: Reference;
  readonly statistics: readonly StatisticId[];
}

/** ProfiledParts are what a window is added up and, where that does not decide, read with. */
export interface ProfiledParts {
  readonly profiles: ProfileBook;
  readonly reader: WindowReader;
  readonly engine: Engine;
}

/** ProfiledWindow is what was measured from profiles, in the order of the references. */
export interface ProfiledWindow {
  readonly measured: readonly Measured[];
  readonly notes: readonly string[];
}

/** Columns of rows that are read at once where profiles do not decide. */
const TILE = 16;

/**
 * measureProfiles measures a window from its profiles. Statistics that profiles do not hold, and intervals that hold a
 * threshold of the policy, are computed from rows, subject by subject. It is null where the window has no profiles. Where the
 * features of raw rows have expired, an interval stays one, and what needs rows has no value.
 */
export async function measureProfiles(
  slice: Slice,
  baseline: Baseline,
  asked: readonly ProfiledReference[],
  policy: VerdictPolicy,
  { profiles: book, reader, engine }: ProfiledParts,
): Promise<ProfiledWindow | null> {
  const window = await book.window(
    slice,
    baseline,
    asked.map(({ reference }) => reference),
  );
  if (!window) return null;
  const grids = gridSetOf(baseline);
  const answers = asked.map(({ reference, statistics }, index) => {
    const { grid } = grids.subjects[baseline.references.indexOf(reference)]!;
    const answer = measureProfile({ reference, grid, profile: window.profiles[index]!, statistics });
    const doubtful = window.rawExpired
      ? []
      : answer.measured.measurements.filter((item) => !isSettled(item, policy));
    return {
      ...answer,
      open: [...answer.open, ...doubtful.map(({ statistic }) => statistic as StatisticId)],
    };
  });
  const exact = new Map<number, Measured>();
  const waiting = answers.map(({ open }, index) => ({ open, index })).filter(({ open }) => open.length > 0);
  for (let from = 0; from < waiting.length && !window.rawExpired; from += TILE) {
    const tile = waiting.slice(from, from + TILE);
    const references = tile.map(({ index }) => asked[index]!.reference);
    const columns = await reader.readColumns(slice, references);
    const tasks = tile.map(
      ({ open }, place): MeasureTask => ({
        reference: references[place]!,
        current: columns[place]!,
        statistics: open,
      }),
    );
    const measured = await engine.measure(tasks);
    for (const [place, { index }] of tile.entries()) exact.set(index, measured[place]!);
  }
  return {
    measured: answers.map(({ measured, open }, index) =>
      window.rawExpired
        ? withoutRows(measured, open)
        : combined(measured, exact.get(index), asked[index]!.statistics),
    ),
    notes: window.rawExpired
      ? ['Features of its rows have expired, so it was measured from profiles alone.']
      : [],
  };
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
