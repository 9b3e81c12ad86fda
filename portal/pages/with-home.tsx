import type { ComponentChildren } from 'preact';
import type { HomeStatus } from '../api-types.ts';
import { Skeleton } from '../parts/skeleton.tsx';
import { Stale } from '../parts/stale.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useAccountStatus } from '../state/account-status.tsx';
import { useChosenHome } from '../state/chosen-home.ts';
import { useWords } from '../state/language.tsx';

/** What a page about a home shows: the home's, or why there is nothing yet. */
export function WithHome({ children }: { children: (home: HomeStatus) => ComponentChildren }) {
  const { frame, home: words } = useWords();
  const { status, error, refresh } = useAccountStatus();
  const home = useChosenHome();
  if (status === undefined) {
    if (error === undefined) return <Skeleton />;
    return <Trouble title={words.statusFailed} error={error} again={refresh} />;
  }
  if (home === undefined) {
    return (
      <section class="card empty">
        <h2>{frame.noHome.title}</h2>
        <p>{frame.noHome.text}</p>
        <a class="button" href="/connect">
          {frame.noHome.connect}
        </a>
      </section>
    );
  }
  return (
    <>
      <Stale error={error} />
      {children(home)}
    </>
  );
}
