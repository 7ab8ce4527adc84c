import { useMemo, useState } from 'preact/hooks';
import type { MeasurementDay } from '../../api/types.ts';
import type { Span } from '../../charts/axes.ts';
import { HeatMap } from '../../charts/heat-map.tsx';
import { formatNumber, formatProbability } from '../../format/number.ts';
import { formatWindow } from '../../format/time.ts';
import { statisticName } from '../../format/words.ts';
import { Choice } from '../../parts/choice.tsx';
import { type Column, numberColumn } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Empty } from '../../parts/states.tsx';
import { featurePath } from '../../paths.ts';
import { HEAT_LEVELS, type HeatCell, type HeatOrder, heatLevel, heatRows } from './heat-grid.ts';

const FIRST_ROWS = 30;

const COLUMNS: readonly Column<HeatCell>[] = [
  { title: 'Feature', value: (cell) => cell.name },
  { title: 'Window from', value: (cell) => new Date(cell.from).toISOString(), show: cellTime },
  { title: 'Version', value: (cell) => cell.version },
  { title: 'Statistic', value: (cell) => cell.statistic, show: (cell) => statisticName(cell.statistic) },
  numberColumn('Effect', (cell) => cell.effect, formatNumber),
  numberColumn('Threshold', (cell) => cell.threshold, formatNumber),
  { title: 'Of threshold', value: (cell) => cell.ratio, show: (cell) => ratioText(cell), numeric: true },
  numberColumn('Corrected p', (cell) => cell.pAdjusted, formatProbability),
  { title: 'Verdict', value: (cell) => cell.severity },
];

interface HeatMapFigureProps {
  readonly model: string;
  readonly days: readonly MeasurementDay[];
  readonly windowMs: number;
  readonly span: Span;
  readonly go: (path: string) => void;
}

/** HeatMapFigure shows how far every feature is from its baseline, window by window. */
export function HeatMapFigure({ model, days, windowMs, span, go }: HeatMapFigureProps) {
  const [order, setOrder] = useState<HeatOrder>('worst');
  const [all, setAll] = useState(false);
  const rows = useMemo(() => heatRows(days, windowMs, order), [days, windowMs, order]);
  const shown = all ? rows : rows.slice(0, FIRST_ROWS);
  const cells = useMemo(
    () => shown.flatMap((row, index) => row.cells.map((cell) => ({ cell, row: index }))),
    [shown],
  );
  const items = useMemo(
    () =>
      cells.map(({ cell, row }) => ({
        row,
        from: cell.from,
        to: cell.to,
        level: heatLevel(cell),
        tip: cellTip(cell),
      })),
    [cells],
  );
  const names = useMemo(() => shown.map(({ name }) => name), [shown]);
  const open = (index: number) => {
    const cell = cells[index]?.cell;
    if (cell) go(cellPath(model, cell));
  };
  return (
    <Figure
      title="Did the inputs move?"
      note={<Legend />}
      file={[model, 'drift']}
      columns={COLUMNS}
      rows={rows.flatMap((row) => row.cells)}
      keyOf={(cell) => `${cell.name} ${cell.from}`}
      tools={<OrderChoice order={order} onPick={setOrder} />}
    >
      {(offer) =>
        cells.length === 0 ? (
          <Empty title="No drift was measured in this time.">
            <p>Pick another time, or look whether a drift monitor watches this model.</p>
          </Empty>
        ) : (
          <>
            <HeatMap
              label={`Drift of ${rows.length} features over time; the arrow keys move from cell to cell, Enter opens the feature.`}
              span={span}
              names={names}
              items={items}
              onOpen={open}
              offer={offer}
            />
            {rows.length > shown.length && (
              <button type="button" onClick={() => setAll(true)}>
                Show all {rows.length} features
              </button>
            )}
          </>
        )
      }
    </Figure>
  );
}

function OrderChoice({
  order,
  onPick,
}: {
  readonly order: HeatOrder;
  readonly onPick: (order: HeatOrder) => void;
}) {
  const options = [
    { value: 'worst', title: 'the worst of all time' },
    { value: 'newest', title: 'the newest window' },
    { value: 'name', title: 'name' },
  ];
  return (
    <Choice
      label="Sorted by"
      value={order}
      options={options}
      onPick={(value) => onPick(value as HeatOrder)}
    />
  );
}

/** Legend explains the steps by their distance from the threshold. */
function Legend() {
  return (
    <span class="legend">
      Effect against its threshold:
      {HEAT_LEVELS.map(({ id, title }) => (
        <span key={id}>
          <span class={`swatch heat-${id}`} aria-hidden="true">
            {id === 'critical' ? '!' : id === 'warning' ? '▲' : ''}
          </span>
          {title}
        </span>
      ))}
    </span>
  );
}

function cellTime({ from, to }: HeatCell): string {
  return formatWindow(from, to);
}

function ratioText({ ratio }: HeatCell): string {
  return ratio === null ? '–' : `${formatNumber(ratio)} ×`;
}

function cellTip(cell: HeatCell): string {
  const measured = `${statisticName(cell.statistic)} ${formatNumber(cell.effect)}`;
  return [
    cell.name,
    `${cellTime(cell)}, ${cell.version}`,
    cell.threshold === null
      ? measured
      : `${measured}, ${ratioText(cell)} the threshold of ${formatNumber(cell.threshold)}`,
    ...(cell.pAdjusted === null ? [] : [`corrected p ${formatProbability(cell.pAdjusted)}`]),
    cell.windows === 0 ? 'could not be judged' : cell.severity === 'none' ? 'no drift' : cell.severity,
  ].join('\n');
}

/** cellPath is the page of the feature, or of what stands beside the features, at the window of the cell. */
function cellPath(model: string, cell: HeatCell): string {
  const { subject, feature, monitor, version, statistic, from, to } = cell;
  return featurePath(model, feature || subject, {
    ...(subject !== 'feature' && { subject }),
    version,
    monitor,
    statistic,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
}
