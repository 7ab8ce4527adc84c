import { useEffect, useRef } from 'preact/hooks';

const TARGETS: Readonly<Record<string, string>> = { f: '/', i: '/incidents', m: '/monitors', n: '/ingest' };
const ROWS: readonly (readonly [string, string])[] = [
  ['g f', 'Fleet'],
  ['g i', 'Incidents'],
  ['g m', 'Monitors'],
  ['g n', 'Ingest'],
  ['/', 'Search'],
  ['?', 'These shortcuts'],
];
const SEQUENCE_MS = 1_500;

/** Shortcuts listens to the keys and holds the dialog that explains them. */
export function Shortcuts({ go }: { readonly go: (path: string) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    let afterG = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const target = Date.now() - afterG < SEQUENCE_MS ? TARGETS[event.key] : undefined;
      afterG = event.key === 'g' ? Date.now() : 0;
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
