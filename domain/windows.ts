import { PlumblineError } from './errors.ts';

/** Window is a half-open span [start, end) of event time in epoch milliseconds. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** WindowSpec cuts time into windows: a fixed duration from the epoch, or calendar days and weeks in a zone. */
export type WindowSpec =
  | { readonly every: 'duration'; readonly ms: number }
  | { readonly every: 'day' | 'week'; readonly zone: string };

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** parseDuration reads texts such as 30s, 5m, 1h, 7d and gives milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text);
  const value = match ? Number(match[1]) * UNIT_MS[match[2]!]! : Number.NaN;
  if (!Number.isFinite(value)) {
    throw new PlumblineError(
      'invalid_config',
      `"${text}" is not a duration; write a number with ms, s, m, h, d or w, such as 15m.`,
    );
  }
  return value;
}

/** makeWindow checks that the span is not empty or reversed. */
export function makeWindow(start: number, end: number): Window {
  if (!(start < end))
    throw new PlumblineError('invalid_window', 'A window ends after its start.', { details: { start, end } });
  return { start, end };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** zoneOffset is local minus UTC time of an instant in an IANA zone, in milliseconds. */
function zoneOffset(instant: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatFor(zone).formatToParts(instant)) parts[type] = Number(value);
  const local = Date.UTC(
    parts.year!,
    parts.month! - 1,
    parts.day!,
    parts.hour!,
    parts.minute!,
    parts.second!,
  );
  return local - Math.floor(instant / 1000) * 1000;
}

/** localMidnight is the first instant of a calendar day (given as UTC midnight of that date) in a zone. */
function localMidnight(date: number, zone: string): number {
  // Two rounds settle the offset; where midnight does not exist, the later candidate is the day's first instant.
  const first = date - zoneOffset(date, zone);
  const second = date - zoneOffset(first, zone);
  if (first === second) return first;
  const third = date - zoneOffset(second, zone);
  return third === second ? second : Math.max(first, second);
}

function localDate(instant: number, zone: string): number {
  return Math.floor((instant + zoneOffset(instant, zone)) / UNIT_MS.d!) * UNIT_MS.d!;
}

/** calendarDay is a day of the calendar in a zone, from text such as 2026-12-24. */
export function calendarDay(date: string, zone: string): Window {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) {
    throw new PlumblineError('invalid_config', `"${date}" is not a day; write it as 2026-12-24.`);
  }
  return { start: localMidnight(day, zone), end: localMidnight(day + UNIT_MS.d!, zone) };
}

/** weeksBefore is the instant with the same weekday and time of day in a zone, so many weeks earlier. */
export function weeksBefore(instant: number, weeks: number, zone: string): number {
  const local = instant + zoneOffset(instant, zone) - weeks * UNIT_MS.w!;
  const near = local - zoneOffset(instant - weeks * UNIT_MS.w!, zone);
  return local - zoneOffset(near, zone);
}

/** windowContaining is the window of the spec that holds the instant. Weeks begin on Monday. */
export function windowContaining(instant: number, spec: WindowSpec): Window {
  if (spec.every === 'duration') {
    const start = Math.floor(instant / spec.ms) * spec.ms;
    return { start, end: start + spec.ms };
  }
  const day = localDate(instant, spec.zone);
  const dayMs = UNIT_MS.d!;
  if (spec.every === 'day')
    return { start: localMidnight(day, spec.zone), end: localMidnight(day + dayMs, spec.zone) };
  const monday = day - ((Math.floor(day / dayMs) + 3) % 7) * dayMs;
  return { start: localMidnight(monday, spec.zone), end: localMidnight(monday + 7 * dayMs, spec.zone) };
}

/** nextWindow follows directly on the given one. */
export function nextWindow(window: Window, spec: WindowSpec): Window {
  return windowContaining(window.end, spec);
}

/** windowsWithin lists, oldest first, the whole windows of the spec inside [from, to), at most `cap`. */
export function windowsWithin(from: number, to: number, spec: WindowSpec, cap = 100_000): Window[] {
  const windows: Window[] = [];
  let window = windowContaining(from, spec);
  if (window.start < from) window = nextWindow(window, spec);
  while (window.end <= to && windows.length < cap) {
    windows.push(window);
    window = nextWindow(window, spec);
  }
  return windows;
}
