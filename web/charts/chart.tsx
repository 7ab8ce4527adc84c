import type { ECharts, EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PictureSource } from '../parts/figure.tsx';
import type { ChartOption, ChartTheme } from './chart-option.ts';
import { useChartTheme } from './theme.ts';

const NARROW = 700;

/** Loading begins with the first page that has a chart, beside the data that it will show. */
const library = import('./echarts.ts');
library.catch(() => undefined);

interface ChartProps {
  /** What is drawn, in words, for those who do not see it. */
  readonly label: string;
  readonly height: number;
  readonly option: ChartOption;
  /** Charts of a group share their axis pointer. */
  readonly group?: string;
  /** Called with the data of the item that was clicked. */
  readonly onPick?: (data: unknown) => void;
  readonly offer?: (source: PictureSource) => void;
}

/** Chart draws with ECharts. */
export function Chart({ label, height, option, group, onPick, offer }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const pick = useRef(onPick);
  pick.current = onPick;
  const theme = useChartTheme();
  const [missing, setMissing] = useState(false);
  const wanted = useRef({ option, theme });
  wanted.current = { option, theme };

  useEffect(() => {
    let gone = false;
    let observer: ResizeObserver | undefined;
    library.then(
      ({ connect, init }) => {
        const element = place.current;
        if (gone || element === null) return;
        const made = init(element, null, { renderer: 'canvas' });
        chart.current = made;
        if (group !== undefined) {
          made.group = group;
          connect(group);
        }
        made.on('click', ({ data }) => pick.current?.(data));
        draw(made, wanted.current.option, wanted.current.theme);
        observer = new ResizeObserver(() => {
          const wasNarrow = made.getWidth() < NARROW;
          made.resize();
          if (made.getWidth() < NARROW !== wasNarrow) draw(made, wanted.current.option, wanted.current.theme);
        });
        observer.observe(element);
      },
      () => setMissing(true),
    );
    return () => {
      gone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
    };
  }, [group]);
  useEffect(() => {
    if (chart.current) draw(chart.current, option, theme);
  }, [option, theme]);
  useEffect(() => {
    offer?.(() => pictureOf(chart.current, theme));
  });

  if (missing) return <p class="empty">The charts could not be loaded: reload the page, or use the table.</p>;
  return <div ref={place} class="chart" role="img" aria-label={label} style={{ height: `${height}px` }} />;
}

function draw(chart: ECharts, option: ChartOption, theme: ChartTheme): void {
  const fitted = { ...theme, left: chart.getWidth() < NARROW ? theme.left / 2 : theme.left };
  const wanted = { ...base(fitted), ...option(fitted) };
  // The label of the chart is ours; the library would write one over it.
  const aria = { ...(wanted.aria as object | undefined), label: { enabled: false } };
  chart.setOption({ ...wanted, aria }, { notMerge: true });
}

/** The policy of the page forbids styles in markup, so tooltips are drawn on the canvas. */
function base(theme: ChartTheme): EChartsCoreOption {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    animation: !still,
    animationDuration: 200,
    animationDurationUpdate: 200,
    textStyle: { fontFamily: theme.font, color: theme.ink, fontSize: 12 },
    color: [...theme.series],
  };
}

function pictureOf(chart: ECharts | undefined, theme: ChartTheme): Promise<Blob | null> {
  if (!chart) return Promise.resolve(null);
  const canvas = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: theme.surface });
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
