const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const pad = (value: number): string => String(value).padStart(2, '0');

/** Instant is a time as the API writes it, or epoch milliseconds. */
export type Instant = string | number;

/** epoch reads a time; NaN for what is none. */
export function epoch(instant: Instant): number {
  return typeof instant === 'number' ? instant : Date.parse(instant);
}

/** formatDay writes a day as `12 Feb 2001`, in UTC. */
export function formatDay(instant: Instant): string {
  const date = new Date(epoch(instant));
  if (Number.isNaN(date.getTime())) return '–';
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** formatTime writes an instant as `12 Feb 2001 14:05 UTC`. */
export function formatTime(instant: Instant): string {
  const date = new Date(epoch(instant));
  if (Number.isNaN(date.getTime())) return '–';
  return `${formatDay(instant)} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())} UTC`;
}

/** formatWindow writes [start, end): days alone where both ends are midnights, the end as its last day. */
export function formatWindow(start: Instant, end: Instant): string {
  const [from, to] = [epoch(start), epoch(end)];
  if (from % DAY_MS === 0 && to % DAY_MS === 0) {
    const last = to - DAY_MS;
    if (last <= from) return formatDay(from);
    const [a, b] = [new Date(from), new Date(last)];
    const sameYear = a.getUTCFullYear() === b.getUTCFullYear();
    const sameMonth = sameYear && a.getUTCMonth() === b.getUTCMonth();
    const first = sameMonth
      ? String(a.getUTCDate())
      : sameYear
        ? formatDay(from).slice(0, -5)
        : formatDay(from);
    return `${first} – ${formatDay(last)}`;
  }
  const sameDay = Math.floor(from / DAY_MS) === Math.floor(to / DAY_MS);
  const until = formatTime(to);
  return `${formatTime(from).replace(' UTC', '')} – ${sameDay ? until.slice(-9) : until}`;
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', DAY_MS],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** formatDuration writes a length of time with its biggest unit, such as `3 h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  const [unit, size] = UNITS.find(([, each]) => Math.abs(ms) >= each) ?? ['s', 1_000];
  return `${Math.round(ms / size)} ${unit}`;
}

/** formatAge writes how long ago something was; what is older than two months gets its day. */
export function formatAge(instant: Instant, now: number): string {
  const age = now - epoch(instant);
  if (Number.isNaN(age)) return 'never';
  if (age < 0 && age > -60_000) return 'just now';
  if (age < 0 || age > 60 * DAY_MS) return formatDay(instant);
  return age < 10_000 ? 'just now' : `${formatDuration(age)} ago`;
}
