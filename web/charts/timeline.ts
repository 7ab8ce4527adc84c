import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { PLOT_RIGHT, type Span, timeAxis, tooltipStyle } from './axes.ts';
import type { ChartOption, ChartTheme } from './chart-option.ts';

/** TimelineItem is one bar or mark on a lane. */
export interface TimelineItem {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly look: 'critical' | 'warning' | 'run' | 'failed' | 'quiet' | 'version';
  /** Still going on: its right edge is open. */
  readonly open: boolean;
  readonly tip: string;
}

interface TimelineInput {
  readonly span: Span;
  readonly lanes: readonly string[];
  readonly items: readonly TimelineItem[];
}

const LANE_HEIGHT = 30;
const BAR_HEIGHT = 20;
const BELOW = 26;
const LEAST_WIDTH = 10;

/** timelineHeight is the height that a number of lanes needs. */
export function timelineHeight(lanes: number): number {
  return lanes * LANE_HEIGHT + BELOW + 4;
}

/** timelineOption draws what happened, one lane per kind. */
export function timelineOption({ span, lanes, items }: TimelineInput): ChartOption {
  return (theme) => ({
    grid: { left: theme.left, right: PLOT_RIGHT, top: 2, bottom: BELOW },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'item',
      formatter: (params: { readonly dataIndex: number }) => items[params.dataIndex]?.tip ?? '',
    },
    xAxis: timeAxis(theme, span, true),
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...lanes],
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: theme.ink, width: theme.left - 20, overflow: 'truncate' },
      splitLine: { show: true, lineStyle: { color: theme.line, opacity: 0.5 } },
    },
    series: [
      {
        type: 'custom',
        clip: true,
        renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
          drawItem(theme, items[params.dataIndex]!, params, api),
        encode: { x: [0, 1], y: 2 },
        data: items.map(({ from, to, lane }, index) => ({ value: [from, to, lane], index })),
      },
    ],
  });
}

function drawItem(
  theme: ChartTheme,
  item: TimelineItem,
  params: CustomSeriesRenderItemParams,
  api: CustomSeriesRenderItemAPI,
) {
  const plot = params.coordSys as unknown as { readonly x: number; readonly width: number };
  const [start, middle] = api.coord([item.from, item.lane]) as [number, number];
  const [end] = api.coord([item.to, item.lane]) as [number, number];
  const x = Math.max(plot.x, start);
  const width = Math.max(LEAST_WIDTH, Math.min(plot.x + plot.width, end) - x - 1);
  const { fill, ink, stroke } = lookOf(theme, item.look);
  return {
    type: 'rect' as const,
    shape: { x, y: middle - BAR_HEIGHT / 2, width, height: BAR_HEIGHT, r: item.open ? [4, 0, 0, 4] : 4 },
    style: { fill, stroke, lineWidth: 1 },
    textContent: {
      type: 'text' as const,
      style: {
        text: item.label,
        fill: width > 60 ? ink : theme.ink,
        font: `600 11px ${theme.font}`,
        ...(width > 60 && { width: width - 10, overflow: 'truncate' as const }),
      },
    },
    textConfig: { position: width > 60 ? ('inside' as const) : ('right' as const) },
  };
}

const ON_FILL = '#14202b';

function lookOf(theme: ChartTheme, look: TimelineItem['look']) {
  switch (look) {
    case 'critical':
      return { fill: theme.critical, ink: ON_FILL, stroke: theme.critical };
    case 'warning':
      return { fill: theme.warning, ink: ON_FILL, stroke: theme.warning };
    case 'run':
      return { fill: theme.ok, ink: ON_FILL, stroke: theme.ok };
    case 'failed':
      return { fill: theme.surface, ink: theme.ink, stroke: theme.critical };
    case 'quiet':
      return { fill: theme.surface, ink: theme.ink, stroke: theme.faint };
    case 'version':
      return { fill: theme.surface, ink: theme.ink, stroke: theme.accent };
  }
}
