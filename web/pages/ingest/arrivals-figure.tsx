import { useMemo } from 'preact/hooks';
import { type Span, timeAxis, tooltipStyle, valueAxis } from '../../charts/axes.ts';
import { Chart } from '../../charts/chart.tsx';
import type { ChartOption } from '../../charts/chart-option.ts';
import { formatCount } from '../../format/number.ts';
import { formatDay, formatTime } from '../../format/time.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import type { Arrival } from './arrivals.ts';

const HEIGHT = 240;
const DAY_MS = 86_400_000;
const KINDS = [
  { id: 'prediction', title: 'Predictions', colour: 0 },
  { id: 'label', title: 'Labels', colour: 2 },
  { id: 'feature_sample', title: 'Feature samples', colour: 1 },
  { id: 'rejected', title: 'Rejected', colour: 5 },
] as const;

interface ArrivalsFigureProps {
  readonly arrivals: readonly Arrival[];
  readonly span: Span;
  readonly step: number;
}

/** ArrivalsFigure is how many records came in over time, by kind. */
export function ArrivalsFigure({ arrivals, span, step }: ArrivalsFigureProps) {
  const option = useMemo(() => arrivalsOption(arrivals, span, step), [arrivals, span.from, span.to, step]);
  const title = step === DAY_MS ? 'Records per day' : 'Records per hour';
  return (
    <Figure
      title={title}
      note="By the time of their arrival, in UTC."
      file={['ingest']}
      columns={columnsOf(step)}
      rows={arrivals}
      keyOf={({ at }) => at}
    >
      {(offer) => <Chart label={`${title} by kind`} height={HEIGHT} option={option} offer={offer} />}
    </Figure>
  );
}

const atWords = (at: string | number, step: number) => (step === DAY_MS ? formatDay(at) : formatTime(at));

function columnsOf(step: number): readonly Column<Arrival>[] {
  return [
    { title: 'From', value: ({ at }) => at, show: ({ at }) => atWords(at, step) },
    ...KINDS.map(
      ({ id, title }): Column<Arrival> => ({
        title,
        value: (row) => row[id],
        show: (row) => formatCount(row[id]),
        numeric: true,
      }),
    ),
  ];
}

function arrivalsOption(arrivals: readonly Arrival[], span: Span, step: number): ChartOption {
  const kinds = KINDS.filter(({ id }) => id === 'rejected' || arrivals.some((row) => row[id] > 0));
  return (theme) => ({
    aria: { enabled: true, decal: { show: true } },
    legend: {
      top: 0,
      right: 0,
      selectedMode: false,
      textStyle: { color: theme.ink, fontFamily: theme.font },
    },
    grid: { left: 88, right: 24, top: 32, bottom: 28, outerBoundsMode: 'none' },
    tooltip: {
      ...tooltipStyle(theme),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (items: { readonly dataIndex: number }[]) =>
        tipOf(arrivals[items[0]?.dataIndex ?? -1], step),
    },
    // The axis ends where the range does, not where the first bar would.
    xAxis: { ...timeAxis(theme, span, true), containShape: false },
    yAxis: { ...valueAxis(theme, formatCount), scale: false, min: 0, minInterval: 1 },
    series: kinds.map(({ id, title, colour }) => ({
      name: title,
      type: 'bar',
      stack: 'records',
      barMinWidth: 2,
      barMaxWidth: 28,
      itemStyle: { color: theme.series[colour] },
      data: arrivals.map((row) => [Date.parse(row.at) + step / 2, row[id]]),
    })),
  });
}

function tipOf(arrival: Arrival | undefined, step: number): string {
  if (!arrival) return '';
  const counts = KINDS.map(({ id, title }) => `${title}: ${formatCount(arrival[id])}`);
  return [atWords(arrival.at, step), ...counts].join('\n');
}
