import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { type Poller, type PollerOptions, startPoller } from '../../local/sqs/poller.ts';
import { type LocalSqs, type QueueDefinition, startSqs } from '../../local/sqs/start.ts';

/** What the function does with a batch: its answer as text, a function error, or an HTTP error of the service. */
export interface FunctionAnswer {
  payload?: string;
  functionError?: string;
  status?: number;
}

export type LambdaFunction = (
  event: SQSEvent,
  invocation: number,
) => FunctionAnswer | Promise<FunctionAnswer>;

/** A small server that speaks AWS's Lambda Invoke API for one function, and remembers the events it was given. */
export async function startLambda(functionName: string, run: LambdaFunction, port = 0) {
  const events: { event: SQSEvent; at: number }[] = [];
  const problems: string[] = [];
  const server = createServer(async (request, response) => {
    const event: SQSEvent = JSON.parse(await text(request));
    if (request.url !== `/2015-03-31/functions/${functionName}/invocations` || request.method !== 'POST') {
      problems.push(`${request.method} ${request.url}`);
    }
    events.push({ event, at: Date.now() });
    const { payload = '', functionError, status = 200 } = await run(event, events.length);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(functionError !== undefined && { 'x-amz-function-error': functionError }),
      ...(status === 429 && { 'x-amzn-errortype': 'TooManyRequestsException' }),
      ...(status === 404 && { 'x-amzn-errortype': 'ResourceNotFoundException' }),
    });
    response.end(payload);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    problems,
    bodies: () => events.map(({ event }) => event.Records.map((record) => record.body)),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** One queue, one function and one poller between them. */
export async function startLine(
  queue: Omit<QueueDefinition, 'name'> & { name?: string },
  run: LambdaFunction,
  poller: Partial<PollerOptions> = {},
) {
  const name = queue.name ?? 'looks';
  const lambda = await startLambda('observe', run);
  const sqs: LocalSqs = await startSqs({ host: '127.0.0.1', port: 0, queues: [{ ...queue, name }] });
  const queueUrl = sqs.queueUrls[name] ?? '';
  const lines: string[] = [];
  const options: PollerOptions = {
    sqsEndpoint: sqs.url,
    queueUrl,
    lambdaEndpoint: lambda.url,
    functionName: 'observe',
    batchSize: 10,
    log: (line) => lines.push(line),
    ...poller,
  };
  let running: Poller | undefined;
  const client = new SQSClient({
    endpoint: sqs.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    lambda,
    sqs,
    queueUrl,
    client,
    lines,
    async startPoller() {
      running = await startPoller(options);
      return running;
    },
    send: (body: string, more: Partial<ConstructorParameters<typeof SendMessageCommand>[0]> = {}) =>
      client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...more })),
    /** How many messages are waiting and how many are hidden, from fauxqs's own inspection. */
    async depth(queueName = name) {
      const response = await fetch(`${sqs.url}/_fauxqs/queues`);
      const all = (await response.json()) as {
        name: string;
        approximateMessageCount: number;
        approximateInflightCount: number;
      }[];
      const found = all.find((one) => one.name === queueName);
      return { waiting: found?.approximateMessageCount, hidden: found?.approximateInflightCount };
    },
    async close() {
      await running?.close();
      client.destroy();
      await sqs.close();
      await lambda.close();
    },
  };
}
