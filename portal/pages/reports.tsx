import { Page } from '../parts/page.tsx';
import { useAccountStatus } from '../state/account-status.tsx';
import { useWords } from '../state/language.tsx';
import { usePolling } from '../state/polling.ts';
import { LiveState } from './reports/live-state.tsx';
import { MakePackage } from './reports/make-package.tsx';
import { WithHome } from './with-home.tsx';

/** A first sign is waited for with the page open. */
const LOOK_MS = 3_000;

/** Setting up that Alexa hears at once what changes at home, and seeing it arrive. */
export function ReportsPage() {
  const words = useWords();
  const { status, refresh } = useAccountStatus();
  usePolling(refresh, (status?.homes.length ?? 0) > 0 ? LOOK_MS : null);
  return (
    <Page title={words.reports.title} lead={words.reports.lead}>
      <WithHome>
        {(home) => (
          <div class="columns turned">
            <LiveState home={home} />
            {home.role === 'owner' ? (
              <MakePackage key={home.home} home={home} />
            ) : (
              <p class="hint">{words.frame.member}</p>
            )}
          </div>
        )}
      </WithHome>
    </Page>
  );
}
