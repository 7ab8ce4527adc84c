import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { PLOT_RIGHT, type Span, timeAxis, tooltipStyle } from './axes.ts';
import type { ChartOption, ChartTheme } from './chart-option.ts';

/** HeatItem is one cell: its row from the top, its time, and its level as the heat map's legend names it. */
export interface HeatItem {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly level: string | null;
  readonly tip: string;
}

interface HeatMapInput {
  readonly span: Span;
  readonly names: readonly string[];
  readonly items: readonly HeatItem[];
  /** The cell that the keyboard is on. */
  readonly cursor: number | null;
}

const ROW_HEIGHT = 20;
const BELOW = 26;
/** Narrower cells hold no mark. */
const MARK_WIDTH = 7;

/** heatMapHeight is the height that a number of rows needs. */
export function heatMapHeight(rows: number): number {
  return rows * ROW_HEIGHT + BELOW + 6;
}

/** heatMapOption draws cells over time, one row per name. */
export function heatMapOption({ span, names, items, cursor }: HeatMapInput): ChartOption {
  return (theme) => ({
    grid: { left: theme.left, right: PLOT_RIGHT, top: 4, bottom: BELOW },
    tooltip: { ...tooltipStyle(theme), trigger: 'item', formatter: tipOf(items) },
    xAxis: { ...timeAxis(theme, span, true), splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...names],
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: theme.ink,
        fontSize: 11,
        width: theme.left - 14,
        overflow: 'truncate',
        interval: 0,
        hideOverlap: false,
      },
      splitLine: { show: true, interval: 0, lineStyle: { color: theme.line, opacity: 0.5 } },
    },
    series: [
      {
        type: 'custom',
        clip: true,
        renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
          drawCell(theme, items[params.dataIndex]!, params.dataIndex === cursor, api),
        encode: { x: [0, 1], y: 2 },
        data: items.map(({ from, to, row }, index) => ({ value: [from, to, row], index })),
      },
    ],
  });
}

function tipOf(items: readonly HeatItem[]) {
  return (params: { readonly dataIndex: number }): string => items[params.dataIndex]?.tip ?? '';
}

function drawCell(theme: ChartTheme, item: HeatItem, isCursor: boolean, api: CustomSeriesRenderItemAPI) {
  const [left, middle] = api.coord([item.from, item.row]) as [number, number];
  const [right] = api.coord([item.to, item.row]) as [number, number];
  const width = Math.max(1, right - left - 1);
  const height = ROW_HEIGHT - 3;
  const shape = { x: left, y: middle - height / 2, width, height, r: 2 };
  const mark = item.level === 'critical' ? '!' : item.level === 'warning' ? '▲' : '';
  return {
    type: 'group' as const,
    children: [
      {
        type: 'rect' as const,
        shape,
        style: {
          ...levelStyle(theme, item.level),
          ...(isCursor && { stroke: theme.ink, lineWidth: 2.5, opacity: 1 }),
        },
      },
      ...(mark !== '' && width >= MARK_WIDTH
        ? [
            {
              type: 'text' as const,
              silent: true,
              x: left + width / 2,
              y: middle,
              style: {
                text: mark,
                fill: '#14202b',
                font: `700 ${width < 12 ? 7 : 10}px ${theme.font}`,
                align: 'center' as const,
                verticalAlign: 'middle' as const,
              },
            },
          ]
        : []),
    ],
  };
}

const OPACITY: Readonly<Record<string, number>> = { calm: 0.12, low: 0.3, near: 0.55, over: 0.85 };

function levelStyle(theme: ChartTheme, level: string | null) {
  if (level === 'critical') return { fill: theme.critical };
  if (level === 'warning') return { fill: theme.warning };
  if (level === null) return { fill: 'transparent', stroke: theme.nodata, lineDash: [2, 2] };
  return { fill: theme.series[0]!, opacity: OPACITY[level] ?? 1 };
}

/** nextCell is the cell that an arrow key leads to, or Home and End in a row; undefined for other keys. */
export function nextCell(items: readonly HeatItem[], cursor: number | null, key: string): number | undefined {
  const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];
  if (!keys.includes(key) || items.length === 0) return undefined;
  const here = cursor === null ? undefined : items[cursor];
  if (cursor === null || !here) return lastIndexInRow(items, 0);
  const inRow = items.flatMap(({ row }, index) => (row === here.row ? [index] : []));
  const place = inRow.indexOf(cursor);
  if (key === 'ArrowLeft') return inRow[place - 1] ?? cursor;
  if (key === 'ArrowRight') return inRow[place + 1] ?? cursor;
  if (key === 'Home') return inRow[0] ?? cursor;
  if (key === 'End') return inRow.at(-1) ?? cursor;
  return nearestInRow(items, here.row + (key === 'ArrowDown' ? 1 : -1), here.from) ?? cursor;
}

function lastIndexInRow(items: readonly HeatItem[], row: number): number {
  return items.findLastIndex((item) => item.row === row);
}

function nearestInRow(items: readonly HeatItem[], row: number, from: number): number | undefined {
  let nearest: number | undefined;
  for (const [index, item] of items.entries()) {
    if (item.row !== row) continue;
    const best = nearest === undefined ? Number.POSITIVE_INFINITY : Math.abs(items[nearest]!.from - from);
    if (Math.abs(item.from - from) < best) nearest = index;
  }
  return nearest;
}
