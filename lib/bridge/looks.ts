import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { GrantId } from '../homes/grants.ts';
import { grantIdSchema } from './grant-id.ts';
import { type MessageSchemas, readerOf } from './queue-message.ts';

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
  /** When the word of it arrived at Porchlight, epoch milliseconds. */
  receivedAt: number;
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
  | EnablementMessage;

export interface LooksQueue {
  /** @param delaySeconds until it is handed out, at most 900 */
  send(message: LookMessage, delaySeconds?: number): Promise<void>;
}

export function createLooksQueue(sqs: SQSClient, queueUrl: string): LooksQueue {
  return {
    send: async (message, delaySeconds) => {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(message),
          ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
        }),
      );
    },
  };
}

const text = v.pipe(v.string(), v.nonEmpty());
const texts = v.array(text);

const SCHEMAS: MessageSchemas<LookMessage> = {
  outcome: v.object({
    v: v.literal(1),
    type: v.literal('outcome'),
    home: text,
    connectionVersion: v.number(),
    outcome: text,
    at: v.number(),
  }),
  sync: v.object({ v: v.literal(1), type: v.literal('sync'), home: text }),
  look: v.object({
    v: v.literal(1),
    type: v.literal('look'),
    home: text,
    endpoints: texts,
    answered: v.exactOptional(grantIdSchema),
  }),
  press: v.object({
    v: v.literal(1),
    type: v.literal('press'),
    home: text,
    endpoint: text,
    at: text,
    receivedAt: v.number(),
  }),
  heard: v.object({
    v: v.literal(1),
    type: v.literal('heard'),
    home: text,
    event: v.picklist(['heartbeat', 'homeassistant_started']),
    at: v.number(),
    endpoints: texts,
  }),
  presence: v.object({ v: v.literal(1), type: v.literal('presence'), home: text }),
  farewell: v.object({
    v: v.literal(1),
    type: v.literal('farewell'),
    id: text,
    home: text,
    subs: texts,
    endpoints: texts,
  }),
  enablement: v.object({
    v: v.literal(1),
    type: v.literal('enablement'),
    event: v.picklist(['linked', 'disabled']),
    alexaUser: text,
    at: v.number(),
    link: v.exactOptional(v.object({ sub: text, originJti: text })),
  }),
};

/** Reads a message back from the queue. @returns undefined for one that this version does not know */
export const parseLookMessage = readerOf(SCHEMAS);
