import { contentHash, type Window } from '../../domain/index.ts';
import type { DayRoll, ProfileBuild, SourceHour } from '../ports.ts';

/** HOUR_MS is the length of a bucket as it is built, DAY_MS that of one that was rolled up. */
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** RAW_DAYS is how long features can be read from their arrival, less one day in which their expiry may have begun. */
const RAW_DAYS = 29;
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
 * planBuckets finds for every hour with rows the build that holds it: that of its day, where the day lies in the window and
 * is the sum of the hours as they are now, else its own. An hour whose rows have changed since is built again, unless its
 * raw features may have expired; then it stays as it was built, or in the day that holds it.
 */
export function planBuckets(
  sources: readonly SourceHour[],
  builds: readonly ProfileBuild[],
  whole: Window,
  since: number,
): BucketPlan {
  const { hours, days } = byStart(builds);
  const use: ProfileBuild[] = [];
  const missing: SourceHour[] = [];
  const lost: SourceHour[] = [];
  let rawExpired = false;
  for (const [start, all] of sourcesByDay(sources)) {
    const own = all.filter((source) => source.start >= whole.start && source.start < whole.end);
    if (own.length === 0) continue;
    rawExpired ||= own.some((source) => isExpired(source, since));
    const day = days.get(start);
    const inside = day !== undefined && day.start >= whole.start && day.end <= whole.end;
    const open = own.filter((source) => !isHeld(source, hours, since));
    // What can be built again is better than a day that holds other rows.
    const stands = open.length > 0 && open.every((source) => isExpired(source, since));
    if (inside && (day.checksum === dayChecksum(all) || stands)) {
      use.push(day);
      continue;
    }
    for (const source of own) {
      if (!open.includes(source)) use.push(hours.get(source.start)!);
      else (isExpired(source, since) ? lost : missing).push(source);
    }
  }
  return { use, missing, lost, rawExpired };
}

/**
 * daysToRoll finds the days that can become one bucket and are none yet, or one of other rows: those before `closed`, the end of
 * the last closed hour, and a last one that is over and had no news for a day. `now` is wall time.
 */
export function daysToRoll(
  sources: readonly SourceHour[],
  builds: readonly ProfileBuild[],
  closed: number,
  now: number,
): readonly DayRoll[] {
  const since = keptSince(now);
  const isOver = (start: number) => start + DAY_MS <= closed || start + 2 * DAY_MS <= now;
  const { hours, days } = byStart(builds);
  const rolls: DayRoll[] = [];
  for (const [start, all] of sourcesByDay(sources)) {
    const checksum = dayChecksum(all);
    if (!isOver(start) || days.get(start)?.checksum === checksum) continue;
    if (!all.every((source) => isHeld(source, hours, since))) continue;
    rolls.push({ start, checksum, hours: all.map((source) => hours.get(source.start)!) });
  }
  return rolls;
}

/** dayStart is the midnight, in UTC, at or before a time. */
export function dayStart(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

function sourcesByDay(sources: readonly SourceHour[]): ReadonlyMap<number, readonly SourceHour[]> {
  const days = new Map<number, SourceHour[]>();
  for (const source of sources) {
    const day = dayStart(source.start);
    const held = days.get(day);
    if (held) held.push(source);
    else days.set(day, [source]);
  }
  return days;
}

/** Names the rows of all hours of a day. */
function dayChecksum(sources: readonly SourceHour[]): string {
  return contentHash(sources.map(({ start, checksum }) => `${start} ${checksum}`).sort());
}

function isExpired({ oldestArrival }: SourceHour, since: number): boolean {
  return oldestArrival < since;
}

function isHeld(source: SourceHour, hours: ReadonlyMap<number, ProfileBuild>, since: number): boolean {
  const build = hours.get(source.start);
  return build !== undefined && (build.checksum === source.checksum || isExpired(source, since));
}

function byStart(builds: readonly ProfileBuild[]) {
  const starting = (some: readonly ProfileBuild[]) => new Map(some.map((build) => [build.start, build]));
  return { hours: starting(builds.filter(isHour)), days: starting(builds.filter((one) => !isHour(one))) };
}

function isHour({ start, end }: ProfileBuild): boolean {
  return end - start === HOUR_MS;
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
