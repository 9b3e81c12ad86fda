import type { IncomingMessage, ServerResponse } from 'node:http';

/** The event gateway's limit for one message, in bytes (Alexa.Discovery, "AddOrUpdateReport"); taken for every route. */
export const MAX_BODY_BYTES = 256 * 1024;

/** One request, read to its end. */
export interface Incoming {
  url: URL;
  headers: IncomingMessage['headers'];
  /** The body, or `too-large` above {@link MAX_BODY_BYTES}. */
  body: Buffer | 'too-large';
  /** Aborted when the caller has gone or the server closes: nobody is waiting for the answer any more. */
  gone: AbortSignal;
}

/** One answer. `cutShort` promises the whole length, sends half and drops the connection. */
export interface Reply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  cutShort?: boolean;
}

/** A JSON answer that no cache may keep. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(value),
  };
}

/** Reads the body to its end; what is too large is drained and forgotten, so that the caller can read the refusal. */
export async function readBody(request: IncomingMessage): Promise<Buffer | 'too-large'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
    else chunks.length = 0;
  }
  return size > MAX_BODY_BYTES ? 'too-large' : Buffer.concat(chunks);
}

/** Sends the reply. */
export function send(response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(reply.body ?? '');
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  if (reply.cutShort !== true) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  // The half must have left before the connection goes, or the caller would see no answer at all.
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}

/** Whether the value is a JSON object (not null, not an array). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
