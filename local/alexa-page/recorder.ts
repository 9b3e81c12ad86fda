import type { Exchange } from '../alexa/alexa.ts';
import { arrayAt } from '../alexa/checks/json.ts';
import { NotLinkedError } from '../alexa/errors.ts';
import type { DeviceShelf } from './device-shelf.ts';
import { propertiesOf } from './device-view.ts';
import type { Journal } from './journal.ts';
import { failureOf, sentenceFor } from './sentences.ts';
import type { EntryView, Speech, Update } from './view.ts';
import { withheld } from './withheld.ts';

/** What an exchange is about. */
export interface Subject {
  readonly kind: 'directive' | 'look';
  readonly title: string;
  readonly device?: { readonly id: string; readonly name: string };
  /** What Alexa says when all went well; silent without it. */
  readonly said?: (exchange: Exchange) => string;
}

/** How an exchange ended. `exchange` is missing when there was no answer. */
export interface Outcome {
  readonly exchange?: Exchange;
  readonly said: string | undefined;
  readonly error: string | undefined;
  /** The link is gone, because of the answer or because its refresh was refused. */
  readonly isUnlinked: boolean;
}

/** Carries out exchanges, and remembers and tells what came of them. */
export interface Recorder {
  record(subject: Subject, exchange: () => Promise<Exchange>): Promise<Outcome>;
  note(entry: Omit<EntryView, 'id' | 'at'>, messages?: { sent?: unknown; received?: unknown }): EntryView;
  speak(text: string, kind: Speech['kind']): void;
  /** What was said last. */
  speech(): Speech | null;
}

/** `now` is in epoch milliseconds. */
export function createRecorder(ports: {
  readonly id: string;
  readonly shelf: DeviceShelf;
  readonly journal: Journal;
  readonly tell: (update: Update) => void;
  readonly now: () => number;
}): Recorder {
  const { id, shelf, journal, tell, now } = ports;
  let speech: Speech | null = null;

  const speak: Recorder['speak'] = (text, kind) => {
    speech = { text, kind, number: (speech?.number ?? 0) + 1, at: new Date(now()).toISOString() };
    tell({ type: 'person', id, change: { speech } });
  };
  const note: Recorder['note'] = (parts, messages = {}) => {
    const entry = journal.add(parts, messages);
    tell({ type: 'entry', id, entry });
    return entry;
  };
  const show = (device: ReturnType<DeviceShelf['find']>) => {
    if (device !== undefined) tell({ type: 'device', id, device });
  };

  /** An answer that Alexa understood, be it an error. */
  const answered = ({ kind, title, device, said }: Subject, exchange: Exchange): Outcome => {
    const { error, problems, elapsedMs, directive, message } = exchange;
    const sentence = error === undefined ? said?.(exchange) : sentenceFor(error, device?.name);
    const messages = withheld(directive, { sent: directive, received: message });
    const outcome = {
      ...(sentence === undefined ? {} : { said: sentence }),
      ...(error === undefined ? {} : { error }),
    };
    note({ kind, title, problems, elapsedMs, ...outcome }, messages);
    if (device !== undefined) {
      const news = propertiesOf(arrayAt(message, 'context', 'properties'));
      show(
        sentence !== undefined && error !== undefined
          ? shelf.heard(device.id, news, { trouble: sentence })
          : shelf.well(device.id, news),
      );
    }
    return { exchange, said: sentence, error, isUnlinked: exchange.unlinked };
  };

  /** No answer, or none that Alexa could use. */
  const failed = ({ kind, title, device }: Subject, error: unknown, elapsedMs: number): Outcome => {
    const failure = failureOf(error, device?.name);
    note({ kind, title, ...failure, problems: [], elapsedMs });
    if (device !== undefined) show(shelf.heard(device.id, [], { trouble: failure.said }));
    return { ...failure, isUnlinked: error instanceof NotLinkedError };
  };

  return {
    note,
    speak,
    speech: () => speech,
    async record(subject, run) {
      const started = now();
      let outcome: Outcome;
      try {
        outcome = answered(subject, await run());
      } catch (error) {
        outcome = failed(subject, error, now() - started);
      }
      // Looking at a device is silent in the app; only what somebody asked for is answered aloud.
      if (subject.kind === 'directive' && outcome.said !== undefined) {
        speak(outcome.said, outcome.error === undefined ? 'said' : 'sorry');
      }
      return outcome;
    },
  };
}
