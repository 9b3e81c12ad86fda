import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { createSqsClient } from './clients.ts';

/** A queue to create. A name that ends in `.fifo` makes a FIFO queue, and then that of its dead-letter queue must too. */
export interface QueueDefinition {
  name: string;
  /** Where a message goes after `maxReceiveCount` receives that did not end in its deletion. */
  dlq?: { name: string; maxReceiveCount: number };
  /** Seconds a received message stays hidden; SQS's own default is 30. */
  visibilityTimeout?: number;
  /** FIFO only: messages without a deduplication id get the hash of their body. */
  contentBasedDeduplication?: boolean;
}

/** Where to listen and what to create. */
export interface SqsOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  queues: readonly QueueDefinition[];
  /** Region named in the queues' ARNs; us-east-1 by default. */
  region?: string;
  log?: (line: string) => void;
}

/** A running SQS. */
export interface LocalSqs {
  /** Origin, no trailing slash: the value for `AWS_ENDPOINT_URL_SQS`. */
  url: string;
  /** Queue URLs by queue name, dead-letter queues included. */
  queueUrls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const ACCOUNT = '000000000000';

/**
 * Starts fauxqs, a stand-in for SQS, on this host only, and creates the queues. Messages live in memory.
 * @throws Node's EADDRINUSE error when the port is taken
 */
export async function startSqs(options: SqsOptions): Promise<LocalSqs> {
  const { host, port, queues, region = 'us-east-1', log } = options;
  // fauxqs's own startFauxqs listens on every interface; the application it is made of can be told where.
  const app = buildApp({ logger: false, defaultRegion: region });
  const url = (await app.listen({ host, port })).replace(/\/$/, '');
  const client = createSqsClient(url, region);
  try {
    for (const queue of queues) await createWithDeadLetters(client, queue, region);
  } catch (error) {
    await app.close();
    throw error;
  } finally {
    client.destroy();
  }
  const names = queues.flatMap(({ name, dlq }) => (dlq === undefined ? [name] : [name, dlq.name]));
  log?.(`sqs: ${names.join(', ')}`);
  return {
    url,
    // Without the region in the host name, which fauxqs would add and which not every resolver can look up.
    queueUrls: Object.fromEntries(names.map((name) => [name, `${url}/${ACCOUNT}/${name}`])),
    close: () => app.close(),
  };
}

async function createWithDeadLetters(
  client: SQSClient,
  queue: QueueDefinition,
  region: string,
): Promise<void> {
  const { name, dlq, visibilityTimeout, contentBasedDeduplication } = queue;
  const attributes: Record<string, string> = {};
  if (visibilityTimeout !== undefined) attributes.VisibilityTimeout = String(visibilityTimeout);
  if (contentBasedDeduplication !== undefined) {
    attributes.ContentBasedDeduplication = String(contentBasedDeduplication);
  }
  if (dlq !== undefined) {
    await client.send(new CreateQueueCommand({ QueueName: dlq.name, Attributes: fifo(dlq.name) }));
    attributes.RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:${region}:${ACCOUNT}:${dlq.name}`,
      maxReceiveCount: dlq.maxReceiveCount,
    });
  }
  await client.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes, ...fifo(name) } }),
  );
}

function fifo(name: string): Record<string, string> {
  return name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
}
