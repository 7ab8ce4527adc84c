import { tooltipStyle, valueAxis } from '../../charts/axes.ts';
import type { ChartOption, ChartTheme } from '../../charts/chart-option.ts';
import { formatNumber, formatShare } from '../../format/number.ts';
import type { Bin, Outline } from './histogram.ts';

const LEFT = 64;
const NAMES = 180;
const ROW = 26;

/** Names say which side is which; the two also differ in shape: filled against outlined. */
const REFERENCE = 'Reference';
const CURRENT = 'This window';

function legend(theme: ChartTheme) {
  return {
    show: true,
    top: 0,
    right: 0,
    itemHeight: 10,
    selectedMode: false,
    textStyle: { color: theme.ink, fontFamily: theme.font },
  } as const;
}

/** histogramOption overlays the two outlines of a numeric column. */
export function histogramOption(bins: readonly Bin[], outline: Outline): ChartOption {
  return (theme) => ({
    legend: { ...legend(theme), data: [CURRENT, REFERENCE] },
    grid: { left: LEFT, right: 24, top: 32, bottom: 28 },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'axis',
      // The last point closes the outline of the last bin.
      formatter: (items: { readonly dataIndex: number }[]) =>
        tipOf(bins[Math.min(items[0]?.dataIndex ?? -1, bins.length - 1)]),
    },
    xAxis: {
      ...valueAxis(theme, formatNumber),
      min: outline.current[0]?.[0],
      max: outline.current.at(-1)?.[0],
      splitNumber: 8,
      splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: theme.line } },
    },
    yAxis: { ...valueAxis(theme, formatShare), scale: false, min: 0 },
    series: [
      {
        name: CURRENT,
        type: 'line',
        step: 'end',
        symbol: 'none',
        data: outline.current,
        lineStyle: { width: 1, color: theme.series[0] },
        itemStyle: { color: theme.series[0] },
        areaStyle: { color: theme.series[0], opacity: 0.45 },
      },
      {
        name: REFERENCE,
        type: 'line',
        step: 'end',
        symbol: 'none',
        data: outline.reference,
        lineStyle: { width: 2, color: theme.ink, type: 'dashed' },
        itemStyle: { color: theme.ink },
      },
    ],
  });
}

function tipOf(bin: Bin | undefined): string {
  if (!bin) return '';
  return `${bin.name}\n${CURRENT}: ${formatShare(bin.current)}\n${REFERENCE}: ${formatShare(bin.reference)}`;
}

/** barsHeight is how high the bars of so many names are. */
export function barsHeight(bins: readonly Bin[]): number {
  return bins.length * ROW + 64;
}

/** barsOption sets the two shares of each name beside each other. */
export function barsOption(bins: readonly Bin[]): ChartOption {
  return (theme) => ({
    legend: { ...legend(theme), data: [CURRENT, REFERENCE] },
    grid: { left: NAMES, right: 32, top: 28, bottom: 28 },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (items: { readonly dataIndex: number }[]) => tipOf(bins[items[0]?.dataIndex ?? -1]),
    },
    xAxis: { ...valueAxis(theme, formatShare), scale: false, min: 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bins.map(({ name, unseen }) => (unseen ? `${name} (unseen)` : name)),
      axisLabel: { color: theme.ink, width: NAMES - 16, overflow: 'truncate', interval: 0 },
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
    },
    series: [
      {
        name: CURRENT,
        type: 'bar',
        barGap: '10%',
        barCategoryGap: '30%',
        data: bins.map(({ current }) => current),
        itemStyle: { color: theme.series[0] },
      },
      {
        name: REFERENCE,
        type: 'bar',
        data: bins.map(({ reference }) => reference),
        itemStyle: { color: theme.surface, borderColor: theme.ink, borderWidth: 1.5 },
      },
    ],
  });
}
