import type { AccountApi } from '../api.ts';
import type { DisconnectReceipt, HomeStatus } from '../api-types.ts';
import { el, whileBusy } from '../dom.ts';
import { explain, SignInNeeded } from '../failures.ts';

/** Asks whether a home is really to be disconnected, and does it. */
export function askToDisconnect(
  { home, name }: Pick<HomeStatus, 'home' | 'name'>,
  ports: {
    api: AccountApi;
    onDone: (receipt: DisconnectReceipt) => void;
    onSignInNeeded: (error: SignInNeeded) => void;
  },
): void {
  const problem = el('p', { class: 'problem', role: 'alert' });
  const cancel = el('button', { type: 'button', class: 'quiet', autofocus: true }, 'Cancel');
  const confirm = el('button', { type: 'button', class: 'danger' }, 'Disconnect');
  const dialog = el(
    'dialog',
    { 'aria-labelledby': 'disconnect-title', 'aria-describedby': 'disconnect-text' },
    el('h2', { id: 'disconnect-title' }, `Disconnect ${name}?`),
    el(
      'p',
      { id: 'disconnect-text' },
      'Alexa can then no longer control it. Porchlight erases all that it knows about this home, and revokes its token at Home Assistant unless you chose to keep that.',
    ),
    problem,
    el('div', { class: 'buttons' }, cancel, confirm),
  );
  const disconnect = () =>
    whileBusy(confirm, 'Disconnecting …', async () => {
      problem.textContent = '';
      try {
        const receipt = await ports.api.disconnect(home);
        dialog.close();
        ports.onDone(receipt);
      } catch (error) {
        if (error instanceof SignInNeeded) {
          dialog.close();
          ports.onSignInNeeded(error);
          return;
        }
        const { what, remedy } = explain(error);
        problem.textContent = [what, remedy].filter(Boolean).join(' ');
      }
    });
  cancel.addEventListener('click', () => dialog.close());
  confirm.addEventListener('click', () => void disconnect());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
