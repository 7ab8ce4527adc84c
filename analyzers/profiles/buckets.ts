import type { Window } from '../../domain/index.ts';
import type { ProfileBuild, SourceHour } from '../ports.ts';

/** HOUR_MS is the length of a bucket as it is built, DAY_MS that of one that was rolled up. */
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** RAW_DAYS is how long features can be read from their arrival, less one day in which their expiry may have begun. */
const RAW_DAYS = 29;
/** Days after which the hours of a day become one bucket. */
const ROLL_DAYS = 35;

/** keptSince is the arrival before which raw features may have expired, so that buckets stay as they were built. */
export function keptSince(now: number): number {
  return now - RAW_DAYS * DAY_MS;
}

/** wholeHours is the part of a window that consists of whole hours, or null without any. */
export function wholeHours({ start, end }: Window): Window | null {
  const first = Math.ceil(start / HOUR_MS) * HOUR_MS;
  const last = Math.floor(end / HOUR_MS) * HOUR_MS;
  return first < last ? { start: first, end: last } : null;
}

/** openEdges are the parts of a window before and after its whole hours. */
export function openEdges({ start, end }: Window, whole: Window): readonly Window[] {
  const edges = [
    { start, end: whole.start },
    { start: whole.end, end },
  ];
  return edges.filter((edge) => edge.start < edge.end);
}

/** BucketPlan is how a span of whole hours is covered by builds. */
export interface BucketPlan {
  /** Builds to add up; together with what is missing they cover every hour that has rows, once. */
  readonly use: readonly ProfileBuild[];
  /** Hours to build: never built, or changed since. Oldest first. */
  readonly missing: readonly SourceHour[];
  /** Hours with rows whose features can no longer be read, and that have no build. */
  readonly lost: readonly SourceHour[];
  /** Some of what is used can no longer be read from raw rows. */
  readonly rawExpired: boolean;
}

/**
 * planBuckets finds for every hour with rows the build that holds it. An hour whose rows have changed since is built
 * again, unless its raw features may have expired; then it stays as it was built. A day's bucket stands in for its hours
 * where one of them has no build of its own.
 */
export function planBuckets(
  sources: readonly SourceHour[],
  builds: readonly ProfileBuild[],
  whole: Window,
  since: number,
): BucketPlan {
  const hours = new Map(builds.filter(isHour).map((build) => [build.start, build]));
  const days = builds.filter(
    (build) => !isHour(build) && build.start >= whole.start && build.end <= whole.end,
  );
  const use = new Set<ProfileBuild>();
  const missing: SourceHour[] = [];
  const lost: SourceHour[] = [];
  let rawExpired = false;
  const expired = ({ oldestArrival }: SourceHour) => oldestArrival < since;
  const holds = (source: SourceHour) => {
    const build = hours.get(source.start);
    return build !== undefined && (build.checksum === source.checksum || expired(source));
  };
  const covered = days.filter((day) => sources.some((source) => within(source, day) && !holds(source)));
  for (const source of sources) {
    if (source.start < whole.start || source.start >= whole.end) continue;
    rawExpired ||= expired(source);
    const day = covered.find((build) => within(source, build));
    if (day) use.add(day);
    else if (holds(source)) use.add(hours.get(source.start)!);
    else (expired(source) ? lost : missing).push(source);
  }
  return { use: [...use], missing, lost, rawExpired };
}

function isHour({ start, end }: ProfileBuild): boolean {
  return end - start === HOUR_MS;
}

function within({ start }: SourceHour, build: ProfileBuild): boolean {
  return start >= build.start && start < build.end;
}

/** consecutive parts hours into runs that follow one another, each of at most `limit` hours. */
export function consecutive(hours: readonly SourceHour[], limit: number): SourceHour[][] {
  const runs: SourceHour[][] = [];
  for (const hour of hours) {
    const run = runs.at(-1);
    if (run && run.length < limit && run.at(-1)!.start + HOUR_MS === hour.start) run.push(hour);
    else runs.push([hour]);
  }
  return runs;
}

/** daysToRoll are the full sets of hour builds of days that will not change any more and are old enough to be one bucket. */
export function daysToRoll(
  sources: readonly SourceHour[],
  builds: readonly ProfileBuild[],
  now: number,
): readonly (readonly ProfileBuild[])[] {
  const rolled = new Set(builds.filter((build) => !isHour(build)).map(({ start }) => start));
  const hours = new Map(builds.filter(isHour).map((build) => [build.start, build]));
  const days = new Map<number, SourceHour[]>();
  for (const source of sources) {
    const day = Math.floor(source.start / DAY_MS) * DAY_MS;
    if (rolled.has(day) || day + (ROLL_DAYS + 1) * DAY_MS > now) continue;
    days.set(day, [...(days.get(day) ?? []), source]);
  }
  const since = keptSince(now);
  return [...days.values()]
    .filter((day) => day.every(({ oldestArrival }) => oldestArrival < since))
    .map((day) => day.map(({ start }) => hours.get(start)))
    .filter((day): day is ProfileBuild[] => day.every((build) => build !== undefined));
}
