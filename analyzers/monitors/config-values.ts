import {
  type ConfigProblem,
  ERROR_CODES,
  messageOf,
  parseDuration,
  parseTimestamp,
  type Window,
  type WindowSpec,
} from '../../domain/index.ts';
import type { MonitorInput } from './config-schema.ts';

type Path = ConfigProblem['path'];

/** readDuration gives whole milliseconds; a bad text becomes a problem and the fallback. */
export function readDuration(
  text: string | undefined,
  fallback: number,
  path: Path,
  problems: ConfigProblem[],
): number {
  if (text === undefined) return fallback;
  try {
    return Math.round(parseDuration(text));
  } catch (error) {
    problems.push({ path, message: messageOf(error) });
    return fallback;
  }
}

/** readWindow gives a half-open span of event time; bad instants and an empty span become problems. */
export function readWindow(
  input: { readonly from: string | number; readonly to: string | number },
  path: Path,
  problems: ConfigProblem[],
): Window {
  const start = readInstant(input.from, [...path, 'from'], problems);
  const end = readInstant(input.to, [...path, 'to'], problems);
  if (start >= end) problems.push({ path, message: '"to" must be later than "from"' });
  return { start, end };
}

function readInstant(value: string | number, path: Path, problems: ConfigProblem[]): number {
  const parsed = parseTimestamp(value);
  if (parsed.ok) return parsed.ms;
  problems.push({ path, message: ERROR_CODES[parsed.code] });
  return Number.NaN;
}

const DAY = 86_400_000;

/** readWindowSpec reads 1h, 1d, 1w or {every, zone}; days and weeks follow the calendar, in UTC unless told. */
export function readWindowSpec(
  input: MonitorInput['window'],
  path: Path,
  problems: ConfigProblem[],
): WindowSpec {
  if (typeof input !== 'string') {
    if (!isZone(input.zone)) {
      problems.push({ path: [...path, 'zone'], message: `"${input.zone}" is not an IANA time zone` });
    }
    return { every: input.every as 'day' | 'week', zone: input.zone };
  }
  const ms = readDuration(input, DAY, path, problems);
  if (ms < 1000) problems.push({ path, message: 'a window lasts at least 1s' });
  // Fixed seven days from the epoch would begin on Thursdays.
  if (ms === 7 * DAY) return { every: 'week', zone: 'UTC' };
  return { every: 'duration', ms };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
