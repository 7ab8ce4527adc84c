import type { EChartsCoreOption } from 'echarts/core';

/** ChartTheme holds the colours of the style sheet that charts need, since a canvas knows no custom properties. */
export interface ChartTheme {
  readonly dark: boolean;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly surface: string;
  readonly font: string;
  /** Space to the left of a plot over time, the same in every chart of a width, so that their axes lie below one another. */
  readonly left: number;
  readonly accent: string;
  readonly critical: string;
  readonly warning: string;
  readonly ok: string;
  readonly nodata: string;
  /** Colours of series, told apart by people who are colour-blind (Okabe and Ito). */
  readonly series: readonly string[];
}

/** ChartOption is what ECharts draws, made for a theme. Memoise it: a new one is drawn. */
export type ChartOption = (theme: ChartTheme) => EChartsCoreOption;
