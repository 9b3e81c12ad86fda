import { el, whileBusy } from '../dom.ts';
import { explain } from '../failures.ts';
import type { Notices } from './notices.ts';
import { showAccount, showScreen } from './screen.ts';

const SIGNED_OUT = {
  title: 'Your home, with Alexa',
  text: 'Control your Home Assistant with Alexa. Sign in to connect your home, or to see how it is doing.',
};

/** For somebody who is not signed in. `why` replaces the introduction where somebody was, or is expected. */
export function showSignedOut(
  notices: Notices,
  signIn: () => Promise<void>,
  why: { title: string; text: string } = SIGNED_OUT,
): void {
  showAccount();
  const button = el('button', { type: 'button' }, 'Sign in');
  button.addEventListener(
    'click',
    () =>
      void whileBusy(button, 'One moment …', signIn).catch((error: unknown) =>
        notices.fail('The sign-in page could not be opened', error),
      ),
  );
  showScreen(
    why.title,
    notices.element,
    el(
      'div',
      { class: 'card narrow' },
      el('p', {}, why.text),
      button,
      why === SIGNED_OUT &&
        el(
          'p',
          { class: 'hint' },
          'No account yet? Unless it is by invitation here, you can make one on the next page.',
        ),
    ),
  );
}

/** While something takes a few seconds. */
export const showWaiting = (title: string, text: string): void =>
  showScreen(title, el('p', { class: 'soft', role: 'status' }, text));

/** When the page cannot go on. */
export function showDeadEnd(title: string, error: unknown, again: () => void): void {
  const { what, remedy } = explain(error);
  showScreen(
    title,
    el(
      'div',
      { class: 'card narrow' },
      el('p', {}, what),
      remedy !== undefined && el('p', { class: 'remedy' }, remedy),
      el('button', { type: 'button', click: again }, 'Try again'),
    ),
  );
}
