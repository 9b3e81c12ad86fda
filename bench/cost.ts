import type { Reporting } from './report.ts';

/**
 * US dollars for a million, us-east-1, on demand, no free tier, November 2026 as far as known: look at AWS's price
 * pages before relying on it. Reads are consistent, items below 1 KB: what was told of a device is kept so small.
 * Writes that put an item elsewhere in an index are counted where they occur.
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 * @see https://aws.amazon.com/sqs/pricing/
 * @see https://aws.amazon.com/kms/pricing/
 */
const PER_MILLION_CALLS: Readonly<Record<string, number>> = {
  'DynamoDB GetItem': 0.125,
  'DynamoDB BatchGetItem': 0.125,
  'DynamoDB Query': 0.125,
  'DynamoDB PutItem': 0.625,
  'DynamoDB UpdateItem': 0.625,
  'DynamoDB DeleteItem': 0.625,
  'KMS Decrypt': 3,
  'KMS GenerateDataKey': 3,
  home: 0,
  'POST /v3/events': 0,
};
const STANDARD_QUEUE = 0.4;
const FIFO_QUEUE = 0.5;
const LAMBDA_INVOCATION = 0.2;
/** arm64, dollars for a GB-second. */
const LAMBDA_GB_SECOND = 0.0000133334;
const HTTP_API_REQUEST = 1;

/** GB of memory of each function, as infra/functions.yml has them. */
const MEMORY: Readonly<Record<string, number>> = { hints: 0.25, observe: 0.5, report: 0.5 };

/** Dollars that a million hints cost, each of which is a change that is told. */
export interface Cost {
  readonly accounts: number;
  readonly total: number;
  readonly parts: readonly { readonly what: string; readonly dollars: number }[];
}

const callPrice = (stage: string, to: string): number => {
  if (to === 'SQS SendMessage') return stage === 'observe' ? FIFO_QUEUE : STANDARD_QUEUE;
  return PER_MILLION_CALLS[to] ?? Number.NaN;
};

/**
 * What the calls that were counted cost, with what AWS itself does for the queues (a receive and a delete for each
 * message: nothing is batched) and Lambda's time as it was measured. Logs and traffic are not in it.
 */
export function costOf({ accounts, stages }: Reporting): Cost {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const calls = (prefix: RegExp) =>
    sum(
      stages.flatMap(({ stage, calls: made }) =>
        made.flatMap(({ to, perChange }) => (prefix.test(to) ? [perChange * callPrice(stage, to)] : [])),
      ),
    );
  const lambda = sum(
    stages.map(
      ({ stage, ms }) => LAMBDA_INVOCATION + (MEMORY[stage] ?? 0) * (ms / 1_000) * LAMBDA_GB_SECOND * 1e6,
    ),
  );
  const polling = 2 * STANDARD_QUEUE + 2 * accounts * FIFO_QUEUE;
  const parts = [
    { what: 'HTTP API', dollars: HTTP_API_REQUEST },
    { what: 'Lambda', dollars: lambda },
    { what: 'DynamoDB', dollars: calls(/^DynamoDB /) },
    { what: 'SQS', dollars: calls(/^SQS /) + polling },
    { what: 'KMS', dollars: calls(/^KMS /) },
  ];
  return { accounts, total: sum(parts.map(({ dollars }) => dollars)), parts };
}

const HEARTBEATS_A_DAY = 144;
/** What a heartbeat of a home with one account calls, beyond Lambda and the queue, when nothing has changed. */
const HEARTBEAT_CALLS = {
  /** The event key, the connection, what is known of the home. */
  'DynamoDB GetItem': 3,
  /** Members and grants. */
  'DynamoDB Query': 2,
  /** What is known of the home; it is due later, which is two more writes in the index. */
  'DynamoDB PutItem': 3,
};
/** The authorizer's answer is forgotten between two heartbeats. */
const HEARTBEAT_FUNCTIONS = ['authorizer', 'hints', 'observe'];

/**
 * Dollars that a thousand homes at rest cost a day: their heartbeats, without the daily comparison of devices. On
 * paper; of Lambda's time no more than what following a change takes.
 */
export function costAtRest({ stages }: Reporting): number {
  const calls = Object.entries(HEARTBEAT_CALLS).reduce(
    (sum, [to, times]) => sum + times * (PER_MILLION_CALLS[to] ?? Number.NaN),
    0,
  );
  const msOf = (name: string) => stages.find(({ stage }) => stage === name)?.ms ?? 0;
  const lambda = HEARTBEAT_FUNCTIONS.reduce(
    (sum, name) =>
      sum + LAMBDA_INVOCATION + (MEMORY[name] ?? 0) * (msOf(name) / 1_000) * LAMBDA_GB_SECOND * 1e6,
    0,
  );
  const heartbeat = HTTP_API_REQUEST + lambda + 3 * STANDARD_QUEUE + calls;
  return (heartbeat * HEARTBEATS_A_DAY * 1_000) / 1e6;
}
