import { bearerOf } from './event-gateway.ts';
import type { Incoming, Reply } from './http.ts';
import { json } from './http.ts';

/** Something that a skill said before its answer. */
interface Progress {
  readonly at: number;
  readonly requestId: string;
  readonly speech: string;
}

const KEPT = 100;

const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = path.reduce<unknown>(
    (inside, name) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, name) : undefined),
    value,
  );
  return typeof found === 'string' && found !== '' ? found : undefined;
};

function parse(body: Incoming['body']): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/**
 * Alexa's directives service, where skills send progressive responses (Amazon, "Send the User a Progressive Response").
 * What was said can be read at `GET /control/progress`, oldest first.
 */
export function createAlexaApi(now: () => number) {
  const said: Progress[] = [];
  return {
    take: async ({ headers, body }: Incoming): Promise<Reply> => {
      if (bearerOf(headers.authorization) === undefined) return json(401, { message: 'No token.' });
      const message = parse(body);
      const requestId = textAt(message, 'header', 'requestId');
      const speech = textAt(message, 'directive', 'speech');
      const isSpeak = textAt(message, 'directive', 'type') === 'VoicePlayer.Speak';
      if (requestId === undefined || speech === undefined || !isSpeak || speech.length > 600)
        return json(400, { message: 'The request is not valid.' });
      said.push({ at: now(), requestId, speech });
      if (said.length > KEPT) said.shift();
      return { status: 204 };
    },
    list: async (): Promise<Reply> => json(200, { progress: said }),
  };
}
