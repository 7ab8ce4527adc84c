import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import {
  AxisPlacement,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  type DataSourceRef,
  GraphDrawStyle,
  HeatmapCellLayout,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableCellHeight,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as statushistory from '@grafana/grafana-foundation-sdk/statushistory';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { SELECTED_SOURCE } from './clickhouse-query.ts';
import { COLOURS, RANKS } from './states.ts';

/** PanelText is what every panel says of itself. */
export interface PanelText {
  readonly title: string;
  /** What the panel answers, and how to read it. */
  readonly description: string;
  /** Grafana's name of the unit; 'none' for a number without one. */
  readonly unit: string;
  /** Columns of the 24 of a board. */
  readonly width: number;
  readonly height?: number;
}

interface AnyPanel {
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  span(columns: number): this;
  height(rows: number): this;
  datasource(datasource: DataSourceRef): this;
}

function titled<P extends AnyPanel>(panel: P, text: PanelText, source: DataSourceRef): P {
  return panel
    .title(text.title)
    .description(text.description)
    .unit(text.unit)
    .span(text.width)
    .height(text.height ?? 8)
    .datasource(source);
}

/** seriesPanel draws lines over time, with every series in the tooltip. */
export function seriesPanel(
  text: PanelText,
  source: DataSourceRef = SELECTED_SOURCE,
): timeseries.PanelBuilder {
  return titled(new timeseries.PanelBuilder(), text, source)
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(2)
    .showPoints(VisibilityMode.Auto)
    .axisPlacement(AxisPlacement.Auto)
    .legend(legend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** barsPanel draws stacked bars over time. */
export function barsPanel(text: PanelText, source: DataSourceRef = SELECTED_SOURCE): timeseries.PanelBuilder {
  return seriesPanel(text, source)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .lineWidth(0)
    .showPoints(VisibilityMode.Never)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

/** statPanel shows the newest number, or every column of the only row. */
export function statPanel(text: PanelText, source: DataSourceRef = SELECTED_SOURCE): stat.PanelBuilder {
  return titled(new stat.PanelBuilder(), { height: 4, ...text }, source)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.Auto)
    .orientation(VizOrientation.Auto)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false));
}

/** EVERY_COLUMN lets a stat panel show text too: every column of the only row. */
export const EVERY_COLUMN = new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('/.*/').values(true);

/** tablePanel shows rows; columns are dressed by name. */
export function tablePanel(text: PanelText): table.PanelBuilder {
  return titled(new table.PanelBuilder(), text, SELECTED_SOURCE)
    .cellHeight(TableCellHeight.Sm)
    .filterable(true)
    .showHeader(true);
}

/** ranksPanel shows ranks of severity as coloured cells: one row per series, one cell per point in time. */
export function ranksPanel(text: Omit<PanelText, 'unit'>): statushistory.PanelBuilder {
  return titled(new statushistory.PanelBuilder(), { ...text, unit: 'none' }, SELECTED_SOURCE)
    .mappings(RANKS)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.85)
    .colWidth(0.92)
    .perPage(20)
    .legend(legend());
}

/** spansPanel shows ranks of severity as bars that last until the next one: one row per series. */
export function spansPanel(text: Omit<PanelText, 'unit'>): statetimeline.PanelBuilder {
  return titled(new statetimeline.PanelBuilder(), { ...text, unit: 'none' }, SELECTED_SOURCE)
    .mappings(RANKS)
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .rowHeight(0.85)
    .perPage(20)
    .legend(legend());
}

/** heatPanel colours series over time by their number; 1 is the threshold. */
export function heatPanel(text: PanelText): heatmap.PanelBuilder {
  return titled(new heatmap.PanelBuilder(), text, SELECTED_SOURCE)
    .calculate(false)
    .rowsFrame(new heatmap.RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto).value('of threshold'))
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .steps(32)
        .min(0)
        .max(2),
    )
    .cellGap(1)
    .cellValues(new heatmap.CellValuesBuilder().unit(text.unit).decimals(2))
    .showLegend();
}

/** barGaugePanel shows the newest number of each series as a bar. */
export function barGaugePanel(
  text: PanelText,
  source: DataSourceRef = SELECTED_SOURCE,
): bargauge.PanelBuilder {
  return titled(new bargauge.PanelBuilder(), text, source)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false));
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom);
}

/** DASHED is how a threshold or a reference is drawn. */
export const DASHED: DynamicConfigValue[] = [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
  { id: 'custom.lineWidth', value: 1 },
  { id: 'custom.showPoints', value: 'never' },
];

/** fixed gives a series one colour. */
export function fixed(colour: keyof typeof COLOURS): DynamicConfigValue {
  return { id: 'color', value: { mode: 'fixed', fixedColor: COLOURS[colour] } };
}

/** unit shows a column in a unit of its own. */
export function unit(name: string): DynamicConfigValue {
  return { id: 'unit', value: name };
}

/** width gives a column of a table a width in pixels. */
export function width(pixels: number): DynamicConfigValue {
  return { id: 'custom.width', value: pixels };
}

/** HIDDEN leaves a column out of sight that only links read. */
export const HIDDEN: DynamicConfigValue[] = [{ id: 'custom.hidden', value: true }];
