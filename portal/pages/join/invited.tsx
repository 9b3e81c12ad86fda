import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { InvitationPreview, JoinedHome } from '../../api-types.ts';
import { memory } from '../../memory.ts';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';
import { Joined } from './joined.tsx';
import { Offer } from './offer.tsx';
import { isFinal, Refusal } from './refusal.tsx';

type Seen = { preview: InvitationPreview } | { error: unknown };

/** An invitation, for somebody who is signed in: what it leads to, then joining, then what to do next. */
export function Invited(props: {
  token: string;
  /** The key of the home that it leads to. */
  home: string;
  onDecline: () => void;
}) {
  const { token, home, onDecline } = props;
  const { join } = useWords();
  const { api, isSignInNeeded } = usePerson();
  const { status, error: statusError, refresh } = useAccountStatus();
  const [seen, setSeen] = useState<Seen>();
  const [joined, setJoined] = useState<JoinedHome>();
  const needsSignIn = useRef(isSignInNeeded);
  needsSignIn.current = isSignInNeeded;

  const look = useCallback(async () => {
    try {
      setSeen({ preview: await api.previewInvitation(token) });
    } catch (error) {
      if (!needsSignIn.current(error)) setSeen({ error });
    }
  }, [api, token]);

  const belonging = status?.homes.find((each) => each.home === home);
  const isKnown = status !== undefined;
  const isThere = belonging !== undefined || joined !== undefined;
  useEffect(() => {
    if (isKnown && !isThere) void look();
    if (isThere) memory.forget('invitation');
  }, [isKnown, isThere, look]);

  if (joined !== undefined) return <Joined home={joined} how="now" />;
  if (belonging !== undefined) {
    return <Joined home={belonging} how={belonging.role === 'owner' ? 'own' : 'already'} />;
  }
  const accept = async () => {
    setJoined(await api.acceptInvitation(token));
    await refresh();
  };
  if (seen !== undefined && 'preview' in seen) {
    return (
      <Offer
        preview={seen.preview}
        accept={accept}
        onRefused={(error) => setSeen({ error })}
        onDecline={onDecline}
      />
    );
  }
  if (seen !== undefined && isFinal(seen.error)) return <Refusal error={seen.error} onLeave={onDecline} />;
  const error = seen?.error ?? (isKnown ? undefined : statusError);
  return (
    <Page title={join.title}>
      {error === undefined ? (
        <Skeleton />
      ) : (
        <Trouble title={join.notSeen} error={error} again={isKnown ? look : refresh} />
      )}
    </Page>
  );
}
