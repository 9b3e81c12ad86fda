import { useCallback } from 'preact/hooks';
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

const LOOK_MS = 5_000;

/** What Alexa sees of a home, and what it does not. */
export function DevicesPage() {
  const { words, ago } = useSpeech();
  const { devices: own } = words;
  const { refresh } = useAccountStatus();
  const chosen = useChosenHome();
  const { api, attempt } = usePerson();
  const notices = useNotices();
  const look = useCallback(refresh, [refresh]);
  usePolling(look, chosen === undefined || isWaitedFor(chosen) ? LOOK_MS : null);

  const sync = (home: string) => () =>
    attempt(own.syncFailed, async () => {
      await api.sync(home);
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
