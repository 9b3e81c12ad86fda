import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { NoConnection } from '../failures.ts';
import { useWords } from '../state/language.tsx';
import { Skeleton } from './skeleton.tsx';
import { Trouble } from './trouble.tsx';

/** A browser does not ask again for a script that it did not get; and after an update it has another name. */
const reload = async () => location.reload();

/** A page whose code comes when it is opened for the first time: meanwhile its shape, or why it does not come. */
export function later(load: () => Promise<ComponentType>): ComponentType {
  let loaded: ComponentType | undefined;
  return function Later() {
    const { doors } = useWords();
    const [Page, setPage] = useState<ComponentType | undefined>(() => loaded);
    const [error, setError] = useState<Error>();
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (page) => {
          loaded = page;
          setPage(() => page);
        },
        (cause) => setError(new NoConnection({ cause })),
      );
    }, []);
    if (Page !== undefined) return <Page />;
    return error === undefined ? (
      <Skeleton />
    ) : (
      <Trouble title={doors.notLoaded} error={error} again={reload} />
    );
  };
}
