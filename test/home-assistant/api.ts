import WebSocket from 'ws';

/** Home Assistant answered a call of the tests with something else than success. */
export class HomeAssistantCallError extends Error {
  readonly call: string;
  readonly status: number | undefined;
  readonly body: string;
  constructor(call: string, status: number | undefined, body: string) {
    super(`${call} answered ${status ?? 'an error'}: ${body.slice(0, 500)}`);
    this.name = 'HomeAssistantCallError';
    this.call = call;
    this.status = status;
    this.body = body;
  }
}

/** An entity's state as `GET /api/states/<entity_id>` gives it. */
export interface EntityState {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly last_changed: string;
}

/**
 * One HTTP call; the body of the answer, parsed. `T` is the caller's word for what Home Assistant sends.
 *
 * @throws HomeAssistantCallError for every status but 200 and 201
 */
export async function call<T>(
  url: string,
  request: { token?: string; json?: unknown; form?: Record<string, string> } = {},
): Promise<T> {
  const headers: Record<string, string> = {};
  if (request.token !== undefined) headers.authorization = `Bearer ${request.token}`;
  if (request.json !== undefined) headers['content-type'] = 'application/json';
  const body = request.form === undefined ? JSON.stringify(request.json) : new URLSearchParams(request.form);
  const method = request.json === undefined && request.form === undefined ? 'GET' : 'POST';
  const response = await fetch(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
  const text = await response.text();
  if (response.status !== 200 && response.status !== 201) {
    throw new HomeAssistantCallError(`${method} ${new URL(url).pathname}`, response.status, text);
  }
  const parsed: T = text === '' ? undefined : JSON.parse(text);
  return parsed;
}

/** Home Assistant does not know a WebSocket command: the release is older than the command. */
export class UnknownCommandError extends Error {
  constructor(type: string) {
    super(`this Home Assistant does not know the command ${type}`);
    this.name = 'UnknownCommandError';
  }
}

interface SocketMessage {
  readonly type: string;
  readonly success?: boolean;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/**
 * One WebSocket command on a connection of its own; its `result`
 * (https://developers.home-assistant.io/docs/api/websocket).
 *
 * @throws UnknownCommandError when the release has no such command
 * @throws HomeAssistantCallError when the token or the command is refused
 */
export async function command(
  url: string,
  token: string,
  message: { type: string } & Record<string, unknown>,
): Promise<unknown> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/websocket`);
  try {
    return await new Promise((resolve, reject) => {
      const refuse = (body: string) => reject(new HomeAssistantCallError(message.type, undefined, body));
      const answers: Record<string, (received: SocketMessage) => void> = {
        auth_required: () => socket.send(JSON.stringify({ type: 'auth', access_token: token })),
        auth_ok: () => socket.send(JSON.stringify({ id: 1, ...message })),
        auth_invalid: () => refuse('the access token was refused'),
        result: (received) => {
          if (received.success === true) resolve(received.result);
          else if (received.error?.code === 'unknown_command') reject(new UnknownCommandError(message.type));
          else refuse(`${received.error?.code}: ${received.error?.message}`);
        },
      };
      socket.on('message', (data) => {
        const received: SocketMessage = JSON.parse(data.toString());
        answers[received.type]?.(received);
      });
      socket.once('error', reject);
      socket.once('close', () => refuse('the connection was closed'));
    });
  } finally {
    socket.close();
  }
}
