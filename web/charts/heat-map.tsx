import { useMemo, useState } from 'preact/hooks';
import type { PictureSource } from '../parts/figure.tsx';
import type { Span } from './axes.ts';
import { Chart } from './chart.tsx';
import { type HeatItem, heatMapHeight, heatMapOption, nextCell } from './heat-map-option.ts';

const HINT = 'A click opens the feature at that window. The arrow keys move from cell to cell.';

interface HeatMapProps {
  readonly label: string;
  readonly span: Span;
  readonly names: readonly string[];
  readonly items: readonly HeatItem[];
  readonly onOpen: (index: number) => void;
  readonly offer: (source: PictureSource) => void;
}

/** HeatMap is a heat map that the mouse and the arrow keys read; what the keys are on is said below it. */
export function HeatMap({ label, span, names, items, onOpen, offer }: HeatMapProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const option = useMemo(() => heatMapOption({ span, names, items, cursor }), [span, names, items, cursor]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && cursor !== null) onOpen(cursor);
    else if (event.key === 'Escape') setCursor(null);
    else {
      const next = nextCell(items, cursor, event.key);
      if (next === undefined) return;
      setCursor(next);
    }
    event.preventDefault();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move through the cells */}
      <div class="heat-map" role="application" aria-label={label} tabIndex={0} onKeyDown={onKey}>
        <Chart
          label="Heat map"
          height={heatMapHeight(names.length)}
          option={option}
          offer={offer}
          onPick={(data) => onOpen((data as { readonly index: number }).index)}
        />
      </div>
      <p class="cursor-text" aria-live="polite">
        {cursor === null ? HINT : items[cursor]?.tip.replaceAll('\n', ' · ')}
      </p>
    </>
  );
}
