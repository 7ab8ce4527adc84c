import type { Baseline, Reference, Window } from '../../domain/index.ts';
import type { ProfileStore, Slice, SourceHour, WindowReader } from '../ports.ts';
import {
  consecutive,
  dayStart,
  daysToRoll,
  HOUR_MS,
  keptSince,
  openEdges,
  planBuckets,
  wholeHours,
} from './buckets.ts';
import { gridSetOf } from './grid-set.ts';
import { mergeProfiles, type Profile, profileOfColumn } from './profile.ts';

/** WindowProfiles is the current side of a window as profiles. */
export interface WindowProfiles {
  readonly rows: number;
  /** In the order of the references. */
  readonly profiles: readonly Profile[];
  /** The features of some of its raw rows have expired, or may have. */
  readonly rawExpired: boolean;
}

/** ProfileBook keeps the profiles of series up to date and adds them up to windows. */
export interface ProfileBook {
  /**
   * advance builds the whole hours of a slice that have no build, newest first, and adds full days up to one bucket each. It
   * stops after some millions of values, and says whether nothing is left. Every hour of the slice is closed.
   */
  advance(slice: Slice, baseline: Baseline): Promise<boolean>;
  /** window adds up the profiles of a window, or is null where reading its rows costs no more. */
  window(slice: Slice, baseline: Baseline, references: readonly Reference[]): Promise<WindowProfiles | null>;
}

/** The length in whole hours from which a window is added up. */
const MIN_HOURS = 48;
/** Hours of one statement. */
const RUN_HOURS = 24;
/** Values that one call of advance reads at most, unless a single hour has more: a few seconds of one core. */
const MAX_VALUES = 20_000_000;

/** isLong says that a window is added up from profiles. */
export function isLong(window: Window): boolean {
  const whole = wholeHours(window);
  return whole !== null && whole.end - whole.start >= MIN_HOURS * HOUR_MS;
}

/** createProfileBook reads and writes through its store; `clock` is wall time, by which raw features expire. */
export function createProfileBook(
  store: ProfileStore,
  reader: WindowReader,
  clock: () => number,
): ProfileBook {
  async function build(slice: Slice, baseline: Baseline, hours: readonly SourceHour[]): Promise<void> {
    for (const run of consecutive(hours, RUN_HOURS)) {
      const window = { start: run[0]!.start, end: run.at(-1)!.start + HOUR_MS };
      await store.buildHours({ ...slice, window }, gridSetOf(baseline), run);
    }
  }

  return {
    async advance(slice, baseline) {
      const whole = wholeHours(slice.window);
      if (!whole) return true;
      // A day whose first hours belong to the window before becomes one bucket too.
      const span = { ...slice, window: { start: dayStart(whole.start), end: whole.end } };
      const grids = gridSetOf(baseline);
      const now = clock();
      const since = keptSince(now);
      const sources = await store.sourceHours(span, since);
      const listed = await store.listBuilds(span, grids.hash);
      const { missing } = planBuckets(sources, listed, whole, since);
      const chosen: SourceHour[] = [];
      let values = 0;
      for (const hour of missing.toReversed()) {
        values += hour.rows * baseline.references.length;
        if (chosen.length > 0 && values > MAX_VALUES) break;
        chosen.unshift(hour);
      }
      await build(slice, baseline, chosen);
      const builds = chosen.length === 0 ? listed : await store.listBuilds(span, grids.hash);
      for (const day of daysToRoll(sources, builds, whole.end, now)) await store.rollDay(span, grids, day);
      return chosen.length === missing.length;
    },
    async window(slice, baseline, references) {
      const whole = wholeHours(slice.window);
      // The grids of a baseline that rolls are new with every window.
      if (!whole || !isLong(slice.window) || baseline.origin.kind === 'spans') return null;
      const grids = gridSetOf(baseline);
      const hours = { ...slice, window: whole };
      const since = keptSince(clock());
      const [sources, listed] = await Promise.all([
        store.sourceHours(hours, since),
        store.listBuilds(hours, grids.hash),
      ]);
      const first = planBuckets(sources, listed, whole, since);
      // Building most of a window reads as much as measuring it does, and some rows are out of reach for both.
      if (first.lost.length > 0 || 2 * first.missing.length > sources.length) return null;
      await build(slice, baseline, first.missing);
      const builds = first.missing.length === 0 ? null : await store.listBuilds(hours, grids.hash);
      const { use, rawExpired } = builds ? planBuckets(sources, builds, whole, since) : first;
      const subjects = references.map((reference) => grids.subjects[baseline.references.indexOf(reference)]!);
      let profiles = await store.mergeBuilds(hours, grids, use, subjects);
      for (const window of openEdges(slice.window, whole)) {
        const columns = await reader.readColumns({ ...slice, window }, references);
        profiles = profiles.map((profile, index) =>
          mergeProfiles(profile, profileOfColumn(columns[index]!, subjects[index]!.grid)),
        );
      }
      return { rows: profiles[0]?.rows ?? 0, profiles, rawExpired };
    },
  };
}
