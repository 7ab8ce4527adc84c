const PLACE = 'plumbline-key';
const formListeners = new Set<() => void>();
const keyListeners = new Set<() => void>();
let wanted = false;

/** readKey is the API key of this browser tab; empty without one. */
export function readKey(): string {
  return sessionStorage.getItem(PLACE) ?? '';
}

/** storeKey keeps a key for this tab only and lets the page ask again with it. */
export function storeKey(key: string): void {
  if (key === '') sessionStorage.removeItem(PLACE);
  else sessionStorage.setItem(PLACE, key);
  setWanted(false);
  for (const listener of keyListeners) listener();
}

/** askForKey makes the page show its key form. */
export function askForKey(): void {
  setWanted(true);
}

/** isKeyWanted tells whether the service refused the present key or its absence. */
export function isKeyWanted(): boolean {
  return wanted;
}

/** onKeyWanted calls back when the answer of isKeyWanted has changed. */
export function onKeyWanted(listener: () => void): () => void {
  formListeners.add(listener);
  return () => formListeners.delete(listener);
}

/** onKeyStored calls back when there is another key to ask with. */
export function onKeyStored(listener: () => void): () => void {
  keyListeners.add(listener);
  return () => keyListeners.delete(listener);
}

function setWanted(now: boolean): void {
  if (wanted === now) return;
  wanted = now;
  for (const listener of formListeners) listener();
}
