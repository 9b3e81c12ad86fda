import type { ServerResponse } from 'node:http';
import type { Update } from './view.ts';

/** Tells all open pages what happens, as server-sent events. */
export interface Feed {
  tell(update: Update): void;
  /** A page has opened; `first` is what it is told before anything else. */
  open(response: ServerResponse, first: () => Promise<Update>): Promise<void>;
}

/** Less than what a proxy or a laptop's sleep takes for a dead connection. */
const BEAT_MS = 20_000;

const written = (update: Update): string => `data: ${JSON.stringify(update)}\n\n`;

/** Nobody listens at first. */
export function createFeed(): Feed {
  const open = new Set<(update: Update) => void>();
  return {
    tell(update) {
      for (const tell of open) tell(update);
    },
    async open(response, first) {
      // What happens while the first word is put together comes after it, and is not lost.
      const early: Update[] = [];
      let tell = (update: Update): void => void early.push(update);
      const listener = (update: Update) => tell(update);
      open.add(listener);
      const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS).unref();
      response.once('close', () => {
        open.delete(listener);
        clearInterval(beat);
      });
      response.write(`retry: 1000\n\n${written(await first())}`);
      for (const update of early) response.write(written(update));
      tell = (update) => void response.write(written(update));
    },
  };
}
