import { arrayAt, stringAt, valueAt } from './checks/json.ts';
import { ControlError, UnreachableError } from './errors.ts';
import type { Fetch } from './sign-in.ts';

/** An event that reached the event gateway's stand-in; `message` is as it was sent, its token withheld. */
export type GatewayEvent = {
  readonly seq: number;
  readonly at: string;
  readonly amazonUser: string;
  readonly message: unknown;
};

/** The control API of the stand-in for Amazon: what no outsider can ask of the real one. */
export type AmazonControl = {
  /** A fresh Login with Amazon code for an Amazon user. */
  readonly grant: (amazonUser: string) => Promise<string>;
  /** Events after a sequence number, waiting up to `waitSeconds` for the first; `next` is where to go on. */
  readonly events: (
    after: number,
    options?: { readonly waitSeconds?: number; readonly signal?: AbortSignal },
  ) => Promise<{ readonly events: readonly GatewayEvent[]; readonly next: number }>;
  /** What the skill had said by now before its answer to a request, oldest first: SSML (progressive responses). */
  readonly progress: (requestId: string) => Promise<readonly string[]>;
};

const answerTimeoutMs = 10_000;

/**
 * Talks to the control API at `url`. A deployment on AWS has none: then every call throws ControlError, which
 * says so. UnreachableError when nothing answers.
 */
export function createAmazonControl(ports: {
  readonly url: string | undefined;
  readonly fetch: Fetch;
}): AmazonControl {
  const request = async (path: string, timeoutMs: number, init: RequestInit, signal?: AbortSignal) => {
    const { url, fetch } = ports;
    if (url === undefined) {
      throw new ControlError(
        'This stack has no stand-in for Amazon: the real Alexa sends grants and receives events itself',
      );
    }
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`${url}${path}`, {
        ...init,
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      body = await response.json().catch(() => undefined);
    } catch (cause) {
      signal?.throwIfAborted();
      throw new UnreachableError('The stand-in for Amazon', url, { cause });
    }
    if (!response.ok) {
      const reason = stringAt(body, 'error', 'message') ?? 'no reason given';
      throw new ControlError(`The stand-in for Amazon answered ${response.status}: ${reason}`);
    }
    return body;
  };

  return {
    async grant(amazonUser) {
      const body = await request('/grants', answerTimeoutMs, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ amazonUser }),
      });
      const code = stringAt(body, 'code');
      if (code === undefined) throw new ControlError('The stand-in for Amazon gave no code');
      return code;
    },
    async events(after, { waitSeconds = 0, signal } = {}) {
      const path = `/events?after=${after}&wait=${waitSeconds}`;
      const body = await request(path, answerTimeoutMs + waitSeconds * 1000, {}, signal);
      const next = valueAt(body, 'next');
      const events = (arrayAt(body, 'events') ?? []).map(readEvent);
      return { events, next: typeof next === 'number' ? next : (events.at(-1)?.seq ?? after) };
    },
    async progress(requestId) {
      const said = arrayAt(await request('/progress', answerTimeoutMs, {}), 'progress') ?? [];
      return said
        .filter((one) => stringAt(one, 'requestId') === requestId)
        .map((one) => stringAt(one, 'speech') ?? '');
    },
  };
}

function readEvent(event: unknown): GatewayEvent {
  const seq = valueAt(event, 'seq');
  return {
    seq: typeof seq === 'number' ? seq : 0,
    at: stringAt(event, 'at') ?? '',
    amazonUser: stringAt(event, 'amazonUser') ?? '',
    message: valueAt(event, 'message'),
  };
}
