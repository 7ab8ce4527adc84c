import { putNewest, type Subject } from '../../domain/index.ts';
import type { BaselineStore, GridSet, GridSubject, ProfileStore, Slice } from '../ports.ts';
import { keptSince, openEdges, planBuckets, wholeHours } from '../profiles/buckets.ts';
import { gridSetOf } from '../profiles/grid-set.ts';
import type { Profile } from '../profiles/profile.ts';

/** ProfiledWindow is what profiles hold of one subject in a window. */
export interface ProfiledWindow {
  readonly item: GridSubject;
  readonly profile: Profile;
}

/** ProfiledWindows adds the profiles of a window up that were built for a baseline; null where they do not cover it. */
export type ProfiledWindows = (
  slice: Slice,
  baselineHash: string,
  subject: Subject,
) => Promise<ProfiledWindow | null>;

/** Grids of a baseline take some kilobytes per feature; the baseline itself is read for them once. */
const KEPT_GRIDS = 8;

/** A larger baseline is too much memory for a picture. */
const MOST_BYTES = 256 * 1024 * 1024;

/** createProfiledWindows builds nothing: it looks for what analysis has built. */
export function createProfiledWindows(
  profiles: ProfileStore,
  baselines: BaselineStore,
  clock: () => number,
): ProfiledWindows {
  const kept = new Map<string, GridSet>();

  async function gridsOf(project: string, hash: string): Promise<GridSet | null> {
    const key = JSON.stringify([project, hash]);
    let grids = kept.get(key);
    if (!grids) {
      const baseline = await baselines.loadBaseline(project, hash, MOST_BYTES);
      if (!baseline || baseline.readNumbers) return null;
      grids = gridSetOf(baseline);
    }
    putNewest(kept, key, grids, KEPT_GRIDS);
    return grids;
  }

  return async (slice, baselineHash, subject) => {
    const whole = wholeHours(slice.window);
    // Profiles are of one version, and of whole hours.
    if (slice.version === null || !whole || openEdges(slice.window, whole).length > 0) return null;
    const grids = await gridsOf(slice.project, baselineHash);
    const item = grids?.subjects.find(
      (each) => each.subject.kind === subject.kind && each.subject.name === subject.name,
    );
    if (!grids || !item) return null;
    const builds = await profiles.listBuilds(slice, grids.hash);
    if (builds.length === 0) return null;
    const since = keptSince(clock());
    const plan = planBuckets(await profiles.sourceHours(slice, since), builds, whole, since);
    if (plan.use.length === 0 || plan.missing.length > 0 || plan.lost.length > 0) return null;
    const [profile] = await profiles.mergeBuilds(slice, grids, plan.use, [item]);
    return profile ? { item, profile } : null;
  };
}
