import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { SignInNeeded } from '../failures.ts';
import { memory } from '../memory.ts';
import { Lamp } from '../parts/lamp.tsx';
import { Page } from '../parts/page.tsx';
import { useAccountStatus } from '../state/account-status.tsx';
import { useWords } from '../state/language.tsx';
import { useNotices } from '../state/notices.tsx';
import { usePerson } from '../state/person.tsx';
import { tellConnected } from './connect/tell-connected.ts';

/** What the home's sign-in page sent. */
export interface HomeCode {
  state: string;
  code: string;
}

/**
 * Uses what the home's sign-in page sent. If that needs another sign-in here, it is kept for afterwards.
 * @param props.onDone it is used up, whatever came of it
 */
export function FinishConnect({ sent, onDone }: { sent: HomeCode; onDone: () => void }) {
  const words = useWords();
  const { api, isSignInNeeded } = usePerson();
  const notices = useNotices();
  const { refresh } = useAccountStatus();
  const { route } = useLocation();
  const isStarted = useRef(false);
  const { finishing, failed } = words.connect;

  useEffect(() => {
    // A code works once.
    if (isStarted.current) return;
    isStarted.current = true;
    const finish = async () => {
      try {
        const home = await api.finishHomeSignIn(sent);
        memory.forget('draft');
        memory.write('chosenHome', home.home);
        // A home that the status does not know yet cannot be the chosen one.
        await refresh();
        route('/', true);
        tellConnected(notices, home, words);
      } catch (error) {
        if (error instanceof SignInNeeded) memory.write('homeCode', sent);
        if (!isSignInNeeded(error)) {
          route('/connect', true);
          notices.fail(failed, error);
        }
      }
      onDone();
    };
    void finish();
  }, [api, sent, onDone, route, notices, words, refresh, isSignInNeeded, failed]);

  return (
    <Page title={finishing.title}>
      <section class="card trouble" role="status">
        <Lamp light="idle" size={56} />
        <p>{finishing.text}</p>
      </section>
    </Page>
  );
}
