import { formatWindow } from '../../format/time.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Figure, type FigureProps } from '../../parts/figure.tsx';
import type { FeatureWindow } from './feature-windows.ts';
import type { Point } from './statistic-points.ts';

const WINDOW_COLUMNS: readonly Column<Point>[] = [
  { title: 'From', value: ({ from }) => from, show: ({ from, to }) => formatWindow(from, to) },
  { title: 'To', value: ({ to }) => to },
  { title: 'Version', value: ({ version }) => version },
];

interface PointsFigureProps extends Pick<FigureProps<Point>, 'title' | 'note' | 'children'> {
  readonly points: readonly Point[];
  readonly window: FeatureWindow;
  /** What the table says of a point beside its window. */
  readonly columns: readonly Column<Point>[];
}

/** PointsFigure is a picture of windows over time. */
export function PointsFigure({ points, window, columns, ...figure }: PointsFigureProps) {
  return (
    <Figure
      {...figure}
      file={[window.model, window.feature || window.subject]}
      columns={[...WINDOW_COLUMNS, ...columns]}
      rows={points}
      keyOf={({ from, version }) => `${from} ${version}`}
    />
  );
}
