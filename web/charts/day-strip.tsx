import type { FleetDay } from '../api/types.ts';
import { plural } from '../format/number.ts';
import { formatDay } from '../format/time.ts';

const STEP = 4;
const HEIGHT = 26;
/** Worse days stand taller, so that the strip reads without colour. */
const HEIGHTS = { critical: 26, warning: 18, none: 8, nothing: 2 } as const;

/** DayStrip shows the worst verdict of each day. */
export function DayStrip({ days }: { readonly days: readonly FleetDay[] }) {
  return (
    <svg
      class="day-strip"
      viewBox={`0 0 ${Math.max(1, days.length) * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={stripText(days)}
    >
      {days.map(({ day, severity }, index) => {
        const kind = severity ?? 'nothing';
        const height = HEIGHTS[kind];
        return (
          <rect
            key={day}
            class={`day-${kind}`}
            x={index * STEP}
            y={HEIGHT - height}
            width={STEP - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}

function stripText(days: readonly FleetDay[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return 'No days yet';
  const count = (severity: string) => days.filter((day) => day.severity === severity).length;
  return `${formatDay(first.day)} to ${formatDay(last.day)}: ${plural(count('critical'), 'critical day')}, ${plural(count('warning'), 'day')} with a warning`;
}
