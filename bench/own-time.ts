import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { requestName } from './watch-calls.ts';

/** From when to when somebody else was waited for, `performance.now()` each. */
interface Wait {
  readonly from: number;
  to: number;
}

/** What something took, how much of it was spent waiting for others, and whom it called. Milliseconds. */
export interface OwnTime {
  readonly ms: number;
  readonly ownMs: number;
  /** Names of the calls, in the order in which they were made. */
  readonly calls: readonly string[];
}

interface UndiciRequest {
  method: string;
  path: string;
}

/** Milliseconds that lie in at least one of the waits. */
function waited(waits: readonly Wait[]): number {
  let sum = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of waits.toSorted((one, other) => one.from - other.from)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

/**
 * Does something and takes the time, that of the calls it makes apart: those of Node's own client and those of `fetch`.
 * While at least one call is under way, it counts as waiting; so what is left is less than the work, never more.
 * @see https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#http
 * @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
export async function takeOwnTime(during: () => Promise<unknown>): Promise<OwnTime> {
  const waits = new Map<object, Wait>();
  const calls: string[] = [];
  const begin = (request: object, name: string) => {
    calls.push(name);
    waits.set(request, { from: performance.now(), to: Number.POSITIVE_INFINITY });
  };
  const end = (request: object) => {
    const wait = waits.get(request);
    if (wait !== undefined) wait.to = performance.now();
  };
  const listeners: Readonly<Record<string, (message: unknown) => void>> = {
    'http.client.request.created': (message) => {
      const { request } = message as { request: ClientRequest };
      begin(request, requestName(request));
    },
    'http.client.response.finish': (message) => end((message as { request: ClientRequest }).request),
    'undici:request:create': (message) => {
      const { request } = message as { request: UndiciRequest };
      begin(request, `${request.method} ${request.path.split('?', 1)[0]}`);
    },
    'undici:request:trailers': (message) => end((message as { request: UndiciRequest }).request),
  };
  for (const [name, listener] of Object.entries(listeners)) diagnostics.subscribe(name, listener);
  const start = performance.now();
  try {
    await during();
  } finally {
    for (const [name, listener] of Object.entries(listeners)) diagnostics.unsubscribe(name, listener);
  }
  const now = performance.now();
  const seen = [...waits.values()].map(({ from, to }) => ({ from, to: Math.min(to, now) }));
  return { ms: now - start, ownMs: now - start - waited(seen), calls };
}
