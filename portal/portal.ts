import type { PortalConfig } from '../functions/portal/config.ts';
import { type AccountApi, createAccountApi } from './api.ts';
import { type Arrival, readArrival } from './arrival.ts';
import { ServiceTrouble, SignInNeeded } from './failures.ts';
import { readJson, request } from './http.ts';
import { memory } from './memory.ts';
import { createSession, type Session } from './session.ts';
import { showHomesScreen, tellConnected } from './views/homes-screen.ts';
import { createNotices } from './views/notices.ts';
import { showDeadEnd, showSignedOut, showWaiting } from './views/plain-screens.ts';
import { showAccount } from './views/screen.ts';

const notices = createNotices();

async function loadConfig(): Promise<PortalConfig> {
  const response = await request('/config.json');
  if (!response.ok) throw new ServiceTrouble();
  return (await readJson(response)) as PortalConfig;
}

const ENDED = {
  title: 'Please sign in again',
  text: 'Your sign-in has ended. Afterwards you are back here.',
};
const ALMOST_THERE = {
  title: 'Almost there',
  text: 'Home Assistant has let you in. Sign in to Porchlight too, with the account that you started from, and your home is connected.',
};

function createApp(session: Session, api: AccountApi) {
  const signIn = () => session.signIn();
  const onSignInNeeded = () => showSignedOut(notices, signIn, ENDED);

  /** Uses what the home's sign-in page sent. If that needs another sign-in here, it is kept for afterwards. */
  async function finishHome(sent: { state: string; code: string }): Promise<void> {
    showWaiting('Connecting your home', 'Porchlight is talking to your Home Assistant. A few seconds …');
    try {
      const home = await api.finishHomeSignIn(sent);
      memory.forget('draft');
      tellConnected(notices, home);
    } catch (error) {
      if (error instanceof SignInNeeded) {
        memory.write('homeCode', sent);
        throw error;
      }
      notices.fail('Your home could not be connected', error);
    }
  }

  async function showHomes(): Promise<void> {
    const email = session.email() ?? '';
    showAccount({ email, signOut: () => void session.signOut() });
    try {
      showHomesScreen({ api, notices, status: await api.status(), onSignInNeeded });
    } catch (error) {
      if (error instanceof SignInNeeded) throw error;
      showDeadEnd('Your homes could not be loaded', error, () => location.reload());
    }
  }

  async function arrive(arrival: Arrival): Promise<void> {
    if (arrival.from === 'sign-in') {
      try {
        await session.finishSignIn(arrival.address);
      } catch (error) {
        // Going back to an old address does no harm to somebody who is signed in.
        if (session.email() === undefined) notices.fail('You are not signed in', error);
      }
    }
    if (arrival.from === 'home-empty-handed') {
      notices.tell('warn', 'Home Assistant sent no code.', 'Start "Connect a home" once more.');
    }
    const sent = arrival.from === 'home' ? arrival : memory.take('homeCode');
    if (session.email() === undefined) {
      if (sent !== undefined) memory.write('homeCode', { state: sent.state, code: sent.code });
      showSignedOut(notices, signIn, sent === undefined ? undefined : ALMOST_THERE);
      return;
    }
    if (sent !== undefined) await finishHome({ state: sent.state, code: sent.code });
    await showHomes();
  }

  return {
    arrive: (arrival: Arrival) =>
      arrive(arrival).catch((error: unknown) => {
        if (!(error instanceof SignInNeeded)) throw error;
        onSignInNeeded();
      }),
  };
}

async function start(): Promise<void> {
  const arrival = readArrival();
  const config = await loadConfig();
  const home = new URL(config.signedOutUri);
  // Under any other name of this server a sign-in would come back to where this tab's memory is not.
  if (home.origin !== location.origin) return location.replace(home);
  const session = createSession(config);
  await createApp(session, createAccountApi(session)).arrive(arrival);
}

// A page that the browser kept whole would show what was there before signing out.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

start().catch((error: unknown) =>
  showDeadEnd('Porchlight could not be loaded', error, () => location.reload()),
);
