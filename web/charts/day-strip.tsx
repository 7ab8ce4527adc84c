import type { FleetDay } from '../api/types.ts';
import { STRIP_HEIGHT, STRIP_STEP, stripShapes, stripText } from './strip-shapes.ts';

/** DayStrip shows the worst verdict of each day. */
export function DayStrip({ days }: { readonly days: readonly FleetDay[] }) {
  return (
    <svg
      class="day-strip"
      viewBox={`0 0 ${Math.max(1, days.length) * STRIP_STEP} ${STRIP_HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={stripText(days)}
    >
      {stripShapes(days).map(({ kind, path }) => (
        <path key={kind} class={`day-${kind}`} d={path} />
      ))}
    </svg>
  );
}
