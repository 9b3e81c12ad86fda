import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import {
  authorizationCodeRequest,
  sendTokenRequest,
  wholeTokens,
} from '../../lib/alexa/login-with-amazon.ts';
import type { Property } from '../../lib/alexa/message.ts';
import { createGrants, type GrantId } from '../../lib/homes/grants.ts';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { Secret } from '../../lib/vault/secret.ts';
import type { ReceivedEvent } from '../../local/amazon/event-log.ts';
import type { LedgerCounts } from '../../local/amazon/ledger.ts';
import { isReceived, type ReceivedMessage, toLambdaEvent } from '../../local/sqs/lambda-event.ts';
import { SKILL_ID, type World } from './world.ts';

/** A ChangeReport as it arrived at the gateway, its token withheld. */
export interface ArrivedReport {
  seq: number;
  amazonUser: string;
  endpointId: string;
  changed: Property[];
  unchanged: Property[];
  message: unknown;
}

interface ChangeReport {
  event: {
    header: { name: string };
    endpoint: { endpointId: string };
    payload: { change: { properties: Property[] } };
  };
  context: { properties: Property[] };
}

/** Whatever is no ChangeReport is left out. */
const arrived = ({ seq, amazonUser, message }: ReceivedEvent): ArrivedReport[] => {
  const { event, context } = message as ChangeReport;
  if (event.header.name !== 'ChangeReport') return [];
  const { endpointId } = event.endpoint;
  const changed = event.payload.change.properties;
  return [{ seq, amazonUser, endpointId, changed, unchanged: context.properties, message }];
};

/** A message that comes again was hidden so long, each time: by then every look is over. */
const VISIBILITY_MS = 90_000;

/** Tests do not wait for messages to come again; to the functions it looks as if somebody had. */
function aged(message: ReceivedMessage): ReceivedMessage {
  const { ApproximateReceiveCount: count, SentTimestamp: sent } = message.Attributes ?? {};
  const sentAt = Number(sent) - (Number(count) - 1) * VISIBILITY_MS;
  return { ...message, Attributes: { ...message.Attributes, SentTimestamp: String(sentAt) } };
}

/** Amazon's side of reporting in a world: links, what arrives at the gateway; and the two queues that lead there. */
export function createReportingSide(world: World) {
  const { control } = world.amazon;
  const client = new SQSClient({
    endpoint: world.sqs.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const grants = createGrants(world.registry, world.vault);

  const post = async (path: string, body: object) =>
    (await (
      await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(body) })
    ).json()) as Record<string, unknown>;

  /** The events that have arrived, oldest first. */
  async function events(after = 0): Promise<ReceivedEvent[]> {
    const found: ReceivedEvent[] = [];
    for (let next = after; ; ) {
      const page = (await (await fetch(`${control}/events?after=${next}`)).json()) as {
        events: ReceivedEvent[];
        next: number;
      };
      if (page.events.length === 0) return found;
      found.push(...page.events);
      next = page.next;
    }
  }

  async function receive(queue: string): Promise<ReceivedMessage[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: world.sqs.queueUrls[queue],
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages.filter(isReceived);
  }

  /** Hands one batch to a function. What failed is back in the queue at once. @returns bodies and what became of them */
  async function work(queue: string, name: string) {
    const batch = await receive(queue);
    if (batch.length === 0) return { done: [], failed: [] };
    const event = toLambdaEvent(batch.map(aged), `arn:aws:sqs:us-east-1:000000000000:${queue}`);
    const answer = (await world.invoke(name, event)) as SQSBatchResponse;
    const ids = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done: string[] = [];
    const failed: string[] = [];
    for (const message of batch) {
      const { MessageId, ReceiptHandle, Body = '' } = message;
      const handle = { QueueUrl: world.sqs.queueUrls[queue], ReceiptHandle };
      if (ids.has(MessageId)) {
        failed.push(Body);
        await client.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }));
      } else {
        done.push(Body);
        await client.send(new DeleteMessageCommand(handle));
      }
    }
    return { done, failed };
  }

  return {
    /** Links an Amazon account: as AcceptGrant does, with tokens that the stand-in for Amazon made. */
    link: async (sub: string, amazonUser: string, more: Partial<GrantId> = {}): Promise<GrantId> => {
      const id: GrantId = { sub, region: 'NA', originJti: `link-of-${amazonUser}`, ...more };
      const { code } = await post('/grants', { amazonUser });
      const deadline = world.deadline();
      const credentials = await createMessagingCredentials(world.registry, world.vault, SKILL_ID).read(
        deadline,
      );
      const secret = new Secret(String(code));
      const request = authorizationCodeRequest(world.amazon.lwaTokenUrl, credentials, secret);
      const tokens = wholeTokens(await sendTokenRequest(request, deadline));
      await grants.store(id, secret, tokens, deadline);
      return id;
    },
    grants,
    setFaults: (faults: object) => post('/faults', faults),
    ledger: async () => (await (await fetch(`${control}/ledger`)).json()) as LedgerCounts,
    events,
    /** The ChangeReports that have arrived, oldest first. */
    reports: async (after = 0): Promise<ArrivedReport[]> => (await events(after)).flatMap(arrived),
    /** One batch of looks, or of deliveries, to the function that works them off. */
    observe: () => work('looks', 'observe'),
    report: () => work('deliveries.fifo', 'report'),
    /** What waits in a queue, taken out of it. */
    take: async (queue: string): Promise<ReceivedMessage[]> => {
      const taken: ReceivedMessage[] = [];
      for (let batch = await receive(queue); batch.length > 0; batch = await receive(queue)) {
        taken.push(...batch);
        for (const { ReceiptHandle } of batch) {
          await client.send(
            new DeleteMessageCommand({ QueueUrl: world.sqs.queueUrls[queue], ReceiptHandle }),
          );
        }
      }
      return taken;
    },
    close: () => client.destroy(),
  };
}

export type ReportingSide = ReturnType<typeof createReportingSide>;

/** Values by property, whatever their order. */
export const valuesOf = (properties: readonly Property[]): Record<string, unknown> =>
  Object.fromEntries(
    properties
      .map(({ namespace, instance, name, value }) => [[namespace, instance, name].join('/'), value] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );
