import { createHash } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ChangeCause } from '../alexa/change-report.ts';
import type { Property } from '../alexa/message.ts';
import type { Deadline } from '../deadline.ts';
import type { GrantId } from '../homes/grants.ts';
import { isObject } from '../json.ts';
import { OutOfTime, QueueUnavailable } from '../outcomes/service.ts';

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
}

export type Delivery = ChangeDelivery;

export interface DeliveriesQueue {
  /**
   * Queues a delivery behind those for the same account and device. The same one twice is taken once.
   * @throws {QueueUnavailable | OutOfTime}
   */
  send(delivery: Delivery, deadline: Deadline): Promise<void>;
}

const hash = (...parts: readonly unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** An account hears of each device in order; what concerns other devices does not wait for it. */
export const groupOf = ({ grant, home, endpoint }: Delivery): string =>
  hash(grant.sub, grant.region, grant.originJti, home, endpoint);

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

const REGIONS: ReadonlySet<unknown> = new Set(['NA', 'EU', 'FE']);

function isGrantId(value: unknown): value is GrantId {
  return (
    isObject(value) &&
    typeof value.sub === 'string' &&
    typeof value.originJti === 'string' &&
    REGIONS.has(value.region)
  );
}

/**
 * Reads a delivery back from the queue.
 * @returns undefined for one that this version does not know; it belongs into the dead-letter queue
 */
export function parseDelivery(body: string): Delivery | undefined {
  try {
    const raw: unknown = JSON.parse(body);
    if (!isObject(raw) || raw.v !== 1 || raw.type !== 'change' || !isGrantId(raw.grant)) return undefined;
    const isWhole =
      typeof raw.home === 'string' &&
      typeof raw.endpoint === 'string' &&
      typeof raw.version === 'number' &&
      typeof raw.look === 'string' &&
      typeof raw.cause === 'string' &&
      Array.isArray(raw.changed) &&
      Array.isArray(raw.unchanged);
    return isWhole ? (raw as unknown as ChangeDelivery) : undefined;
  } catch {
    return undefined;
  }
}
