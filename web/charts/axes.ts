import { formatDay, formatTime } from '../format/time.ts';
import type { ChartTheme } from './chart-option.ts';
import { timeTicks } from './time-ticks.ts';

/** Span is the time that charts show, epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** PLOT_RIGHT is the space to the right of a plot over time. */
export const PLOT_RIGHT = 24;

const DAY_MS = 86_400_000;

/** tooltipStyle is the look of tooltips; they are drawn as rich text. */
export function tooltipStyle(theme: ChartTheme) {
  return {
    renderMode: 'richText',
    confine: true,
    backgroundColor: theme.surface,
    borderColor: theme.line,
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: theme.ink, fontSize: 12, fontFamily: theme.font, lineHeight: 17 },
  } as const;
}

/** timeAxis is the shared axis in UTC; charts in the middle of a stack leave its labels out. */
export function timeAxis(theme: ChartTheme, span: Span, labels: boolean) {
  const long = span.to - span.from > 2 * DAY_MS;
  const customValues = [...timeTicks(span)];
  return {
    type: 'time',
    min: span.from,
    max: span.to,
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: labels, customValues, lineStyle: { color: theme.line } },
    axisLabel: {
      show: labels,
      customValues,
      color: theme.faint,
      hideOverlap: true,
      formatter: (value: number) => (long ? formatDay(value).slice(0, -5) : formatTime(value).slice(-9, -4)),
    },
    splitLine: { show: true, lineStyle: { color: theme.line, opacity: 0.5 } },
    axisPointer: {
      show: true,
      type: 'line',
      snap: false,
      lineStyle: { color: theme.faint, type: 'dashed' },
      label: { show: false },
    },
  };
}

/** valueAxis is a calm axis of values. */
export function valueAxis(theme: ChartTheme, format: (value: number) => string) {
  return {
    type: 'value',
    scale: true,
    splitNumber: 4,
    axisLabel: { color: theme.faint, formatter: format },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.line, opacity: 0.5 } },
  };
}
