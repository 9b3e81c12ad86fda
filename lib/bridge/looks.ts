import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { grantIdSchema } from './grant-id.ts';
import type { LookMessage } from './look-messages.ts';

export type * from './look-messages.ts';

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

/** One schema a type; what does not fit is of another version, or broken. */
const SCHEMAS: {
  [Type in LookMessage['type']]: v.GenericSchema<unknown, Extract<LookMessage, { type: Type }>>;
} = {
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
  press: v.object({ v: v.literal(1), type: v.literal('press'), home: text, endpoint: text, at: text }),
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
  devices: v.object({
    v: v.literal(1),
    type: v.literal('devices'),
    id: text,
    home: text,
    endpoints: texts,
  }),
  resumed: v.object({ v: v.literal(1), type: v.literal('resumed'), home: text }),
  welcome: v.object({ v: v.literal(1), type: v.literal('welcome'), id: text, home: text, sub: text }),
  enablement: v.object({
    v: v.literal(1),
    type: v.literal('enablement'),
    event: v.picklist(['linked', 'disabled']),
    alexaUser: text,
    at: v.number(),
    link: v.exactOptional(v.object({ sub: text, originJti: text })),
  }),
};

/**
 * Reads a message back from the queue.
 * @returns undefined for one that this version does not know; it belongs into the dead-letter queue
 */
export function parseLookMessage(body: string): LookMessage | undefined {
  try {
    const raw = JSON.parse(body) as Record<string, unknown> | null;
    if (typeof raw?.type !== 'string' || !Object.hasOwn(SCHEMAS, raw.type)) return undefined;
    const read = v.safeParse(SCHEMAS[raw.type as LookMessage['type']], raw);
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}
