import type { AccountApi } from '../api.ts';
import type { ConnectedHome, ProbeReport } from '../api-types.ts';
import { el, whileBusy } from '../dom.ts';
import { Refused } from '../failures.ts';
import { memory } from '../memory.ts';
import { createField } from './field.ts';
import { probeSteps, verdictOf } from './probe-steps.ts';
import { createTokenForm } from './token-form.ts';

const DEFAULT_NAME = 'Home';

/**
 * Connecting a home, in two steps: check its address, then sign in there or paste a token.
 * @param ports `onConnected` is told of a home that was connected by token (a sign-in leaves the page), `onFailure`
 *   of what is not about a field of this form, `onAttempt` that something is tried anew
 */
export function createConnectForm(ports: {
  api: AccountApi;
  onAttempt: () => void;
  onConnected: (home: ConnectedHome) => void;
  onFailure: (title: string, error: unknown) => void;
}): HTMLElement {
  const { api, onAttempt, onConnected, onFailure } = ports;
  const draft = memory.read('draft');
  const name = createField('name', 'Name', {
    value: draft?.name ?? DEFAULT_NAME,
    maxlength: '60',
    autocomplete: 'off',
  });
  const address = createField(
    'address',
    'Address of your Home Assistant',
    {
      value: draft?.url ?? '',
      placeholder: 'https://home.example.org',
      inputmode: 'url',
      maxlength: '2048',
      autocapitalize: 'none',
      autocomplete: 'off',
      spellcheck: 'false',
      required: true,
    },
    'As you open it when you are away from home.',
  );
  const check = el('button', {}, 'Check');
  const result = el('section', { class: 'result', 'aria-label': 'Result of the check' });
  const nameGiven = () => name.input.value.trim() || DEFAULT_NAME;

  /** What a field is to blame for is said there, all else above the page. */
  const report = (title: string, error: unknown) => {
    const field = error instanceof Refused ? error.field : undefined;
    if (error instanceof Refused && field === 'url') return address.complain(error.message);
    if (error instanceof Refused && field === 'name') return name.complain(error.message);
    onFailure(title, error);
  };

  const signInAtHome = (button: HTMLButtonElement, url: string) =>
    whileBusy(button, 'One moment …', async () => {
      try {
        const page = await api.startHomeSignIn({ url, name: nameGiven() });
        if (!/^https?:\/\//.test(page)) throw new TypeError('The sign-in page is not on the web.');
        location.assign(page);
      } catch (error) {
        report('The sign-in could not be started', error);
      }
    });

  const connectWithToken =
    (url: string) =>
    async (given: { token: string; revokeOnDisconnect: boolean }): Promise<string | undefined> => {
      try {
        onConnected(await api.connectWithToken({ url, name: nameGiven(), ...given }));
      } catch (error) {
        if (error instanceof Refused && (error.field === 'token' || error.code === 'home_token_refused'))
          return error.message;
        report('The home could not be connected', error);
      }
      return undefined;
    };

  function showResult(found: ProbeReport): void {
    const verdict = el('h3', { tabindex: '-1', class: found.ok ? 'good' : 'bad' }, verdictOf(found));
    const signIn = el('button', { type: 'button' }, 'Sign in at Home Assistant');
    signIn.addEventListener('click', () => void signInAtHome(signIn, found.url));
    const ways = [
      el('p', {}, 'Sign in there and Porchlight gets a token of its own, which you can revoke at any time.'),
      signIn,
      createTokenForm(connectWithToken(found.url)),
    ];
    const again = [el('p', {}, 'Put this right, then check again.')];
    result.replaceChildren(verdict, probeSteps(found), ...(found.ok ? ways : again));
    verdict.focus();
  }

  const checkAddress = async (event: Event) => {
    event.preventDefault();
    const url = address.input.value.trim();
    if (url === '') return address.complain('Type the address first.');
    memory.write('draft', { name: nameGiven(), url });
    onAttempt();
    await whileBusy(check, 'Checking …', async () => {
      result.replaceChildren();
      try {
        showResult(await api.probe(url));
      } catch (error) {
        report('The address could not be checked', error);
      }
    });
  };

  // A result is about the address that was checked, and about no other.
  address.input.addEventListener('input', () => result.replaceChildren());

  return el(
    'div',
    { class: 'connect' },
    el(
      'form',
      { novalidate: true, submit: (event) => void checkAddress(event) },
      address.element,
      name.element,
      check,
    ),
    result,
  );
}
