import type { GrantId } from '../homes/grants.ts';

/** How a home answered, when that is news. `outcome` is `ok` or an outcome's code; `at` is epoch milliseconds. */
export interface OutcomeMessage {
  v: 1;
  type: 'outcome';
  home: string;
  connectionVersion: number;
  outcome: string;
  at: number;
}

/** Ask the home for its devices and bring the catalogue up to date; Alexa hears of what differs. */
export interface SyncMessage {
  v: 1;
  type: 'sync';
  home: string;
}

/** Look at these devices now: something about them may have changed. Order and repeats do no harm. */
export interface LookAtMessage {
  v: 1;
  type: 'look';
  home: string;
  /** The home's own endpoint ids, such as `light#kitchen`. */
  endpoints: string[];
  /**
   * The link whose directive went there a moment ago. It was told the answer of the directive, so it hears the
   * truth even where that is what was reported before.
   */
  answered?: GrantId;
}

/** Somebody is at the door. */
export interface PressMessage {
  v: 1;
  type: 'press';
  home: string;
  endpoint: string;
  /** When, by the home's clock: ISO 8601 as the home wrote it. It names the press, so that each rings once. */
  at: string;
}

/** A home is there: its heartbeat, or that it has started. */
export interface HeardMessage {
  v: 1;
  type: 'heard';
  home: string;
  event: 'heartbeat' | 'homeassistant_started';
  /** When the word arrived at Porchlight, epoch milliseconds. */
  at: number;
  /** What changed at home since the heartbeat before, so that hints that were lost do no lasting harm. */
  endpoints: string[];
}

/** Nothing was heard of a home for too long, or a look at it failed: find out how it is. */
export interface PresenceMessage {
  v: 1;
  type: 'presence';
  home: string;
}

/** Devices of a home are gone for these users: they were removed from it, or it was disconnected. */
export interface FarewellMessage {
  v: 1;
  type: 'farewell';
  /** Names this farewell, so that it is told once however often it is queued. */
  id: string;
  home: string;
  subs: string[];
  /** The home's own endpoint ids. */
  endpoints: string[];
}

/** A user has become a member of a home: Alexa gets its devices for them. */
export interface WelcomeMessage {
  v: 1;
  type: 'welcome';
  /** Names this welcome, so that it is told once however often it is queued. */
  id: string;
  home: string;
  sub: string;
}

/** An owner wants these devices to be otherwise for Alexa than before: it hears how they are now. */
export interface DevicesMessage {
  v: 1;
  type: 'devices';
  /** Names this telling, so that it is told once however often it is queued. */
  id: string;
  home: string;
  /** The home's own endpoint ids. */
  endpoints: string[];
}

/** A home is no longer paused: whatever has changed meanwhile is told. */
export interface ResumedMessage {
  v: 1;
  type: 'resumed';
  home: string;
}

/** What Alexa says of a skill's enablement. The user's id of Alexa's is only here as a hash. */
export interface EnablementMessage {
  v: 1;
  type: 'enablement';
  event: 'linked' | 'disabled';
  alexaUser: string;
  /** When Alexa made the event, epoch milliseconds. */
  at: number;
  /** Of `linked`: whose link it is, verified. */
  link?: { sub: string; originJti: string };
}

/** What goes through the queue `looks`: things to find out or to note down about a home, in any order. */
export type LookMessage =
  | OutcomeMessage
  | SyncMessage
  | LookAtMessage
  | PressMessage
  | HeardMessage
  | PresenceMessage
  | FarewellMessage
  | WelcomeMessage
  | DevicesMessage
  | ResumedMessage
  | EnablementMessage;
