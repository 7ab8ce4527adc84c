import { useMemo } from 'preact/hooks';
import { Chart } from '../../charts/chart.tsx';
import { formatNumber, formatProbability } from '../../format/number.ts';
import { epoch } from '../../format/time.ts';
import { statisticName } from '../../format/words.ts';
import { type Column, numberColumn } from '../../parts/data-table.tsx';
import type { FeatureWindow } from './feature-windows.ts';
import { PointsFigure } from './points-figure.tsx';
import { STATISTIC_HEIGHT, statisticOption } from './statistic-option.ts';
import type { Point } from './statistic-points.ts';

const COLUMNS: readonly Column<Point>[] = [
  numberColumn('Effect', ({ effect }) => effect, formatNumber),
  numberColumn('Threshold', ({ threshold }) => threshold, formatNumber),
  numberColumn('Corrected p', ({ pAdjusted }) => pAdjusted, formatProbability),
  { title: 'Severity', value: ({ severity }) => severity },
];

interface StatisticFigureProps {
  readonly statistic: string;
  readonly points: readonly Point[];
  readonly window: FeatureWindow;
  /** The points are days, each with its worst window. */
  readonly daily: boolean;
  readonly pick: (from: string) => void;
}

/** StatisticFigure is one statistic over time; a click on a point opens its window. */
export function StatisticFigure({ statistic, points, window, daily, pick }: StatisticFigureProps) {
  const option = useMemo(
    () => statisticOption(points, { from: epoch(window.from), to: epoch(window.to) }),
    [points, window.from, window.to],
  );
  const name = statisticName(statistic);
  const over = points.filter(({ severity }) => severity !== 'none').length;
  const spans = daily ? 'days' : 'windows';
  const found = `${over} of ${points.length} ${spans} were findings.`;
  return (
    <PointsFigure
      title={`${name} over time`}
      note={daily ? `The worst window of each day. ${found}` : found}
      points={points}
      window={window}
      columns={COLUMNS}
    >
      {(offer) => (
        <Chart
          label={`${name} over time with its threshold and corrected p-values. ${found}`}
          height={STATISTIC_HEIGHT}
          option={option}
          offer={offer}
          onPick={(data) => {
            const from = (data as { readonly from?: string } | null)?.from;
            if (from !== undefined) pick(from);
          }}
        />
      )}
    </PointsFigure>
  );
}
