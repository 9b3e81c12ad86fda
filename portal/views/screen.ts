import { type Child, el } from '../dom.ts';

const mainOf = () => document.getElementById('main');
const accountOf = () => document.getElementById('account');

/**
 * Replaces what the page shows. The heading gets the focus, so that a keyboard starts there and a screen reader
 * says where one has arrived.
 */
export function showScreen(title: string, ...children: readonly Child[]): void {
  const heading = el('h1', { tabindex: '-1' }, title);
  document.title = `${title} · Porchlight`;
  mainOf()?.replaceChildren(heading, ...children.filter((child) => child !== undefined && child !== false));
  focusHeading();
  window.scrollTo(0, 0);
}

/** For when what had the focus is no longer there. */
export const focusHeading = (): void => document.querySelector('h1')?.focus({ preventScroll: true });

/** The corner that says who is signed in; nobody's, without a person. */
export function showAccount(person?: { email: string; signOut: () => void }): void {
  accountOf()?.replaceChildren(
    ...(person === undefined
      ? []
      : [
          el('span', { class: 'soft', title: person.email }, person.email),
          el('button', { type: 'button', class: 'quiet small', click: person.signOut }, 'Sign out'),
        ]),
  );
}
