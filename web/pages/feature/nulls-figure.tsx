import { useMemo } from 'preact/hooks';
import { timeAxis, tooltipStyle, valueAxis } from '../../charts/axes.ts';
import { Chart } from '../../charts/chart.tsx';
import type { ChartOption } from '../../charts/chart-option.ts';
import { formatShare } from '../../format/number.ts';
import { epoch, formatWindow } from '../../format/time.ts';
import { type Column, numberColumn } from '../../parts/data-table.tsx';
import type { FeatureWindow } from './feature-windows.ts';
import { PointsFigure } from './points-figure.tsx';
import { spanOf } from './statistic-option.ts';
import type { Point } from './statistic-points.ts';

const HEIGHT = 130;

const COLUMNS: readonly Column<Point>[] = [
  numberColumn('Reference', ({ nullsReference }) => nullsReference, formatShare),
  numberColumn('This window', ({ nullsCurrent }) => nullsCurrent, formatShare),
];

interface NullsFigureProps {
  readonly points: readonly Point[];
  readonly window: FeatureWindow;
}

/** NullsFigure is the share of rows without a usable value over time, against the reference's. */
export function NullsFigure({ points, window }: NullsFigureProps) {
  const option = useMemo(() => nullsOption(points), [points]);
  return (
    <PointsFigure
      title="Rows without a value over time"
      note="Null, not sent, or not of the feature's kind; the reference is dashed."
      points={points}
      window={window}
      columns={COLUMNS}
    >
      {(offer) => (
        <Chart
          label="Share of rows without a value over time"
          height={HEIGHT}
          option={option}
          offer={offer}
        />
      )}
    </PointsFigure>
  );
}

function nullsOption(points: readonly Point[]): ChartOption {
  const at = ({ from, to }: Point) => (epoch(from) + epoch(to)) / 2;
  return (theme) => ({
    grid: { left: 88, right: 24, top: 14, bottom: 28, outerBoundsMode: 'none' },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'axis',
      formatter: (items: { readonly dataIndex: number }[]) => {
        const point = points[items[0]?.dataIndex ?? -1];
        if (!point) return '';
        const shares = `${formatShare(point.nullsCurrent)}, reference ${formatShare(point.nullsReference)}`;
        return `${formatWindow(point.from, point.to)}\n${shares}`;
      },
    },
    xAxis: timeAxis(theme, spanOf(points), true),
    yAxis: { ...valueAxis(theme, formatShare), scale: false, min: 0, splitNumber: 2 },
    series: [
      {
        name: 'This window',
        type: 'line',
        symbolSize: 5,
        data: points.map((point) => [at(point), point.nullsCurrent]),
        lineStyle: { width: 1.5, color: theme.series[0] },
        itemStyle: { color: theme.series[0] },
      },
      {
        name: 'Reference',
        type: 'line',
        step: 'middle',
        symbol: 'none',
        data: points.map((point) => [at(point), point.nullsReference]),
        lineStyle: { width: 1.5, color: theme.ink, type: 'dashed' },
      },
    ],
  });
}
