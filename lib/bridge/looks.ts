import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** How a home answered, when that is news. `outcome` is `ok` or an outcome's code; `at` is epoch milliseconds. */
export interface OutcomeMessage {
  v: 1;
  type: 'outcome';
  home: string;
  connectionVersion: number;
  outcome: string;
  at: number;
}

/** Ask the home for its devices and bring the catalogue up to date. */
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
}

/** What goes through the queue `looks`: things to find out or to note down about a home, in any order. */
export type LookMessage = OutcomeMessage | SyncMessage | LookAtMessage;

export interface LooksQueue {
  send(message: LookMessage): Promise<void>;
}

export function createLooksQueue(sqs: SQSClient, queueUrl: string): LooksQueue {
  return {
    send: async (message) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
    },
  };
}

const isString = (value: unknown): value is string => typeof value === 'string' && value !== '';

const PARSERS: Record<LookMessage['type'], (raw: Record<string, unknown>) => LookMessage | undefined> = {
  outcome: ({ home, connectionVersion, outcome, at }) =>
    isString(home) && isString(outcome) && typeof connectionVersion === 'number' && typeof at === 'number'
      ? { v: 1, type: 'outcome', home, connectionVersion, outcome, at }
      : undefined,
  sync: ({ home }) => (isString(home) ? { v: 1, type: 'sync', home } : undefined),
  look: ({ home, endpoints }) =>
    isString(home) && Array.isArray(endpoints) && endpoints.every(isString)
      ? { v: 1, type: 'look', home, endpoints }
      : undefined,
};

/**
 * Reads a message back from the queue.
 * @returns undefined for one that this version does not know; it belongs into the dead-letter queue
 */
export function parseLookMessage(body: string): LookMessage | undefined {
  try {
    const raw = JSON.parse(body) as Record<string, unknown> | null;
    if (raw?.v !== 1 || typeof raw.type !== 'string' || !Object.hasOwn(PARSERS, raw.type)) return undefined;
    return PARSERS[raw.type as LookMessage['type']](raw);
  } catch {
    return undefined;
  }
}
