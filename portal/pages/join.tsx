import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { homeOfInvitation, takeInvitation } from '../invitation.ts';
import { memory } from '../memory.ts';
import { usePerson } from '../state/person.tsx';
import { Incomplete } from './join/incomplete.tsx';
import { Invited } from './join/invited.tsx';
import { SignInFirst } from './join/sign-in-first.tsx';

/** Where an invitation leads, whether one is signed in or not. */
export function JoinPage() {
  const { email } = usePerson();
  const { route } = useLocation();
  const [{ token, times }, setOpened] = useState(() => ({ token: memory.read('invitation'), times: 1 }));
  useEffect(() => {
    // Another link, pasted over this one: the browser loads nothing for it.
    const onHash = () => {
      if (!takeInvitation()) return;
      setOpened((before) => ({ token: memory.read('invitation'), times: before.times + 1 }));
    };
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, []);
  const decline = () => {
    memory.forget('invitation');
    route('/', true);
  };
  const home = token === undefined ? undefined : homeOfInvitation(token);
  if (token === undefined || home === undefined) return <Incomplete onLeave={decline} />;
  if (email === undefined) return <SignInFirst />;
  return <Invited key={times} token={token} home={home} onDecline={decline} />;
}
