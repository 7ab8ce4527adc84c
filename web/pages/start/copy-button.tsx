import { useState } from 'preact/hooks';

interface CopyButtonProps {
  readonly text: string;
  readonly what: string;
  /** The element that shows the text; it is selected where the browser does not let a page copy. */
  readonly shown: { readonly current: HTMLElement | null };
}

/** CopyButton copies a text, or selects it where the browser lets only people copy: beyond loopback without TLS. */
export function CopyButton({ text, what, shown }: CopyButtonProps) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      setSaid('Selected: press Ctrl+C or ⌘C');
    }
  };
  return (
    <>
      <button type="button" onClick={copy}>
        Copy<span class="only-read"> {what}</span>
      </button>
      <span role="status" class="faint">
        {said}
      </span>
    </>
  );
}
