/**
 * A process that sends directives or sentences and nothing else, so that the processor time it takes is theirs: either
 * through the bundle of a function, as Lambda would, or straight to the home with Node's own client.
 */
import { randomUUID } from 'node:crypto';
import https from 'node:https';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { serve } from './child.ts';
import {
  assertAnswers,
  type ForHome,
  type MessageName,
  messageForHome,
  messageForSkill,
} from './messages.ts';
import type { Line, Surroundings } from './surroundings.ts';
import { type CallsSeen, watchCalls } from './watch-calls.ts';

export type CallerOptions =
  | { kind: 'direct'; surroundings: Surroundings }
  | { kind: 'function'; surroundings: Surroundings; bundle: string };

/** What to send, and how often. */
export interface Batch {
  line: Line;
  message: MessageName;
  calls: number;
}

/** Times in milliseconds, of each call; processor time in microseconds, of all calls together. */
export interface Measured {
  times: number[];
  cpuMicros: number;
}

interface Sender {
  prepare(batch: Batch): unknown;
  send(line: Line, message: unknown): Promise<unknown>;
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

const lambdaContext = () => ({
  awsRequestId: randomUUID(),
  functionName: 'directive',
  getRemainingTimeInMillis: () => 8_000,
});

function functionSender(bundle: string, { routes }: Surroundings): Sender {
  const { handler } = createRequire(import.meta.url)(bundle) as { handler: Handler };
  return {
    prepare: ({ line, message }) => messageForSkill(message, routes[line]),
    send: (_line, message) => handler(message, lambdaContext()),
  };
}

/** As little as a program can do to hand a directive to a home: the floor that the function is compared with. */
function directSender({ routes, certificate }: Surroundings): Sender {
  const agent = new https.Agent({ keepAlive: true, ca: certificate });
  return {
    prepare: ({ line, message }) => messageForHome(message, routes[line]),
    send: (line, message) =>
      new Promise((resolve, reject) => {
        const { url, homeToken } = routes[line];
        const { path, body: said } = message as ForHome;
        const body = JSON.stringify(said);
        const headers = {
          authorization: `Bearer ${homeToken}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        };
        const request = https.request(new URL(path, url), { method: 'POST', agent, headers }, (answer) =>
          text(answer).then((json) => resolve(JSON.parse(json)), reject),
        );
        request.on('error', reject);
        request.end(body);
      }),
  };
}

let sender: Sender | undefined;

/** Loads what is measured. @returns milliseconds that it took */
function load(options: CallerOptions): number {
  const before = performance.now();
  sender =
    options.kind === 'function'
      ? functionSender(options.bundle, options.surroundings)
      : directSender(options.surroundings);
  return performance.now() - before;
}

function loaded(): Sender {
  if (sender === undefined) throw new Error('Nothing is loaded yet.');
  return sender;
}

/** Sends one directive after the other; making and checking messages is not part of the time. */
async function send(batch: Batch): Promise<Measured> {
  const { prepare, send: sendOne } = loaded();
  const messages = Array.from({ length: batch.calls }, () => prepare(batch));
  const answers: unknown[] = [];
  const times: number[] = [];
  const before = process.cpuUsage();
  for (const message of messages) {
    const start = performance.now();
    answers.push(await sendOne(batch.line, message));
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  for (const answer of answers) assertAnswers(batch.message, answer);
  return { times, cpuMicros: user + system };
}

/** Calls that were noted, and the times of the directives that caused them. */
export interface Watched {
  seen: CallsSeen[];
  times: number[];
}

/** Sends as well, and notes what calls that made. */
async function watch(batch: Batch): Promise<Watched> {
  let times: number[] = [];
  const seen = await watchCalls(async () => {
    times = (await send(batch)).times;
  });
  return { seen, times };
}

/** The same from the beginning: what loading the code calls belongs to it too. */
async function watchFromLoading(job: { options: CallerOptions; batch: Batch }): Promise<Watched> {
  let times: number[] = [];
  const seen = await watchCalls(async () => {
    load(job.options);
    times = (await send(job.batch)).times;
  });
  return { seen, times };
}

const api = { load, send, watch, watchFromLoading };
export type CallerApi = typeof api;

if (import.meta.main) serve(api);
