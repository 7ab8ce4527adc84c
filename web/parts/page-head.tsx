import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { inPlace } from '../format/words.ts';

interface PageHeadProps {
  readonly title: string;
  /** Links that lead back, from the outermost. */
  readonly trail?: readonly { readonly title: string; readonly path: string }[];
  readonly aside?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** PageHead names a page, in the document and in the tab. */
export function PageHead({ title, trail = [], aside, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${inPlace(title)} · Plumbline`;
  }, [title]);
  return (
    <header class="page-head">
      {trail.length > 0 && (
        <nav class="trail" aria-label="Breadcrumb">
          {trail.map(({ title: name, path }) => (
            <a key={path} href={path}>
              {inPlace(name)}
            </a>
          ))}
        </nav>
      )}
      <div class="page-title">
        <h1 tabIndex={-1}>{inPlace(title)}</h1>
        {aside}
      </div>
      {children}
    </header>
  );
}
