import { type Span, timeAxis, tooltipStyle, valueAxis } from '../../charts/axes.ts';
import type { ChartOption, ChartTheme } from '../../charts/chart-option.ts';
import { formatNumber, formatProbability } from '../../format/number.ts';
import { epoch, formatWindow } from '../../format/time.ts';
import type { Point } from './statistic-points.ts';

/** STATISTIC_HEIGHT is the height of one statistic with its p-values below. */
export const STATISTIC_HEIGHT = 250;

const LEFT = 88;
const RIGHT = 24;
/** What is smaller is drawn here: no reader tells 1e-12 from 1e-300. */
const SMALLEST_POWER = -10;

const SYMBOLS = { none: 'circle', warning: 'triangle', critical: 'diamond' } as const;

const middle = ({ from, to }: Point): number => (epoch(from) + epoch(to)) / 2;

/** spanOf is the time from the first to the last point. */
export function spanOf(points: readonly Point[]): Span {
  const [first, last] = [points[0], points.at(-1)];
  return first && last ? { from: epoch(first.from), to: epoch(last.to) } : { from: 0, to: 1 };
}

/** statisticOption draws a statistic over its threshold, and its corrected p-values below on a logarithmic axis. */
export function statisticOption(points: readonly Point[], chosen: Span): ChartOption {
  const span = spanOf(points);
  return (theme) => ({
    grid: [
      { left: LEFT, right: RIGHT, top: 18, height: 122, outerBoundsMode: 'none' },
      { left: LEFT, right: RIGHT, top: 166, height: 46, outerBoundsMode: 'none' },
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'axis',
      formatter: (items: { readonly dataIndex: number }[]) => tipOf(points[items[0]?.dataIndex ?? -1]),
    },
    xAxis: [
      { ...timeAxis(theme, span, false), gridIndex: 0 },
      { ...timeAxis(theme, span, true), gridIndex: 1 },
    ],
    yAxis: [
      { ...valueAxis(theme, formatNumber), scale: false, min: 0, gridIndex: 0 },
      {
        ...valueAxis(theme, powerText),
        gridIndex: 1,
        name: 'corrected p',
        nameLocation: 'middle',
        nameGap: 62,
        nameTextStyle: { color: theme.faint, fontSize: 11 },
        min: SMALLEST_POWER,
        max: 0,
        interval: -SMALLEST_POWER / 2,
        scale: false,
      },
    ],
    series: [
      effectSeries(theme, points, chosen),
      thresholdSeries(theme, points),
      probabilitySeries(theme, points),
    ],
  });
}

function effectSeries(theme: ChartTheme, points: readonly Point[], chosen: Span) {
  const colours = { none: theme.series[0], warning: theme.warning, critical: theme.critical };
  return {
    name: 'Effect',
    type: 'line',
    lineStyle: { color: theme.series[0], width: 1.5 },
    data: points.map((point) => ({
      value: [middle(point), point.effect],
      from: point.from,
      symbol: SYMBOLS[point.severity],
      symbolSize: point.severity === 'none' ? 6 : 12,
      itemStyle: { color: colours[point.severity] },
    })),
    markArea: {
      silent: true,
      itemStyle: { color: theme.accent, opacity: 0.14 },
      data: [[{ xAxis: chosen.from }, { xAxis: chosen.to }]],
    },
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: theme.faint, type: 'dotted' },
      label: { color: theme.faint, formatter: ({ name }: { readonly name: string }) => name },
      data: versionStarts(points).map(({ version, from }) => ({ name: version, xAxis: epoch(from) })),
    },
  };
}

/** Where another version takes over from the one before. */
function versionStarts(points: readonly Point[]): Point[] {
  return points.filter(({ version }, place) => place > 0 && points[place - 1]?.version !== version);
}

function thresholdSeries(theme: ChartTheme, points: readonly Point[]) {
  return {
    name: 'Threshold',
    type: 'line',
    step: 'middle',
    symbol: 'none',
    lineStyle: { color: theme.ink, width: 1.5, type: 'dashed' },
    data: points.map((point) => [middle(point), point.threshold]),
  };
}

function probabilitySeries(theme: ChartTheme, points: readonly Point[]) {
  return {
    name: 'Corrected p',
    type: 'line',
    xAxisIndex: 1,
    yAxisIndex: 1,
    symbolSize: 4,
    lineStyle: { color: theme.faint, width: 1 },
    itemStyle: { color: theme.faint },
    data: points.map((point) => [middle(point), powerOf(point.pAdjusted)]),
  };
}

function powerOf(p: number | null): number | null {
  if (p === null) return null;
  return p <= 0 ? SMALLEST_POWER : Math.max(SMALLEST_POWER, Math.log10(p));
}

function powerText(power: number): string {
  if (power === 0) return '1';
  return `${power === SMALLEST_POWER ? '≤ ' : ''}1e${power}`.replace('-', '−');
}

function tipOf(point: Point | undefined): string {
  if (!point) return '';
  return [
    `${formatWindow(point.from, point.to)} · ${point.version}`,
    `effect ${formatNumber(point.effect)}, threshold ${formatNumber(point.threshold)}`,
    `corrected p ${formatProbability(point.pAdjusted)}`,
    ...(point.severity === 'none' ? [] : [point.severity]),
  ].join('\n');
}
