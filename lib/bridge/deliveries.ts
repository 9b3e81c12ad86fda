import { createHash } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { ChangeCause } from '../alexa/change-report.ts';
import type { Property } from '../alexa/message.ts';
import type { Deadline } from '../deadline.ts';
import type { GrantId } from '../homes/grants.ts';
import { OutOfTime, QueueUnavailable } from '../outcomes/service.ts';
import { grantIdSchema } from './grant-id.ts';

/** A change of a device, to be told to one Amazon account. */
export interface ChangeDelivery {
  v: 1;
  type: 'change';
  grant: GrantId;
  home: string;
  /** The home's own id of the device. */
  endpoint: string;
  /** Of the state that this tells; see `ToldState`. */
  version: number;
  /** The look that found it; only if that was committed is it to be told. */
  look: string;
  cause: ChangeCause;
  changed: Property[];
  unchanged: Property[];
  /**
   * It comes back from the dead-letter queue, behind whatever was told since: if something was, this is old news.
   */
  again?: true;
}

/** Somebody is at the door; told to one Amazon account, once. */
export interface PressDelivery {
  v: 1;
  type: 'press';
  grant: GrantId;
  home: string;
  endpoint: string;
  /** When, by the home's clock: ISO 8601 as the home wrote it. Names the press. */
  at: string;
}

/**
 * Devices that are new, different or gone, to be told to one Amazon account. It says only which: what there is to say
 * of each (an update, or that it is gone) is looked up when it is said, so that an old message tells no old truth.
 */
export interface EndpointsDelivery {
  v: 1;
  type: 'endpoints';
  grant: GrantId;
  home: string;
  /** The home's own ids. */
  endpoints: string[];
  /** The sync or the farewell that this comes from: a later one about the same devices is another message. */
  occasion: string;
  /** Somebody waits for it: what became of it is noted at the grant, which goes after that. */
  acknowledge?: true;
}

export type Delivery = ChangeDelivery | PressDelivery | EndpointsDelivery;

export interface DeliveriesQueue {
  /**
   * Queues a delivery behind those for the same account and device. The same one twice is taken once.
   * @throws {QueueUnavailable | OutOfTime}
   */
  send(delivery: Delivery, deadline: Deadline): Promise<void>;
}

const hash = (...parts: readonly unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/**
 * An account hears of each device in order, and of a home's list of devices in order; what concerns others does not
 * wait for it. A doorbell waits for nothing at all.
 */
export function groupOf(delivery: Delivery): string {
  const { grant, home, type } = delivery;
  const line =
    type === 'endpoints' ? [] : type === 'press' ? [delivery.endpoint, delivery.at] : [delivery.endpoint];
  return hash(grant.sub, grant.region, grant.originJti, home, ...line);
}

/** Names a delivery that somebody waits for; the same devices on the same occasion are the same delivery. */
export const nameOf = ({ home, endpoints, occasion }: EndpointsDelivery): string =>
  hash(home, endpoints, occasion);

export function createDeliveriesQueue(sqs: SQSClient, queueUrl: string): DeliveriesQueue {
  return {
    send: async (delivery, deadline) => {
      const body = JSON.stringify(delivery);
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: groupOf(delivery),
        MessageDeduplicationId: hash(body),
      });
      try {
        await deadline.race(sqs.send(command), 'queueing a delivery');
      } catch (cause) {
        if (cause instanceof OutOfTime) throw cause;
        throw new QueueUnavailable('deliveries', { cause });
      }
    },
  };
}

const text = v.pipe(v.string(), v.nonEmpty());
// Written by ourselves and checked when they were found; what a property holds is not looked at again.
const properties = v.array(v.custom<Property>((value) => typeof value === 'object' && value !== null));
const cause = v.picklist(['PHYSICAL_INTERACTION', 'APP_INTERACTION', 'PERIODIC_POLL', 'RULE_TRIGGER']);
const common = { v: v.literal(1), grant: grantIdSchema, home: text };

const SCHEMAS: { [Type in Delivery['type']]: v.GenericSchema<unknown, Extract<Delivery, { type: Type }>> } = {
  change: v.object({
    ...common,
    type: v.literal('change'),
    endpoint: text,
    version: v.number(),
    look: text,
    cause,
    changed: properties,
    unchanged: properties,
    again: v.exactOptional(v.literal(true)),
  }),
  press: v.object({ ...common, type: v.literal('press'), endpoint: text, at: text }),
  endpoints: v.object({
    ...common,
    type: v.literal('endpoints'),
    endpoints: v.array(text),
    occasion: text,
    acknowledge: v.exactOptional(v.literal(true)),
  }),
};

/**
 * Reads a delivery back from the queue.
 * @returns undefined for one that this version does not know; it belongs into the dead-letter queue
 */
export function parseDelivery(body: string): Delivery | undefined {
  try {
    const raw = JSON.parse(body) as Record<string, unknown> | null;
    if (typeof raw?.type !== 'string' || !Object.hasOwn(SCHEMAS, raw.type)) return undefined;
    const read = v.safeParse(SCHEMAS[raw.type as Delivery['type']], raw);
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A delivery as it goes back from the dead-letter queue: a change says that it failed before, as SQS counts anew.
 * @param body of any kind; what cannot be read stays as it is
 */
export const bodyAgain = (body: string): string =>
  parseDelivery(body)?.type === 'change' ? JSON.stringify({ ...JSON.parse(body), again: true }) : body;
