import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';

/** The page that was shown last: the first of a visit leaves the focus where the browser has it. */
let shownBefore: string | undefined;

/**
 * A page with its heading. Arriving at it moves the focus there, so that a keyboard starts there and a screen reader
 * says where one is.
 */
export function Page(props: { title: string; lead?: string; class?: string; children: ComponentChildren }) {
  const { title, lead, children } = props;
  const { path } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'Porchlight' ? title : `${title} · Porchlight`;
  }, [title]);
  useEffect(() => {
    if (shownBefore !== undefined) {
      heading.current?.focus({ preventScroll: true });
      if (shownBefore !== path) window.scrollTo(0, 0);
    }
    shownBefore = path;
  }, [path]);
  return (
    <div class={`page ${props.class ?? ''}`}>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {lead !== undefined && <p class="lead">{lead}</p>}
      {children}
    </div>
  );
}

/** For when what had the focus is no longer there. */
export const focusHeading = (): void => document.querySelector('h1')?.focus({ preventScroll: true });
