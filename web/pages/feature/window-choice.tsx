import { useEffect } from 'preact/hooks';
import { formatWindow } from '../../format/time.ts';
import type { FeatureWindow } from './feature-windows.ts';
import { severityWord } from './verdict-words.ts';

interface WindowChoiceProps {
  readonly series: readonly FeatureWindow[];
  readonly place: number;
  readonly go: (place: number) => void;
}

/** WindowChoice steps through the windows, with buttons, a list, and the arrow keys. */
export function WindowChoice({ series, place, go }: WindowChoiceProps) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
      if (step === 0 || hasModifier(event) || usesArrows(event.target)) return;
      const next = place + step;
      if (next < 0 || next >= series.length) return;
      event.preventDefault();
      go(next);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [series, place, go]);
  const versions = new Set(series.map(({ version }) => version));
  return (
    <div class="window-choice">
      <button type="button" onClick={() => go(place - 1)} disabled={place <= 0} aria-keyshortcuts="ArrowLeft">
        ← Earlier<span class="only-read"> window</span>
      </button>
      <div class="field">
        <label for="window">
          Window {place + 1} of {series.length}
        </label>
        <select id="window" value={String(place)} onChange={(event) => go(Number(event.currentTarget.value))}>
          {series.map((window, index) => (
            <option key={window.key} value={String(index)}>
              {formatWindow(window.from, window.to)}
              {versions.size > 1 && ` · ${window.version}`}
              {window.severity !== 'none' && ` · ${severityWord(window.severity)}`}
            </option>
          ))}
        </select>
      </div>
      <button
        type="button"
        onClick={() => go(place + 1)}
        disabled={place >= series.length - 1}
        aria-keyshortcuts="ArrowRight"
      >
        Later<span class="only-read"> window</span> →
      </button>
    </div>
  );
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
}

/** Where the arrow keys already move a cursor, a choice or a scroll bar, they keep doing so. */
function usesArrows(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('input, select, textarea, dialog, .table-scroll') !== null
  );
}
