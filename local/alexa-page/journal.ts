import type { EntryMessages, EntryView } from './view.ts';

/** What was said in an Amazon account's name, the newest last. */
export interface Journal {
  /** Oldest first. */
  list(): readonly EntryView[];
  add(entry: Omit<EntryView, 'id' | 'at'>, messages: EntryMessages): EntryView;
  /** The two messages of an entry, while it is kept. */
  messages(id: number): EntryMessages | undefined;
}

const KEPT = 200;

/** In memory, bounded. `now` is in epoch milliseconds. */
export function createJournal(now: () => number): Journal {
  const kept: { entry: EntryView; messages: EntryMessages }[] = [];
  let last = 0;
  return {
    list: () => kept.map(({ entry }) => entry),
    add(parts, messages) {
      last += 1;
      const entry = { id: last, at: new Date(now()).toISOString(), ...parts };
      kept.push({ entry, messages });
      if (kept.length > KEPT) kept.shift();
      return entry;
    },
    messages: (id) => kept.find(({ entry }) => entry.id === id)?.messages,
  };
}
