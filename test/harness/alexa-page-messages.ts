import { expect } from 'vitest';
import type { Checker } from '../../local/alexa/checks/checker.ts';
import { stringAt } from '../../local/alexa/checks/json.ts';
import { checkSpokenResponse } from '../../local/alexa/checks/spoken-response.ts';
import type { EntryMessages, Snapshot } from '../../local/alexa-page/view.ts';

/**
 * What the page that plays the Alexa app has of its messages, for checking them from outside.
 * @param at the page's address
 */
export function createAlexaPageMessages(at: string, checker: Checker) {
  const checked = new Set<string>();

  /** The page as it is told of it: its feed begins with all that there is. */
  const snapshot = async (): Promise<Snapshot> => {
    const { body } = await fetch(`${at}/api/feed`);
    const feed = body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!/^data: .+\n\n/m.test(text)) text += (await feed?.read())?.value ?? '';
    await feed?.cancel();
    const [, first = '{}'] = /^data: (.+)\n\n/m.exec(text) ?? [];
    return (JSON.parse(first) as { snapshot: Snapshot }).snapshot;
  };

  return {
    /** Checks what came since the last time, as the page itself did. @returns how many messages that were */
    check: async (): Promise<number> => {
      let count = 0;
      for (const { id: account, entries } of (await snapshot()).people) {
        for (const { id, kind, title, problems } of entries) {
          const place = `${account}/entries/${id}`;
          if (checked.has(place)) continue;
          checked.add(place);
          expect([title, problems]).toEqual([title, []]);
          const answer = await fetch(`${at}/api/people/${place}`);
          const { sent, received } = (await answer.json()) as EntryMessages;
          if (received === undefined) continue;
          const found =
            kind === 'speech'
              ? checkSpokenResponse(received, stringAt(sent, 'request', 'type') ?? '')
              : checker.check(received, sent === undefined ? {} : { directive: sent });
          expect([title, found]).toEqual([title, []]);
          count += 1;
        }
      }
      return count;
    },
  };
}

export type AlexaPageMessages = ReturnType<typeof createAlexaPageMessages>;
