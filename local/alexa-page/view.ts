import type { SpokenSlot } from '../alexa/speech/slots.ts';
import type { ChatLocale } from './chat-locales.ts';
import type { Capability } from './device-view.ts';

/** What the page is told, as JSON. No token is in any of it. */

/** A property as it was last heard of. */
export interface PropertyView {
  readonly namespace: string;
  readonly instance?: string;
  readonly name: string;
  readonly value: unknown;
}

/** A device as the Alexa app has it. */
export interface DeviceView {
  readonly id: string;
  readonly name: string;
  /** The first display category, such as `LIGHT`. */
  readonly category: string;
  readonly capabilities: readonly Capability[];
  readonly properties: readonly PropertyView[];
  /** What Alexa said when the last directive to it failed. */
  readonly trouble?: string;
  /** When a doorbell rang last, ISO 8601. */
  readonly rang?: string;
}

/** One thing that was said, and what came of it. The messages themselves are asked for by `id`. */
export interface EntryView {
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  /**
   * `look`: Alexa asked how a device is. `speech`: somebody spoke with the skill. `report`: the event gateway was told
   * something.
   */
  readonly kind: 'directive' | 'look' | 'skill' | 'speech' | 'report';
  /** What it was about, for a person: "Turn on · Kitchen light". */
  readonly title: string;
  /** What Alexa says to it, or shows. */
  readonly said?: string;
  /** The type of an ErrorResponse, or why there was no answer at all. */
  readonly error?: string;
  /** What the message checks found. */
  readonly problems: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
  readonly elapsedMs?: number;
}

/** What is under way for an account. */
export type Step = 'linking' | 'granting' | 'enabling' | 'discovering' | 'disabling';

/** What Alexa says; the number tells the same words said twice apart. */
export interface Speech {
  readonly text: string;
  readonly kind: 'said' | 'sorry' | 'bell';
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
}

/** What Alexa says to it, and shows. */
export interface ChatAnswer {
  /** Empty for silence. */
  readonly speech: string;
  readonly card?: { readonly type: string; readonly title: string; readonly content: string };
  readonly listens: boolean;
  readonly elapsedMs: number;
  /** Why there was no answer. */
  readonly error?: string;
}

/** One thing said to the skill, and what came of it by now. */
export interface ChatTurn {
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  readonly locale: ChatLocale;
  /** `launch`: the skill was opened. `end`: the session was ended; nothing is said or heard then. */
  readonly kind: 'launch' | 'say' | 'end';
  readonly said: string;
  /** What is said before the sentence where no session is open: "Alexa, ask my house …". */
  readonly before?: string;
  /** What the skill said before its answer. */
  readonly progress: readonly string[];
  /** What Alexa made of the sentence, such as `IntentRequest TurnPhraseIntent`. */
  readonly heard?: { readonly request: string; readonly slots: readonly SpokenSlot[] };
  readonly answer?: ChatAnswer;
  /** The entry that has the two messages. */
  readonly entry?: number;
  readonly problems: EntryView['problems'];
}

/** What was said to the skill, the newest last. */
export interface ChatView {
  readonly turns: readonly ChatTurn[];
  /** An answer is waited for. */
  readonly isBusy: boolean;
  /** A session is open, and Alexa listens. */
  readonly listens: boolean;
}

/** An Amazon account. */
export interface PersonView {
  readonly id: string;
  readonly name: string;
  /** The account link, if there is one. `since` is ISO 8601. */
  readonly link: { readonly since: string } | null;
  readonly step: Step | null;
  readonly devices: readonly DeviceView[];
  readonly entries: readonly EntryView[];
  /** What Alexa said last. */
  readonly speech: Speech | null;
  readonly chat: ChatView;
}

/** Something that can be made to fail. */
export interface FaultView {
  readonly id: string;
  readonly group: 'home' | 'gateway' | 'login';
  readonly title: string;
  /** What a person sees and hears of it. */
  readonly effect: string;
  readonly isOn: boolean;
}

/** Something that can happen in the demo home. */
export interface HappeningView {
  readonly id: string;
  readonly title: string;
}

/** All that the page shows, sent first. */
export interface Snapshot {
  readonly people: readonly PersonView[];
  readonly faults: readonly FaultView[];
  /** Empty with a real home. */
  readonly happenings: readonly HappeningView[];
  readonly places: { readonly portal: string; readonly home: string; readonly mailbox: string };
  readonly demo: { readonly username: string; readonly password: string };
}

/** What is sent afterwards, as it happens. */
export type Update =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'person'; readonly id: string; readonly change: Partial<PersonView> }
  | { readonly type: 'device'; readonly id: string; readonly device: DeviceView }
  | { readonly type: 'entry'; readonly id: string; readonly entry: EntryView }
  | { readonly type: 'faults'; readonly faults: readonly FaultView[] };

/** `GET /api/people/{id}/entries/{entry}`: the two messages, their tokens withheld. */
export interface EntryMessages {
  readonly sent?: unknown;
  readonly received?: unknown;
}
