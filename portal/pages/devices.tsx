import { useCallback, useState } from 'preact/hooks';
import type { HomeStatus } from '../api-types.ts';
import { isWaitedFor } from '../condition.ts';
import { Page } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Stale } from '../parts/stale.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useAccountStatus } from '../state/account-status.tsx';
import { useDevices } from '../state/devices.ts';
import { useWords } from '../state/language.tsx';
import { useNotices } from '../state/notices.tsx';
import { usePerson } from '../state/person.tsx';
import { usePolling } from '../state/polling.ts';
import { DeviceList } from './devices/device-list.tsx';
import { DevicesSummary } from './devices/devices-summary.tsx';
import { WithHome } from './with-home.tsx';

/** While something is expected the page looks so often, and so long; then now and then, until all is there. */
const LOOK_MS = 2_000;
const LOOKS = 15;
const LOOK_NOW_AND_THEN_MS = 15_000;

function DevicesOf({ home }: { home: HomeStatus }) {
  const { devices: words } = useWords();
  const { refresh: refreshStatus } = useAccountStatus();
  const { api, attempt } = usePerson();
  const notices = useNotices();
  const known = useDevices(home.home);
  const { list, error, refresh } = known;
  const [looksLeft, setLooksLeft] = useState(LOOKS);
  const [isSyncing, setSyncing] = useState(false);
  const look = useCallback(async () => {
    setLooksLeft((left) => left - 1);
    await Promise.all([refresh(), refreshStatus()]);
  }, [refresh, refreshStatus]);
  const isUnfinished = isWaitedFor(home) || list?.complete === false;
  const isHurried = (isUnfinished || isSyncing) && looksLeft > 0;
  usePolling(look, isHurried ? LOOK_MS : isUnfinished ? LOOK_NOW_AND_THEN_MS : null);

  const sync = () =>
    attempt(words.syncFailed, async () => {
      await api.sync(home.home);
      setSyncing(true);
      setLooksLeft(LOOKS);
      notices.tell('good', words.syncStarted, words.syncStartedText);
    });

  if (list === undefined) {
    return error === undefined ? (
      <Skeleton />
    ) : (
      <Trouble title={words.failed} error={error} again={refresh} />
    );
  }
  return (
    <>
      <Stale error={error} />
      <div class="columns turned">
        <DevicesSummary home={home} list={list} sync={sync} />
        {list.devices.length > 0 && <DeviceList home={home} known={known} />}
      </div>
    </>
  );
}

/** What Alexa sees of a home, and what it does not; the owner has the say. */
export function DevicesPage() {
  const { devices } = useWords();
  return (
    <Page title={devices.title}>
      <WithHome>{(home) => <DevicesOf key={home.home} home={home} />}</WithHome>
    </Page>
  );
}
