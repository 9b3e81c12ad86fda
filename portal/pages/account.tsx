import { conditionOf } from '../condition.ts';
import { BusyButton } from '../parts/busy-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { LanguageChoice } from '../parts/language-choice.tsx';
import { Light } from '../parts/light.tsx';
import { Page } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useAccountStatus } from '../state/account-status.tsx';
import { useWords } from '../state/language.tsx';
import { usePerson } from '../state/person.tsx';
import { DeleteSection } from './account/delete-section.tsx';
import { ExportCard } from './account/export-card.tsx';
import { LinksCard } from './account/links-card.tsx';

/** Who is signed in, what hangs on it, and the way out. */
export function AccountPage() {
  const words = useWords();
  const { account, frame, home } = words;
  const { email, signOut } = usePerson();
  const { status, error, refresh } = useAccountStatus();
  return (
    <Page title={account.title}>
      <div class="columns">
        <div>
          <section class="card">
            <h2>{account.signedInAs}</h2>
            <p class="email">{email}</p>
            <BusyButton kind="quiet" run={signOut} busyText={frame.loading}>
              {account.signOut}
            </BusyButton>
            <p class="hint">{account.signOutHint}</p>
          </section>
          <section class="card" aria-labelledby="language-title">
            <h2 id="language-title">{account.language}</h2>
            <LanguageChoice />
          </section>
          <ExportCard />
        </div>
        <div>
          {status === undefined && error === undefined && <Skeleton />}
          {status === undefined && error !== undefined && (
            <Trouble title={home.statusFailed} error={error} again={refresh} />
          )}
          {status !== undefined && (
            <>
              <section class="card" aria-labelledby="homes-title">
                <h2 id="homes-title">{account.homes}</h2>
                {status.homes.length === 0 && <p class="soft">{account.homesNone}</p>}
                <ul class="rows">
                  {status.homes.map((each) => (
                    <li key={each.home}>
                      <span>
                        <Light light={conditionOf(each, words).light} />{' '}
                        <a href={`/?home=${each.home}`}>{each.name}</a>
                      </span>
                      <span class="soft">{account[each.role]}</span>
                    </li>
                  ))}
                </ul>
                <a class="button quiet small" href="/connect">
                  <Icon name="plus" />
                  {status.homes.length === 0 ? frame.noHome.connect : frame.connectAnother}
                </a>
              </section>
              <LinksCard links={status.links} />
            </>
          )}
        </div>
      </div>
      <DeleteSection />
    </Page>
  );
}
