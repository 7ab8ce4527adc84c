import { useMemo } from 'preact/hooks';
import type { PerformanceWindow } from '../../api/types.ts';
import type { Span } from '../../charts/axes.ts';
import { Chart } from '../../charts/chart.tsx';
import { lineBandOption, type TimeMark } from '../../charts/line-band.ts';
import { formatCount, formatMetric, formatNumber, formatShare } from '../../format/number.ts';
import { formatWindow } from '../../format/time.ts';
import { statisticName } from '../../format/words.ts';
import { type Column, numberColumn } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { performancePoints, type Track } from './performance-points.ts';

const HEIGHT = 190;

type Row = PerformanceWindow;
const metric = (of: (row: Row) => number | null) => ({
  value: of,
  show: (row: Row) => formatMetric(row.statistic, of(row)),
  numeric: true,
});

const COLUMNS: readonly Column<Row>[] = [
  {
    title: 'Window',
    value: (row) => row.window_start,
    show: (row) => formatWindow(row.window_start, row.window_end),
  },
  { title: 'Version', value: (row) => row.version },
  { title: 'Value', ...metric((row) => row.value) },
  { title: 'Baseline', ...metric((row) => row.reference_value) },
  numberColumn('Decay', (row) => row.effect, formatNumber),
  numberColumn('Interval from', (row) => row.interval_low, formatNumber),
  numberColumn('Interval to', (row) => row.interval_high, formatNumber),
  numberColumn('Threshold', (row) => row.threshold, formatNumber),
  numberColumn('Labels', (row) => row.labelled, formatCount),
  numberColumn('Labelled', (row) => row.label_share, formatShare),
  { title: 'Mature', value: (row) => row.mature },
  { title: 'Verdict', value: (row) => row.severity },
];

interface PerformanceFigureProps {
  readonly model: string;
  readonly track: Track;
  /** Several monitors measure the metric. */
  readonly isShared: boolean;
  readonly marks: readonly TimeMark[];
  readonly span: Span;
}

/** PerformanceFigure shows a metric against the baseline of the version that served. */
export function PerformanceFigure({ model, track, isShared, marks, span }: PerformanceFigureProps) {
  const { statistic, windows, monitor } = track;
  const name = statisticName(statistic);
  const rows = useMemo(
    () => [...windows].sort((a, b) => b.window_start.localeCompare(a.window_start)),
    [windows],
  );
  const points = useMemo(() => performancePoints(windows), [windows]);
  const option = useMemo(
    () => lineBandOption({ span, name, points, marks, format: (value) => formatMetric(statistic, value) }),
    [span, name, points, marks, statistic],
  );
  const hasInterval = points.some(({ low }) => low !== null);
  return (
    <Figure
      title={`${name} against the baseline${isShared ? `, ${monitor}` : ''}`}
      note={<Legend hasInterval={hasInterval} hasImmature={points.some(({ mature }) => !mature)} />}
      file={[model]}
      columns={COLUMNS}
      rows={rows}
      keyOf={(row) => `${row.version} ${row.segment} ${row.window_start}`}
    >
      {(offer) => (
        <Chart label={describe(name, rows)} height={HEIGHT} option={option} offer={offer} group="model" />
      )}
    </Figure>
  );
}

function Legend({
  hasInterval,
  hasImmature,
}: {
  readonly hasInterval: boolean;
  readonly hasImmature: boolean;
}) {
  return (
    <span class="legend">
      <span>
        <span class="swatch line-value" aria-hidden="true" /> live
      </span>
      {hasInterval && (
        <span>
          <span class="swatch line-band" aria-hidden="true" /> interval
        </span>
      )}
      <span>
        <span class="swatch line-reference" aria-hidden="true" /> baseline of the version
      </span>
      <span>
        <span class="swatch line-bound" aria-hidden="true" /> threshold
      </span>
      <span>
        <span class="mark-critical" aria-hidden="true">
          ■
        </span>
        critical
      </span>
      <span>
        <span class="mark-warning" aria-hidden="true">
          ▲
        </span>
        warning
      </span>
      {hasImmature && (
        <span>
          <span class="swatch line-immature" aria-hidden="true" /> labels still missing
        </span>
      )}
    </span>
  );
}

function describe(name: string, rows: readonly PerformanceWindow[]): string {
  const bad = rows.filter(({ severity }) => severity !== 'none');
  const worst = bad.at(-1);
  if (!worst) return `${name} over ${rows.length} windows: always within its threshold.`;
  const first = formatWindow(worst.window_start, worst.window_end);
  return `${name} over ${rows.length} windows: ${bad.length} past the threshold, the first ${first}.`;
}
