import { type ComponentChildren, createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import { explain } from '../i18n/explain.ts';
import { useWords } from './language.tsx';

export interface Notice {
  kind: 'good' | 'warn' | 'bad';
  title: string;
  texts: readonly string[];
  /** The page that it is about: on another it is no longer shown. */
  path: string;
}

/** Messages above the content of a page. One at a time: a new one takes the place of the one before. */
export interface Notices {
  current: Notice | undefined;
  tell(kind: Notice['kind'], title: string, ...texts: readonly string[]): void;
  /** Something did not work out. */
  fail(title: string, error: unknown): void;
  clear(): void;
}

const NoticesContext = createContext<Notices | undefined>(undefined);

/** @param props.first what there is to say from the start */
export function NoticesProvider(props: {
  first: Omit<Notice, 'path'> | undefined;
  children: ComponentChildren;
}) {
  const { first, children } = props;
  const words = useWords();
  const [current, setCurrent] = useState<Notice | undefined>(
    () => first && { ...first, path: location.pathname },
  );
  const value = useMemo<Notices>(() => {
    const tell: Notices['tell'] = (kind, title, ...texts) =>
      setCurrent({ kind, title, texts, path: location.pathname });
    return {
      current,
      tell,
      fail: (title, error) => {
        const { what, remedy } = explain(error, words);
        tell('bad', title, what, ...(remedy === undefined ? [] : [remedy]));
      },
      clear: () => setCurrent(undefined),
    };
  }, [current, words]);
  return <NoticesContext.Provider value={value}>{children}</NoticesContext.Provider>;
}

/** @throws {Error} outside of a NoticesProvider */
export function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (notices === undefined) throw new Error('There is no NoticesProvider above this.');
  return notices;
}
