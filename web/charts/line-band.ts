import { PLOT_RIGHT, type Span, timeAxis, tooltipStyle, valueAxis } from './axes.ts';
import type { ChartOption, ChartTheme } from './chart-option.ts';

/** BandPoint is one window of a line with what it is measured against. */
export interface BandPoint {
  readonly from: number;
  readonly to: number;
  readonly value: number | null;
  /** Bounds of the value; null without an interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** What the value is compared with. */
  readonly reference: number | null;
  /** The value from which on it counts; null without a threshold. */
  readonly bound: number | null;
  readonly severity: 'none' | 'warning' | 'critical';
  /** A value that may still change, because labels are missing, is hollow and dashed. */
  readonly mature: boolean;
  /** Lines are not drawn from one group to another, such as from version to version. */
  readonly group: string;
  readonly tip: string;
}

/** TimeMark is a vertical line with a word. */
export interface TimeMark {
  readonly at: number;
  readonly label: string;
}

interface LineBandInput {
  readonly span: Span;
  readonly name: string;
  readonly points: readonly BandPoint[];
  readonly marks: readonly TimeMark[];
  readonly format: (value: number) => string;
}

/** More points than this are drawn small. */
const MANY = 120;

type Pair = readonly [number, number | null];
const middle = ({ from, to }: BandPoint): number => (from + to) / 2;

/** lineBandOption draws values over time with their intervals, reference and threshold. */
export function lineBandOption({ span, name, points, marks, format }: LineBandInput): ChartOption {
  const known = points.filter((point) => point.value !== null);
  return (theme) => ({
    grid: { left: theme.left, right: PLOT_RIGHT, top: 22, bottom: 26 },
    tooltip: { ...tooltipStyle(theme), trigger: 'axis', formatter: tipAt(points) },
    xAxis: timeAxis(theme, span, true),
    yAxis: {
      ...valueAxis(theme, format),
      name,
      nameLocation: 'middle',
      nameGap: 62,
      nameTextStyle: { color: theme.ink },
    },
    series: [
      ...band(theme, known),
      steps(theme, points, 'reference', { color: theme.faint, width: 1.5 }),
      steps(theme, points, 'bound', { color: theme.critical, width: 1.5, type: [2, 3] }),
      immature(theme, known),
      {
        type: 'line',
        name,
        data: known.flatMap((point, index) => gapBefore(known, index, point, pointOf(theme, point))),
        lineStyle: { color: theme.series[0], width: 2 },
        itemStyle: { color: theme.series[0] },
        symbolSize: known.length > MANY ? 3 : 7,
        connectNulls: false,
        z: 5,
        markLine: markLine(theme, marks),
      },
    ],
  });
}

function pointOf(theme: ChartTheme, point: BandPoint) {
  const worse = point.severity !== 'none';
  const color = point.severity === 'none' ? theme.series[0]! : theme[point.severity];
  return {
    value: point.mature ? [middle(point), point.value] : [middle(point), null],
    symbol: point.severity === 'critical' ? 'rect' : point.severity === 'warning' ? 'triangle' : 'circle',
    itemStyle: { color, borderColor: theme.surface, borderWidth: worse ? 1 : 0 },
    ...(worse && { symbolSize: 11 }),
  };
}

/** A null between two groups breaks the line. */
function gapBefore<T>(points: readonly BandPoint[], index: number, point: BandPoint, item: T) {
  const before = points[index - 1];
  if (before === undefined || before.group === point.group) return [item];
  return [[point.from, null] as Pair, item];
}

function immature(theme: ChartTheme, points: readonly BandPoint[]) {
  const data = points.flatMap((point, index): readonly Pair[] => {
    const besides =
      !point.mature || points[index + 1]?.mature === false || points[index - 1]?.mature === false;
    return gapBefore(points, index, point, [middle(point), besides ? point.value : null] as Pair);
  });
  return {
    type: 'line',
    data,
    lineStyle: { color: theme.series[0], width: 1.5, type: 'dashed' },
    itemStyle: { color: theme.surface, borderColor: theme.series[0], borderWidth: 1.5 },
    symbol: points.length > MANY ? 'none' : 'circle',
    symbolSize: 7,
    connectNulls: false,
    z: 4,
  };
}

/** The lower bound is an invisible line and the band is stacked upon it, for each group by itself. */
function band(theme: ChartTheme, points: readonly BandPoint[]) {
  const bounded = points.filter(({ low, high }) => low !== null && high !== null);
  return [...new Set(bounded.map(({ group }) => group))].flatMap((group) => {
    const mine = points.filter((point) => point.group === group);
    const line = (of: (point: BandPoint) => number | null, opacity: number) => ({
      type: 'line',
      stack: `band ${group}`,
      stackStrategy: 'all',
      silent: true,
      symbol: 'none',
      lineStyle: { opacity: 0 },
      areaStyle: { color: theme.series[0], opacity },
      data: mine.map((point): Pair => [middle(point), of(point)]),
      z: 2,
    });
    const width = ({ low, high }: BandPoint) => (low === null || high === null ? null : high - low);
    return [line(({ low }) => low, 0), line(width, 0.18)];
  });
}

function steps(
  theme: ChartTheme,
  points: readonly BandPoint[],
  of: 'reference' | 'bound',
  lineStyle: object,
) {
  return {
    type: 'line',
    silent: true,
    symbol: 'none',
    connectNulls: false,
    lineStyle,
    itemStyle: { color: theme.faint },
    z: 3,
    data: points.flatMap((point, index): readonly Pair[] => [
      ...(points[index - 1] && points[index - 1]?.group !== point.group ? [[point.from, null] as Pair] : []),
      [point.from, point[of]],
      [point.to, point[of]],
    ]),
  };
}

function markLine(theme: ChartTheme, marks: readonly TimeMark[]) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: theme.ink, width: 1, type: 'solid', opacity: 0.6 },
    label: {
      color: theme.ink,
      formatter: '{b}',
      position: 'end',
      fontSize: 11,
      align: 'left',
      distance: [0, -13],
      padding: [0, 0, 0, 4],
    },
    data: marks.map(({ at, label }) => ({ xAxis: at, name: label })),
  };
}

function tipAt(points: readonly BandPoint[]) {
  return (items: unknown): string => {
    const [first] = items as readonly { readonly axisValue?: number }[];
    const at = Number(first?.axisValue ?? Number.NaN);
    return points
      .filter(({ from, to }) => from <= at && at < to)
      .map(({ tip }) => tip)
      .join('\n\n');
  };
}
