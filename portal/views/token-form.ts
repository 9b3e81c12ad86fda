import { el, whileBusy } from '../dom.ts';
import { createField } from './field.ts';

/**
 * The other way to connect: a token that the person made in Home Assistant.
 * @param connect may throw; what is about the token is then shown at its field
 */
export function createTokenForm(
  connect: (given: { token: string; revokeOnDisconnect: boolean }) => Promise<string | undefined>,
): HTMLElement {
  const token = createField(
    'token',
    'Long-lived access token',
    { type: 'password', autocomplete: 'off', spellcheck: 'false', required: true },
    'In Home Assistant: your profile, Security, Long-lived access tokens.',
  );
  const revoke = el('input', { type: 'checkbox', id: 'revoke', checked: true });
  const submit = el('button', {}, 'Connect with this token');
  const send = async (event: Event) => {
    event.preventDefault();
    const given = { token: token.input.value.trim(), revokeOnDisconnect: revoke.checked };
    if (given.token === '') return token.complain('Paste the token first.');
    await whileBusy(submit, 'Connecting …', async () => {
      const problem = await connect(given);
      if (problem !== undefined) token.complain(problem);
    });
  };
  return el(
    'details',
    { class: 'other-way' },
    el('summary', { class: 'more' }, 'Use a long-lived access token instead'),
    el(
      'form',
      { novalidate: true, submit: (event) => void send(event) },
      token.element,
      el(
        'p',
        { class: 'check' },
        revoke,
        el('label', { for: 'revoke' }, 'Revoke this token when I disconnect the home'),
      ),
      submit,
    ),
  );
}
