import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { startWorker, type Worker, type WorkerName } from './event-sources.ts';
import type { World } from './world.ts';

/** At which of a worker's calls it is killed, and whether that call still takes effect. */
export interface Death {
  /** Counted from 1. */
  call: number;
  effect: 'before' | 'after';
  /** Which calls count; all of them, if it is not said. */
  counts?: (label: string) => boolean;
}

/** Counts the calls of one worker, and lets none out or in once it is dead. */
interface Life {
  /** What happens to the next call: passed on, passed on without an answer, or neither. */
  next(label: string): 'pass' | 'unanswered' | 'lost';
  isOver(): boolean;
  calls: string[];
}

function createLife({ call, effect, counts = () => true }: Death): Life {
  const calls: string[] = [];
  let left = call;
  return {
    next: (label) => {
      if (left === 0) return 'lost';
      calls.push(label);
      if (counts(label)) left -= 1;
      if (left > 0) return 'pass';
      return effect === 'before' ? 'lost' : 'unanswered';
    },
    isOver: () => left === 0,
    calls,
  };
}

interface Line {
  url: string;
  close(): void;
}

/** Passes on what one service is asked, as long as whoever asks is alive. */
async function startLine(target: string, name: string, life: () => Life | undefined): Promise<Line> {
  const { hostname, port } = new URL(target);
  const forward = async (request: IncomingMessage, body: Buffer) => {
    const { method = 'GET', url = '/', headers } = request;
    const asking = sendRequest({
      hostname,
      port,
      method,
      path: url,
      headers: { ...headers, connection: 'close' },
    });
    asking.end(body);
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return { answer, text: await buffer(answer) };
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const action = String(request.headers['x-amz-target'] ?? request.url)
      .split(/[./]/)
      .at(-1);
    const what = life()?.next(`${name} ${action}`) ?? 'pass';
    if (what === 'lost') {
      response.destroy();
      return;
    }
    const { answer, text } = await forward(request, body);
    if (what === 'unanswered') {
      response.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.end(text);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  /** A whole conversation over a WebSocket is one call: it is held, and whoever held it may be dead after it. */
  server.on('upgrade', (request, socket, head) => {
    const what = life()?.next(`${name} websocket`) ?? 'pass';
    if (what === 'lost') {
      socket.destroy();
      return;
    }
    const onward = connect(Number(port), hostname);
    const lines = Object.entries(request.headers).map(([field, value]) => `${field}: ${String(value)}`);
    onward.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket);
    socket.pipe(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
  });
  server.keepAliveTimeout = 75_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A worker that dies at one of its calls: nothing that it tries after that reaches anybody. */
export interface MortalWorker extends Worker {
  isDead(): boolean;
  /** What it asked, in order, the call that it died of last. */
  calls(): readonly string[];
}

/**
 * Workers that die as Lambda lets them: in the middle of something, without a last word, and what they worked on comes
 * again. A worker here shares its process with everything else, so it is cut off from all services instead.
 */
export function createMortals() {
  const lines: Line[] = [];
  let latest: Life | undefined;
  let spare = () => {};
  const lineTo = async (target: string, name: string, life: () => Life | undefined) => {
    const line = await startLine(target, name, life);
    lines.push(line);
    return line.url;
  };

  return {
    /** Another address of a home; the worker that was started last is cut off from it when it dies. */
    addressOf: (url: string): Promise<string> => lineTo(url, 'home', () => latest),
    /** Starts a worker that is to die. One at a time: until it is spared the environment is its own. */
    start: async (world: World, name: WorkerName, death: Death): Promise<MortalWorker> => {
      const life = createLife(death);
      const mine = (target: string, service: string) => lineTo(target, service, () => life);
      const [dynamoDb, sqs, kms, amazon, cognito] = await Promise.all([
        mine(world.dynamoDb.url, 'dynamodb'),
        mine(world.sqs.url, 'sqs'),
        mine(world.kms.url, 'kms'),
        mine(world.amazon.url, 'amazon'),
        mine(world.keySet.url, 'cognito'),
      ]);
      const before = { ...process.env };
      Object.assign(process.env, {
        AWS_ENDPOINT_URL_DYNAMODB: dynamoDb,
        AWS_ENDPOINT_URL_SQS: sqs,
        // SQS's client goes where the queue's own URL leads.
        LOOKS_QUEUE_URL: world.sqs.queueUrls.looks?.replace(world.sqs.url, sqs),
        DELIVERIES_QUEUE_URL: world.sqs.queueUrls['deliveries.fifo']?.replace(world.sqs.url, sqs),
        ERASURES_QUEUE_URL: world.sqs.queueUrls.erasures?.replace(world.sqs.url, sqs),
        AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito,
        AWS_ENDPOINT_URL_KMS: kms,
        LWA_TOKEN_URL: world.amazon.lwaTokenUrl.replace(world.amazon.url, amazon),
        ALEXA_EVENT_GATEWAY_URL: world.amazon.eventGatewayUrl.replace(world.amazon.url, amazon),
      });
      // AWS's clients read the environment as late as with their first call.
      spare = () => {
        Object.assign(process.env, before);
        latest = undefined;
      };
      latest = life;
      const worker = await startWorker(name);
      return { ...worker, isDead: life.isOver, calls: () => life.calls };
    },
    /** Has done with the worker that was started last: the environment and the homes are for everybody again. */
    spare: () => spare(),
    close: () => {
      for (const line of lines) line.close();
    },
  };
}

export type Mortals = ReturnType<typeof createMortals>;
