import type { ComponentChildren } from 'preact';
import type { ApiProblem } from '../api/client.ts';
import type { Loaded } from '../api/use-data.ts';

/** Stands where data is about to be. */
function Loading({ what, tall }: { readonly what: string; readonly tall?: boolean }) {
  return (
    <div class={tall ? 'loading tall' : 'loading'} role="status">
      Loading {what} …
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  /** What to do next. */
  readonly children?: ComponentChildren;
}

/** Empty says that there is nothing, and what to do next. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

interface FailedProps {
  readonly what: string;
  readonly problem: ApiProblem;
  readonly retry: () => void;
}

/** Says what could not be read, why, and offers to try again. */
function Failed({ what, problem, retry }: FailedProps) {
  return (
    <div class="failed" role="alert">
      <p class="empty-title">{what} could not be loaded.</p>
      <p>
        {problem.message} {advice(problem)}
      </p>
      {problem.instance !== '' && (
        <p class="faint">The service's log names this answer {problem.instance}.</p>
      )}
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

function advice({ status }: ApiProblem): string {
  if (status === 0) return 'Is it running? The page asks again by itself.';
  if (status === 401) return 'Enter an API key that may read.';
  if (status === 403) return 'The present key may not read this; enter another one.';
  if (status === 404) return 'It may have been removed, or the address is mistyped.';
  if (status >= 500) return 'The log of the service says more.';
  return '';
}

interface ShowProps<T> {
  readonly what: string;
  readonly from: Loaded<T>;
  readonly tall?: boolean;
  readonly children: (data: T) => ComponentChildren;
}

/** Show gives data to its children, or stands in while there is none. Data read earlier outlives a failure. */
export function Show<T>({ what, from, tall, children }: ShowProps<T>) {
  if (from.data !== undefined) return <>{children(from.data)}</>;
  if (from.problem) {
    const title = what.charAt(0).toUpperCase() + what.slice(1);
    return <Failed what={title} problem={from.problem} retry={from.reload} />;
  }
  return <Loading what={what} tall={tall ?? false} />;
}
