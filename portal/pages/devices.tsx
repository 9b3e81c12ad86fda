import { useCallback, useState } from 'preact/hooks';
import { isWaitedFor } from '../condition.ts';
import { BusyButton } from '../parts/busy-button.tsx';
import { Page } from '../parts/page.tsx';
import { useAccountStatus } from '../state/account-status.tsx';
import { useChosenHome } from '../state/chosen-home.ts';
import { useSpeech } from '../state/language.tsx';
import { useNotices } from '../state/notices.tsx';
import { usePerson } from '../state/person.tsx';
import { usePolling } from '../state/polling.ts';
import { DeviceGroups } from './devices/device-groups.tsx';
import { heldBackRows } from './devices/rows.ts';
import { WithHome } from './with-home.tsx';

/** After a sync the page looks again so often, and so long. */
const LOOK_MS = 2_000;
const LOOKS = 15;

/** What Alexa sees of a home, and what it does not. */
export function DevicesPage() {
  const { words, ago } = useSpeech();
  const { devices: own } = words;
  const { refresh } = useAccountStatus();
  const chosen = useChosenHome();
  const { api, attempt } = usePerson();
  const notices = useNotices();
  const [looksLeft, setLooksLeft] = useState(LOOKS);
  const look = useCallback(async () => {
    setLooksLeft((left) => left - 1);
    await refresh();
  }, [refresh]);
  const [isSyncing, setSyncing] = useState(false);
  const isExpecting = chosen !== undefined && (isWaitedFor(chosen) || isSyncing);
  usePolling(look, isExpecting && looksLeft > 0 ? LOOK_MS : null);

  const sync = (home: string) => () =>
    attempt(own.syncFailed, async () => {
      await api.sync(home);
      setSyncing(true);
      setLooksLeft(LOOKS);
      notices.tell('good', own.syncStarted, own.syncStartedText);
    });

  return (
    <Page title={own.title}>
      <WithHome>
        {({ home, devices }) => (
          <div class="columns">
            <section class="card" aria-labelledby="count-title">
              <h2 id="count-title">{devices === null ? own.unknown : own.count(devices.count)}</h2>
              <p class="soft">{devices === null ? own.unknownText : own.seen(ago(devices.at))}</p>
              {devices?.count === 0 && <p class="remedy">{own.none}</p>}
              <BusyButton run={sync(home)} busyText={own.syncBusy}>
                {own.sync}
              </BusyButton>
              <p class="hint">{own.syncHint}</p>
            </section>
            {devices !== null && (
              <section class="card" aria-labelledby="held-back-title">
                <h2 id="held-back-title">{own.heldBack.title}</h2>
                <p class="soft">{devices.heldBack.length === 0 ? own.heldBack.none : own.heldBack.lead}</p>
                <DeviceGroups rows={heldBackRows(devices.heldBack, words)} />
              </section>
            )}
          </div>
        )}
      </WithHome>
    </Page>
  );
}
