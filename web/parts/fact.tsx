import type { ComponentChildren } from 'preact';

/** Fact is one line of a list of facts. */
export function Fact({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
