import { el } from '../dom.ts';
import { explain } from '../failures.ts';

/** Messages above everything else on the screen. They are read out as they appear, and stay until dismissed. */
export interface Notices {
  readonly element: HTMLElement;
  /** Something worked out, or did so with something left to do (`warn`). */
  tell(kind: 'good' | 'warn', title: string, text?: string): void;
  /** Something did not. */
  fail(title: string, error: unknown): void;
  clear(): void;
}

export function createNotices(): Notices {
  const element = el('div', { class: 'notices', 'aria-live': 'polite' });
  function show(kind: 'good' | 'warn' | 'bad', title: string, ...texts: readonly (string | undefined)[]) {
    const notice = el(
      'div',
      { class: `notice ${kind}` },
      el('div', {}, el('strong', {}, title), ...texts.map((text) => text !== undefined && el('p', {}, text))),
      el('button', { type: 'button', class: 'dismiss', click: () => notice.remove() }, 'Dismiss'),
    );
    element.replaceChildren(notice);
    notice.scrollIntoView({ block: 'nearest' });
  }
  return {
    element,
    tell: show,
    fail: (title, error) => {
      const { what, remedy } = explain(error);
      show('bad', title, what, remedy);
    },
    clear: () => element.replaceChildren(),
  };
}
