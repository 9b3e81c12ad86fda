import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call of an AWS JSON service, as it passes the proxy. */
export interface AwsCall {
  /** The last part of `X-Amz-Target`, such as `GetItem`. */
  action: string;
  body: Record<string, unknown>;
}

/** What happens to a call instead of being passed on; `hang` never answers, `drop` closes the connection. */
export type AwsFault = 'hang' | 'drop' | { status: number; body: Record<string, unknown> };

/** DynamoDB's own words for what makes the SDK try again, and then give up. */
export const SERVICE_DOWN: AwsFault = {
  status: 500,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'out of order' },
};
export const THROTTLED: AwsFault = {
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message: 'slow',
  },
};

/**
 * A proxy before DynamoDB (or another service of AWS's JSON protocol) that notes each call, and fails those that a
 * test picks out.
 * @param target origin of the service
 */
export async function startAwsProxy(target: string) {
  let pick: ((call: AwsCall) => AwsFault | undefined) | undefined;
  let before: ((call: AwsCall) => Promise<void>) | undefined;
  let calls: AwsCall[] = [];

  function fail(fault: AwsFault, response: ServerResponse): void {
    if (fault === 'hang') return;
    if (fault === 'drop') {
      response.destroy();
      return;
    }
    response.writeHead(fault.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(fault.body));
  }

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const action = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const call = { action, body: JSON.parse(body || '{}') as Record<string, unknown> };
    calls.push(call);
    await before?.(call);
    const fault = pick?.(call);
    if (fault !== undefined) {
      fail(fault, response);
      return;
    }
    const { authorization = '', 'x-amz-target': amzTarget } = request.headers;
    const headers = {
      authorization,
      'x-amz-target': String(amzTarget),
      'content-type': String(request.headers['content-type']),
      'x-amz-date': String(request.headers['x-amz-date']),
    };
    try {
      const answer = await fetch(target, { method: 'POST', headers, body });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch {
      response.destroy();
    }
  });
  server.keepAliveTimeout = 75_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Fails the calls for which `next` names a fault; undefined lets everything pass again. */
    setFault: (next: typeof pick) => {
      pick = next;
    },
    /** Something else that happens, to its end, before a call is passed on: what comes in between, at will. */
    setBefore: (next: typeof before) => {
      before = next;
    },
    /** The calls since the last `forget`, or those of one action. */
    calls: (action?: string) => calls.filter((call) => action === undefined || call.action === action),
    forget: () => {
      calls = [];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type AwsProxy = Awaited<ReturnType<typeof startAwsProxy>>;

/**
 * Proxies before a world's services. Its functions go through them, since they are loaded on first use; the world itself
 * does not.
 */
export async function startAwsProxies(world: {
  dynamoDb: { url: string };
  kms: { url: string };
  sqs: { url: string; queueUrls: Readonly<Record<string, string>> };
}) {
  const [store, keys, queue] = await Promise.all([
    startAwsProxy(world.dynamoDb.url),
    startAwsProxy(world.kms.url),
    startAwsProxy(world.sqs.url),
  ]);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: store.url,
    AWS_ENDPOINT_URL_KMS: keys.url,
    AWS_ENDPOINT_URL_SQS: queue.url,
    LOOKS_QUEUE_URL: world.sqs.queueUrls.looks?.replace(world.sqs.url, queue.url),
  });
  return { store, keys, queue };
}
