import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { NoConnection } from '../failures.ts';
import { useWords } from '../state/language.tsx';
import { Page } from './page.tsx';
import { Skeleton } from './skeleton.tsx';
import { Trouble } from './trouble.tsx';

/** A browser does not ask again for a script that it did not get; and after an update it has another name. */
const reload = async () => location.reload();

export type LaterPage = ComponentType & {
  /** Has the code here before the page is opened; what goes wrong with that is told where it is. */
  fetchAhead(): Promise<void>;
};

/** A page whose code comes when it is opened for the first time: meanwhile its shape, or why it does not come. */
export function later(load: () => Promise<ComponentType>): LaterPage {
  let loaded: ComponentType | undefined;
  const fetchNow = async () => {
    loaded ??= await load();
  };

  function Later() {
    const { doors } = useWords();
    const [Loaded, setLoaded] = useState<ComponentType | undefined>(() => loaded);
    const [error, setError] = useState<Error>();
    useEffect(() => {
      if (Loaded !== undefined) return;
      fetchNow().then(
        () => setLoaded(() => loaded),
        (cause) => setError(new NoConnection({ cause })),
      );
    }, [Loaded]);
    if (Loaded !== undefined) return <Loaded />;
    if (error === undefined) return <Skeleton />;
    return (
      <Page title="Porchlight">
        <Trouble title={doors.notLoaded} error={error} again={reload} />
      </Page>
    );
  }

  return Object.assign(Later, { fetchAhead: () => fetchNow().catch(() => undefined) });
}
