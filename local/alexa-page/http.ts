import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type JsonObject } from '../alexa/checks/json.ts';

/** A request that is not as it has to be; `status` and `message` are the answer. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const MAX_BODY_BYTES = 64 * 1024;

/** Nothing but what this page itself brings; no markup made from text, no frame around it. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // The sign-in's code arrives in an address here.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/**
 * Lets in only this page's own requests: its name in `Host` (another site's name may point to this computer too), and
 * for whatever changes something also its origin and JSON, which no other site's form can send.
 * @throws Refused
 */
export function guard({ method, headers }: IncomingMessage, origins: readonly string[]): void {
  const own = origins.find((origin) => new URL(origin).host === headers.host);
  if (own === undefined) throw new Refused(421, 'This page has another address.');
  if (method === 'GET' || method === 'HEAD') return;
  if (headers.origin !== own) throw new Refused(403, 'This comes from another page.');
  if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
    throw new Refused(415, 'This takes JSON only.');
}

/** Reads a body that is a JSON object; none at all is an empty one. @throws Refused */
export async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  if (size > MAX_BODY_BYTES) throw new Refused(413, 'This is too much.');
  if (size === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refused(400, 'This is no JSON.');
  }
  if (!isObject(body)) throw new Refused(400, 'This is no JSON object.');
  return body;
}

/** Sends an answer with the headers that all of them have. */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...HEADERS, ...headers, 'content-type': type }).end(body);
}

/** Sends JSON. */
export const sendJson = (response: ServerResponse, status: number, value: unknown): void =>
  send(response, status, 'application/json', JSON.stringify(value));

/** Begins an answer that has no end. */
export const beginEvents = (response: ServerResponse): void => {
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
};

/** Leads on to another page of this server. */
export const leadTo = (response: ServerResponse, path: string): void => {
  response.writeHead(303, { ...HEADERS, location: path }).end();
};
