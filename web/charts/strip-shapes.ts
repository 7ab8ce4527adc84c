import type { FleetDay } from '../api/types.ts';
import { plural } from '../format/number.ts';
import { formatDay } from '../format/time.ts';

/** STRIP_STEP is the width of a day. */
export const STRIP_STEP = 4;
/** STRIP_HEIGHT is the height of the worst day. */
export const STRIP_HEIGHT = 26;
/** Worse days stand taller, so that the strip reads without colour. */
const HEIGHTS = { critical: 26, warning: 18, none: 8, nothing: 2 } as const;

/** StripShape is the path of all days of one kind. */
export interface StripShape {
  readonly kind: keyof typeof HEIGHTS;
  readonly path: string;
}

/** stripShapes draws the days as one path per kind, which keeps a wall of many models light. */
export function stripShapes(days: readonly FleetDay[]): readonly StripShape[] {
  const paths = new Map<StripShape['kind'], string>();
  for (const [index, { severity }] of days.entries()) {
    const kind = severity ?? 'nothing';
    const height = HEIGHTS[kind];
    const x = index * STRIP_STEP;
    const bar = `M${x} ${STRIP_HEIGHT - height}h${STRIP_STEP - 1}v${height}h-${STRIP_STEP - 1}z`;
    paths.set(kind, (paths.get(kind) ?? '') + bar);
  }
  return [...paths].map(([kind, path]) => ({ kind, path }));
}

/** stripText is the strip in words. */
export function stripText(days: readonly FleetDay[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return 'No days yet';
  const count = (severity: string) => days.filter((day) => day.severity === severity).length;
  return `${formatDay(first.day)} to ${formatDay(last.day)}: ${plural(count('critical'), 'critical day')}, ${plural(count('warning'), 'day')} with a warning`;
}
