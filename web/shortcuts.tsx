import { useEffect, useRef } from 'preact/hooks';

const TARGETS: Readonly<Record<string, string>> = { f: '/', i: '/incidents', m: '/monitors', n: '/ingest' };
const ROWS: readonly (readonly [string, string])[] = [
  ['g f', 'Fleet'],
  ['g i', 'Incidents'],
  ['g m', 'Monitors'],
  ['g n', 'Ingest'],
  ['← →', 'The window before and after, on the page of a feature'],
  ['/', 'Search'],
  ['?', 'These shortcuts'],
];
const SEQUENCE_MS = 1_500;

/** Shortcuts listens to the keys and holds the dialog that explains them. */
export function Shortcuts({ go }: { readonly go: (path: string) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Kept beyond the effect: going somewhere makes a new `go` between the two keys of the next sequence.
  const afterG = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const target = Date.now() - afterG.current < SEQUENCE_MS ? TARGETS[event.key] : undefined;
      afterG.current = event.key === 'g' ? Date.now() : 0;
      if (target !== undefined) go(target);
      else if (event.key === '?') dialog.current?.showModal();
      else if (event.key === '/') document.querySelector<HTMLInputElement>('input[type=search]')?.focus();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [go]);
  return (
    <dialog ref={dialog} aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">Shortcuts</h2>
      <dl class="shortcuts">
        {ROWS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null;
}
