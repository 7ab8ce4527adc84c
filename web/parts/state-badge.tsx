import type { ModelState } from '../api/types.ts';
import { stateWord } from '../format/words.ts';

/** Each state has a shape of its own, so that colour is never the only sign. */
const SHAPES: Readonly<Record<ModelState, string>> = {
  critical: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  warning: 'M8 1.2 15.4 14.6H.6z',
  ok: 'M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z',
  no_data: 'M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z',
  waiting: 'M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z',
};
const MARKS: Readonly<Record<ModelState, string>> = {
  critical: 'M8 4v5M8 11.6v.2',
  warning: 'M8 5.6v4M8 12v.2',
  ok: 'm4.8 8.2 2.2 2.2 4.2-4.6',
  no_data: 'M5 8h6',
  waiting: 'M8 4.4V8l2.4 1.8',
};

/** StateIcon is the shape of a state; its word stands beside it. */
export function StateIcon({ state }: { readonly state: ModelState }) {
  return (
    <svg class={`state-icon state-${state}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path class="shape" d={SHAPES[state]} />
      <path class="mark" d={MARKS[state]} />
    </svg>
  );
}

/** StateBadge is a state as icon, word and colour. */
export function StateBadge({ state, word }: { readonly state: ModelState; readonly word?: string }) {
  return (
    <span class={`state-badge state-${state}`}>
      <StateIcon state={state} />
      {word ?? stateWord(state)}
    </span>
  );
}
