import WebSocket from 'ws';
import type { Deadline } from '../deadline.ts';
import {
  HomeAnswerInvalid,
  HomeAnswerNotJson,
  HomeAnswerTooLarge,
  HomeConnectionLost,
  HomeRefusesCommand,
  HomeRejects,
  HomeTimedOut,
  HomeTokenRefused,
  HomeWebSocketRefused,
} from '../outcomes/home.ts';
import { asError, type Outcome } from '../outcomes/outcome.ts';
import { outcomeOfStatus } from './answers.ts';
import { toHomeOutcome } from './connection-outcomes.ts';
import type { HomeAccess } from './home-access.ts';
import type { HomeAnswer, Transport } from './transport.ts';

type Frame = Record<string, unknown> & { type: string };

/** A conversation with Home Assistant's WebSocket API. */
export interface HomeSocket {
  /** As the greeting says, before any login. */
  readonly homeAssistantVersion: string;
  /** @throws {HomeTokenRefused} */
  authenticate(): Promise<void>;
  /**
   * Sends a command and returns its result.
   * @throws {HomeRefusesCommand} with Home Assistant's error code
   * @throws {HomeConnectionLost}
   */
  command(type: string, parameters?: Record<string, unknown>): Promise<unknown>;
  close(): void;
}

/** Who refuses may say why: as much of it is read as tells one proxy's page from another's. */
const MAX_REFUSAL_LENGTH = 2_048;
const MAX_BYTES = 1024 * 1024;
/** What `ws` calls a frame beyond that. */
const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

function parseFrame(data: WebSocket.RawData): Frame {
  try {
    const frame = JSON.parse(String(data)) as Frame | null;
    if (typeof frame?.type === 'string') return frame;
  } catch {
    // Said below; the parser's message would quote the frame.
  }
  throw new HomeAnswerInvalid('a WebSocket frame');
}

/**
 * Why there is an ordinary answer instead of a conversation. Home Assistant has one for everybody who asks
 * rightly, and what objects to the request as such is a proxy that does not pass the upgrade on: Home Assistant
 * then answers 400, other proxies 404 or 426, with a page or without. The token is only sent inside of the
 * conversation, so nothing is said of it.
 */
function outcomeOfHandshake(answer: HomeAnswer): Outcome {
  const outcome = outcomeOfStatus(answer, false);
  const objects =
    outcome instanceof HomeRejects || (outcome instanceof HomeAnswerNotJson && answer.status >= 400);
  return objects ? new HomeWebSocketRefused(answer.status) : outcome;
}

/**
 * Frames in the order in which they arrive, whoever comes first, reader or frame. A broken connection is the
 * last thing that is read.
 */
function createInbox(socket: WebSocket) {
  const frames: Frame[] = [];
  const readers: { resolve: (frame: Frame) => void; reject: (error: Error) => void }[] = [];
  let broken: Error | undefined;
  const fail = (error: Error) => {
    broken ??= error;
    for (const reader of readers.splice(0)) reader.reject(broken);
  };
  socket.on('message', (data) => {
    try {
      const frame = parseFrame(data);
      const reader = readers.shift();
      if (reader === undefined) frames.push(frame);
      else reader.resolve(frame);
    } catch (error) {
      fail(asError(error));
    }
  });
  socket.on('unexpected-response', (_request, response) => {
    let text = '';
    const refuse = () => {
      const { statusCode: status = 0, headers } = response;
      // Only with 400 do the words say more than the status does.
      fail(outcomeOfHandshake({ status, headers, text: status === 400 ? text : '' }));
      socket.terminate();
    };
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      if (text.length >= MAX_REFUSAL_LENGTH) refuse();
    });
    response.once('end', refuse);
  });
  socket.on('error', (error) => {
    const { code } = error as NodeJS.ErrnoException;
    fail(code === TOO_LARGE ? new HomeAnswerTooLarge(MAX_BYTES) : toHomeOutcome(error));
  });
  socket.on('close', (code) => fail(new HomeConnectionLost(`WebSocket closed with code ${code}`)));
  return {
    fail,
    next: () =>
      new Promise<Frame>((resolve, reject) => {
        const frame = frames.shift();
        if (frame !== undefined) resolve(frame);
        else if (broken !== undefined) reject(broken);
        else readers.push({ resolve, reject });
      }),
  };
}

/**
 * Opens the WebSocket through the home's guarded agent and reads the greeting. The deadline is for the whole
 * conversation.
 * @throws any outcome of `lib/outcomes/home.ts`
 * @see https://developers.home-assistant.io/docs/api/websocket
 */
export async function openHomeSocket(
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
): Promise<HomeSocket> {
  const address = new URL('/api/websocket', home.url);
  address.protocol = home.url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, {
    agent: transport.agentFor(home),
    headers: transport.headersFor(home),
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: MAX_BYTES,
  });
  const inbox = createInbox(socket);
  const timer = setTimeout(() => {
    inbox.fail(new HomeTimedOut(socket.readyState === WebSocket.CONNECTING ? 'connect' : 'answer'));
    socket.terminate();
  }, deadline.remaining());
  const close = () => {
    clearTimeout(timer);
    socket.terminate();
  };

  let id = 0;
  async function resultOf(commandId: number, type: string): Promise<unknown> {
    for (;;) {
      const frame = await inbox.next();
      if (frame.id !== commandId) continue;
      if (frame.type !== 'result') continue;
      if (frame.success === true) return frame.result;
      const { code } = (frame.error ?? {}) as { code?: unknown };
      throw new HomeRefusesCommand(type, typeof code === 'string' ? code : 'unknown_error');
    }
  }

  try {
    const greeting = await inbox.next();
    const version = greeting.ha_version;
    if (greeting.type !== 'auth_required' || typeof version !== 'string') {
      throw new HomeAnswerInvalid('the WebSocket greeting');
    }
    return {
      homeAssistantVersion: version,
      authenticate: async () => {
        socket.send(JSON.stringify({ type: 'auth', access_token: home.token?.reveal() ?? '' }));
        const frame = await inbox.next();
        if (frame.type === 'auth_invalid') throw new HomeTokenRefused();
        if (frame.type !== 'auth_ok') throw new HomeAnswerInvalid('the WebSocket login');
      },
      command: (type, parameters = {}) => {
        id += 1;
        const result = resultOf(id, type);
        socket.send(JSON.stringify({ id, type, ...parameters }), () => undefined);
        return result;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
