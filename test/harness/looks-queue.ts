import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { isReceived, toLambdaEvent } from '../../local/sqs/lambda-event.ts';
import type { World } from './world.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:looks';

/** The queue `looks` of a world, seen from both ends. */
export function createLooksSide(world: World) {
  const queueUrl = world.sqs.queueUrls.looks ?? '';
  const client = new SQSClient({
    endpoint: world.sqs.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

  async function receive() {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, AttributeNames: ['All'] }),
    );
    return Messages.filter(isReceived);
  }

  async function remove(handle: string): Promise<void> {
    await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handle }));
  }

  return {
    send: async (body: string | object): Promise<void> => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: text }));
    },
    /** Takes what waits in the queue out of it, without doing anything about it. */
    take: async (): Promise<Record<string, unknown>[]> => {
      const taken: Record<string, unknown>[] = [];
      for (let batch = await receive(); batch.length > 0; batch = await receive()) {
        for (const { Body = '{}', ReceiptHandle } of batch) {
          taken.push(JSON.parse(Body) as Record<string, unknown>);
          await remove(ReceiptHandle);
        }
      }
      return taken;
    },
    /**
     * Hands what waits to `observe`, as Lambda's event source does, until nothing does.
     * @returns the bodies of those that failed, which stay in the queue
     */
    observe: async (): Promise<string[]> => {
      const failed: string[] = [];
      for (let batch = await receive(); batch.length > 0; batch = await receive()) {
        const answer = (await world.invoke('observe', toLambdaEvent(batch, ARN))) as SQSBatchResponse;
        const ids = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const { MessageId, Body = '', ReceiptHandle } of batch) {
          if (ids.has(MessageId)) failed.push(Body);
          else await remove(ReceiptHandle);
        }
      }
      return failed;
    },
    close: () => client.destroy(),
  };
}
