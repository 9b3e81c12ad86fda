import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isObject, type JsonObject } from './alexa/message.ts';
import { ClientNameTaken, type RefreshToken, type TokenStore } from './auth/token-store.ts';
import type { User } from './auth/user.ts';
import { type Faults, faultReply } from './http/faults.ts';
import type { Ledger } from './http/ledger.ts';
import { plain } from './http/reply.ts';
import type { Assistant } from './speech/assistants.ts';
import { homeAssistantVersion } from './version.ts';

/** Home Assistant hangs up on a client that has not authenticated after this time. */
const authPatienceMs = 10_000;

/** A command was refused; the code is Home Assistant's. */
class CommandError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
  }
}

interface Context {
  readonly user: User;
  readonly tokens: TokenStore;
  readonly assistants: () => readonly Assistant[] | undefined;
  /** The token that this connection authenticated with. */
  readonly current: RefreshToken;
}

type Command = (message: JsonObject, context: Context) => unknown;

function field(message: JsonObject, name: string): string {
  const value = message[name];
  if (typeof value !== 'string') {
    throw new CommandError('invalid_format', `required key not provided @ data['${name}']. Got None`);
  }
  return value;
}

const commands: Readonly<Record<string, Command>> = {
  'auth/current_user': (_message, { user }) => ({
    id: user.id,
    name: user.username,
    is_owner: true,
    is_admin: true,
    credentials: [{ auth_provider_type: 'homeassistant', auth_provider_id: null }],
    mfa_modules: [],
  }),
  'auth/long_lived_access_token': (message, { tokens }) => {
    const clientName = field(message, 'client_name');
    const { lifespan } = message;
    if (typeof lifespan !== 'number' || !Number.isInteger(lifespan)) {
      throw new CommandError('invalid_format', "required key not provided @ data['lifespan']. Got None");
    }
    try {
      return tokens.accessToken(tokens.longLived(clientName, lifespan));
    } catch (error) {
      // Home Assistant does not say what is wrong with a name that is taken.
      if (error instanceof ClientNameTaken) throw new CommandError('unknown_error', 'Unknown error');
      throw error;
    }
  },
  'auth/refresh_tokens': (_message, { tokens, current }) =>
    tokens.list().map((token) => ({
      auth_provider_type: token.kind === 'normal' ? 'homeassistant' : null,
      client_icon: null,
      client_id: token.clientId,
      client_name: token.clientName,
      created_at: token.createdAt,
      expire_at: null,
      id: token.id,
      is_current: token.id === current.id,
      last_used_at: null,
      last_used_ip: null,
      type: token.kind,
    })),
  'conversation/agent/list': (_message, { assistants }) => {
    const agents = assistants();
    if (agents === undefined) throw new CommandError('unknown_command', 'Unknown command.');
    return { agents };
  },
  'auth/delete_refresh_token': (message, { tokens }) => {
    if (!tokens.remove(field(message, 'refresh_token_id'))) {
      throw new CommandError('invalid_token_id', 'Received invalid token');
    }
    return {};
  },
};

const failure = (id: unknown, code: string, message: string): JsonObject => ({
  id,
  type: 'result',
  success: false,
  error: { code, message },
});

/** Answers one message of an authenticated connection. */
function answerCommand(message: unknown, context: Context, lastId: number): JsonObject {
  const id = isObject(message) ? message.id : 0;
  if (!isObject(message) || typeof message.type !== 'string' || !Number.isInteger(id) || Number(id) <= 0) {
    return failure(id, 'invalid_format', 'Message incorrectly formatted.');
  }
  if (Number(id) <= lastId) return failure(id, 'id_reuse', 'Identifier values have to increase.');
  if (message.type === 'ping') return { id, type: 'pong' };
  const command = commands[message.type];
  if (!command) return failure(id, 'unknown_command', 'Unknown command.');
  try {
    return { id, type: 'result', success: true, result: command(message, context) };
  } catch (error) {
    if (error instanceof CommandError) return failure(id, error.code, error.message);
    return failure(id, 'unknown_error', 'Unknown error');
  }
}

function parse(data: RawData): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}

/** What the WebSocket API needs of the home. */
export interface WebSocketPorts {
  readonly server: Server;
  readonly user: User;
  readonly tokens: TokenStore;
  /** Undefined while `conversation:` is not configured. */
  readonly assistants: () => readonly Assistant[] | undefined;
  readonly refusesProxy: (request: IncomingMessage) => boolean;
  readonly faults: Faults;
  readonly ledger: Ledger;
}

/**
 * Serves `/api/websocket`: the authentication phase, then the commands above; anything else is
 * `unknown_command`. Deleting a token closes the connections that use it.
 *
 * @returns closes every connection
 */
export function serveWebSocket(ports: WebSocketPorts): () => void {
  const { server, user, tokens, assistants, refusesProxy, faults, ledger } = ports;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });

  const converse = (socket: WebSocket, token: RefreshToken): void => {
    const context: Context = { user, tokens, assistants, current: token };
    // Closing waits for what is being sent, so that whoever deletes its own token still hears the result.
    const forget = tokens.onRemove(token.id, () => setImmediate(() => socket.close()));
    socket.on('close', forget);
    let lastId = 0;
    socket.on('message', (data) => {
      const message = parse(data);
      const reply = answerCommand(message, context, lastId);
      lastId = Math.max(lastId, Number(isObject(message) ? message.id : 0) || 0);
      socket.send(JSON.stringify(reply));
    });
  };

  const greet = (socket: WebSocket): void => {
    const tell = (type: string, more: JsonObject): void => socket.send(JSON.stringify({ type, ...more }));
    const patience = setTimeout(() => socket.close(), authPatienceMs);
    socket.on('close', () => clearTimeout(patience));
    socket.on('error', () => socket.terminate());
    tell('auth_required', { ha_version: homeAssistantVersion });
    socket.once('message', (data) => {
      clearTimeout(patience);
      const message = parse(data);
      const formed = isObject(message) && message.type === 'auth' && typeof message.access_token === 'string';
      const token = formed ? tokens.verify(String(message.access_token)) : undefined;
      if (!token) {
        const why = formed ? 'Invalid access token or password' : 'Auth message incorrectly formatted';
        tell('auth_invalid', { message: why });
        socket.close();
        return;
      }
      converse(socket, token);
      tell('auth_ok', { ha_version: homeAssistantVersion });
    });
  };

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const fault = faults.take(path);
    const own = refusesProxy(request) ? plain(400) : path === '/api/websocket' ? undefined : plain(404);
    const refusal = (fault && faultReply(fault)) ?? own;
    ledger.add({
      method: 'GET',
      path,
      auth: 'none',
      headers: Object.keys(request.headers),
      connection: 0,
      status: refusal?.status ?? 101,
    });
    stream.on('error', () => stream.destroy());
    if (refusal) {
      const body = refusal.body ?? '';
      stream.end(
        `HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      return;
    }
    const open = (): void => sockets.handleUpgrade(request, stream, head, greet);
    if (fault?.delayMs) setTimeout(open, fault.delayMs).unref();
    else open();
  });

  return () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  };
}
