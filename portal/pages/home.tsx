import { useCallback, useState } from 'preact/hooks';
import type { HomeStatus } from '../api-types.ts';
import { isAlive, isWaitedFor, setUpOf } from '../condition.ts';
import { focusHeading, Page } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Stale } from '../parts/stale.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useAccountStatus } from '../state/account-status.tsx';
import { useChosenHome } from '../state/chosen-home.ts';
import { useWords } from '../state/language.tsx';
import { usePolling } from '../state/polling.ts';
import { AlexaLinks } from './home/alexa-links.tsx';
import { Checklist } from './home/checklist.tsx';
import { ConditionCard } from './home/condition-card.tsx';
import { DisconnectDialog } from './home/disconnect-dialog.tsx';
import { HomeSettings } from './home/home-settings.tsx';
import { SpokenHome } from './home/spoken-home.tsx';

/** A home that was just connected has its devices looked for; the page asks for them so often, and so long. */
const LOOK_AGAIN_MS = 2_000;
const LOOKS = 20;
const LOOK_NOW_AND_THEN_MS = 30_000;

/** Whether it works; and if not, why, and what to do. */
export function HomePage() {
  const { refresh } = useAccountStatus();
  const [leaving, setLeaving] = useState<HomeStatus>();
  const close = (isDone: boolean) => {
    setLeaving(undefined);
    // The button that asked is gone with its home.
    if (isDone) void refresh().then(focusHeading);
  };
  return (
    <>
      <Now onDisconnect={setLeaving} />
      {leaving !== undefined && <DisconnectDialog home={leaving} onClose={close} />}
    </>
  );
}

/** How everything is, as far as it is known; and the way out, at the end. */
function Now({ onDisconnect }: { onDisconnect: (home: HomeStatus) => void }) {
  const { home: words } = useWords();
  const { status, error, refresh } = useAccountStatus();
  const home = useChosenHome();
  const [looks, setLooks] = useState<{ home: string; count: number }>();
  const count = looks !== undefined && looks.home === home?.home ? looks.count : 0;
  const isLooking = home !== undefined && isWaitedFor(home) && count < LOOKS;
  const look = useCallback(async () => {
    setLooks((before) => {
      const key = home?.home ?? '';
      return { home: key, count: before?.home === key ? before.count + 1 : 1 };
    });
    await refresh();
  }, [refresh, home?.home]);
  usePolling(look, status === undefined ? null : isLooking ? LOOK_AGAIN_MS : LOOK_NOW_AND_THEN_MS);

  if (status === undefined) {
    return (
      <Page title={words.title}>
        {error === undefined ? (
          <Skeleton />
        ) : (
          <Trouble title={words.statusFailed} error={error} again={refresh} />
        )}
      </Page>
    );
  }
  const setUp = setUpOf(status, home);
  const isComplete = setUp.connect && setUp.alexa && setUp.reports;
  if (home === undefined) {
    return (
      <Page title={words.welcome}>
        <Stale error={error} />
        <Checklist setUp={setUp} isMember={false} />
        {status.links.length > 0 && <AlexaLinks links={status.links} />}
      </Page>
    );
  }
  return (
    <Page title={home.name}>
      <Stale error={error} />
      <div class="columns">
        <ConditionCard home={home} isLooking={isLooking} isLinked={setUp.alexa} />
        <div>
          {!isComplete && <Checklist setUp={setUp} isMember={home.role === 'member'} />}
          {(isComplete || status.links.some((link) => !isAlive(link))) && <AlexaLinks links={status.links} />}
          <SpokenHome home={home} />
          <HomeSettings key={home.home} home={home} />
        </div>
      </div>
      {home.role === 'owner' && (
        <div class="way-out">
          <button type="button" class="text-button bad" onClick={() => onDisconnect(home)}>
            {words.disconnect.action(home.name)}
          </button>
        </div>
      )}
    </Page>
  );
}
