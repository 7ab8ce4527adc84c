import { useEffect, useRef, useState } from 'preact/hooks';
import { isKeyWanted, onKeyWanted, storeKey } from '../api/key.ts';

/** KeyForm asks for an API key when the service wants one; it is kept for this tab only. */
export function KeyForm() {
  const [wanted, setWanted] = useState(isKeyWanted());
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const stop = onKeyWanted(() => setWanted(isKeyWanted()));
    setWanted(isKeyWanted());
    return () => void stop();
  }, []);
  useEffect(() => {
    if (wanted) field.current?.focus();
  }, [wanted]);
  if (!wanted) return null;
  const submit = (event: Event) => {
    event.preventDefault();
    const key = field.current?.value.trim() ?? '';
    if (key !== '') storeKey(key);
  };
  return (
    <section class="key-form" aria-labelledby="key-title">
      <h2 id="key-title">This service wants an API key</h2>
      <form onSubmit={submit}>
        <label for="key-field">Key with the scope “read”</label>
        <input
          id="key-field"
          ref={field}
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          aria-describedby="key-note"
        />
        <button type="submit" class="primary">
          Open
        </button>
      </form>
      <p id="key-note" class="faint">
        The key stays in this browser tab and is gone when the tab closes. Keys are set under{' '}
        <code>api.keys</code> of plumbline.yaml.
      </p>
    </section>
  );
}
