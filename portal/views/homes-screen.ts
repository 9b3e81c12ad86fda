import type { AccountApi } from '../api.ts';
import type { AccountStatus, ConnectedHome, HomeStatus } from '../api-types.ts';
import { el } from '../dom.ts';
import { SignInNeeded } from '../failures.ts';
import { memory } from '../memory.ts';
import { RECEIPTS } from '../words.ts';
import { alexaLinks } from './alexa-links.ts';
import { createConnectForm } from './connect-form.ts';
import { askToDisconnect } from './disconnect-dialog.ts';
import { homeCard } from './home-card.ts';
import type { Notices } from './notices.ts';
import { focusHeading, showScreen } from './screen.ts';

/** A home that was just connected has its devices looked for; the page asks for them so often, and so long. */
const LOOK_AGAIN_MS = 2_000;
const LOOKS = 20;

const isWaitedFor = ({ devices, lastOutcome, paused }: HomeStatus) =>
  (devices === null || lastOutcome === null) && !paused;

/** What to say of a home that was just connected. */
export const tellConnected = (notices: Notices, { name, reconnected }: ConnectedHome) =>
  notices.tell('good', `${name} is connected${reconnected ? ' again' : ''}.`);

/** The screen of somebody who is signed in: their homes, a way to connect one, their links with Alexa. */
export function showHomesScreen(ports: {
  api: AccountApi;
  notices: Notices;
  status: AccountStatus;
  /** Somebody's sign-in has ended: shows what then has to be shown. */
  onSignInNeeded: (error: SignInNeeded) => void;
}): void {
  const { api, notices, onSignInNeeded } = ports;
  let { status } = ports;
  let looksLeft = LOOKS;
  let nextLook: ReturnType<typeof setTimeout> | undefined;
  const homes = el('ul', { class: 'homes' });
  const links = el('div', {});
  const connect = el('details', { class: 'card' });

  const onFailure = (title: string, error: unknown) => {
    if (error instanceof SignInNeeded) onSignInNeeded(error);
    else notices.fail(title, error);
  };

  function drawConnect(): void {
    const form = createConnectForm({
      api,
      onAttempt: notices.clear,
      onFailure,
      onConnected: (home) => {
        memory.forget('draft');
        tellConnected(notices, home);
        looksLeft = LOOKS;
        connect.open = false;
        drawConnect();
        focusHeading();
        void update();
      },
    });
    connect.replaceChildren(el('summary', { class: 'whole' }, el('h2', {}, 'Connect a home')), form);
  }

  function draw(): void {
    const focused = document.activeElement?.id;
    homes.replaceChildren(
      ...status.homes.map((home) =>
        homeCard(home, {
          isWaiting: looksLeft > 0,
          onDisconnect: () => {
            notices.clear();
            askToDisconnect(home, {
              api,
              onSignInNeeded,
              onDone: ({ token }) => {
                const { title, text, good } = RECEIPTS[token];
                notices.tell(good ? 'good' : 'warn', `${home.name} is disconnected. ${title}.`, text);
                void update();
              },
            });
          },
        }),
      ),
    );
    links.replaceChildren(alexaLinks(status));
    if (focused) {
      const replaced = document.getElementById(focused);
      if (replaced === null) focusHeading();
      else replaced.focus();
    }
    if (status.homes.length === 0) connect.open = true;
  }

  function lookAgain(): void {
    clearTimeout(nextLook);
    if (looksLeft > 0 && status.homes.some(isWaitedFor)) {
      nextLook = setTimeout(() => void update(), LOOK_AGAIN_MS);
    }
  }

  async function update(): Promise<void> {
    looksLeft -= 1;
    try {
      const next = await api.status();
      // Somebody may have left this screen meanwhile.
      if (!homes.isConnected) return;
      const isNews = JSON.stringify(next) !== JSON.stringify(status);
      status = next;
      if (isNews || looksLeft === 0) draw();
      lookAgain();
    } catch (error) {
      if (homes.isConnected) onFailure('The status could not be read', error);
    }
  }

  const onVisible = () => {
    if (!homes.isConnected) document.removeEventListener('visibilitychange', onVisible);
    else if (document.visibilityState === 'visible') void update();
  };
  document.addEventListener('visibilitychange', onVisible);

  drawConnect();
  connect.open = memory.read('draft') !== undefined;
  showScreen(
    'Your homes',
    notices.element,
    homes,
    connect,
    el('section', { class: 'card' }, el('h2', {}, 'Alexa'), links),
  );
  draw();
  lookAgain();
}
