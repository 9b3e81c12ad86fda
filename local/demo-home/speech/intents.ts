import { isObject, type JsonObject } from '../alexa/message.ts';
import { json } from '../http/reply.ts';
import { authorized, type Route } from '../http/router.ts';

/** Words as `intent_script` has them: plain unless said otherwise. */
export interface Words {
  readonly type?: 'plain' | 'ssml';
  readonly text: string;
}

/** What a script has to say. */
export interface ScriptAnswer {
  readonly speech?: Words;
  /** Keeps the session open. */
  readonly reprompt?: Words;
  readonly card?: { readonly title: string; readonly content: string };
}

/**
 * One entry of `intent_script`.
 *
 * @param variables the slots that were filled: `Scene` is what was said (or the one value that it was taken for),
 *   `Scene_Id` that value's id or an empty text
 */
export type IntentScript = (
  variables: Readonly<Record<string, string>>,
) => ScriptAnswer | Promise<ScriptAnswer>;

/** By the intent's name; a launch has the skill's id for a name, a session's end `<skill id>.SessionEndedRequest`. */
export type IntentScripts = Readonly<Record<string, IntentScript>>;

const outputOf = ({ type = 'plain', text }: Words): JsonObject =>
  type === 'ssml' ? { type: 'SSML', ssml: text } : { type: 'PlainText', text };

const inside = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), value);

/** All values of all authorities that took the slot for something. */
function matchesOf(slot: unknown): readonly unknown[] {
  const authorities = inside(slot, 'resolutions', 'resolutionsPerAuthority');
  if (!Array.isArray(authorities)) return [];
  return authorities.flatMap((authority) => {
    const values = inside(authority, 'values');
    return inside(authority, 'status', 'code') === 'ER_SUCCESS_MATCH' && Array.isArray(values) ? values : [];
  });
}

/** A slot's value and id; several matches leave the value as it was said, and give the first one's id. */
function variablesOf(intent: unknown): Record<string, string> {
  const slots = inside(intent, 'slots');
  const variables: Record<string, string> = {};
  for (const [name, slot] of Object.entries(isObject(slots) ? slots : {})) {
    if (!isObject(slot) || !('value' in slot)) continue;
    const matches = matchesOf(slot);
    const key = name.replaceAll('.', '_');
    const only = matches.length === 1 ? inside(matches[0], 'value', 'name') : undefined;
    variables[key] = String(only ?? slot.value);
    variables[`${key}_Id`] = String(inside(matches[0], 'value', 'id') ?? '');
  }
  return variables;
}

/** The name that Home Assistant looks up; undefined for a request that it does not know. */
function nameOf(message: JsonObject): string | undefined {
  const type = inside(message, 'request', 'type');
  const application = String(inside(message, 'session', 'application', 'applicationId'));
  if (type === 'LaunchRequest') return application;
  if (type === 'SessionEndedRequest') return `${application}.${type}`;
  return type === 'IntentRequest' ? String(inside(message, 'request', 'intent', 'name')) : undefined;
}

const responseWith = (response: JsonObject): JsonObject => ({
  version: '1.0',
  sessionAttributes: {},
  response,
});

const saying = (text: string): JsonObject =>
  responseWith({ shouldEndSession: true, outputSpeech: outputOf({ text }) });

async function answerOf(message: JsonObject, scripts: IntentScripts): Promise<JsonObject> {
  const name = nameOf(message);
  if (name === undefined) return saying(`Received unknown request ${inside(message, 'request', 'type')}`);
  const isEnd = inside(message, 'request', 'type') === 'SessionEndedRequest';
  const reason = inside(message, 'request', 'reason');
  // What is missing raises a KeyError there, and the answer is status 500.
  if (isEnd && reason === undefined) throw new TypeError('the session ended without a reason');
  const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  if (script === undefined) return saying('This intent is not yet configured within Home Assistant.');
  const { speech, reprompt, card } = await script({
    ...variablesOf(inside(message, 'request', 'intent')),
    ...(isEnd && {
      reason: String(reason),
      error: JSON.stringify(inside(message, 'request', 'error') ?? null),
    }),
  });
  return responseWith({
    shouldEndSession: reprompt === undefined,
    ...(card && { card: { type: 'Simple', ...card } }),
    ...(speech && { outputSpeech: outputOf(speech) }),
    ...(reprompt && { reprompt: { outputSpeech: outputOf(reprompt) } }),
  });
}

/**
 * `POST /api/alexa`: requests of a custom skill, answered by the home's intent scripts as Home Assistant does
 * (homeassistant/components/alexa/intent.py).
 *
 * @param scripts those of now; undefined while `alexa:` is not configured, and then there is no such route
 */
export const intentRoutes = (scripts: () => IntentScripts | undefined): readonly Route[] => [
  {
    path: '/api/alexa',
    present: () => scripts() !== undefined,
    methods: {
      POST: authorized(async ({ body }) => {
        const message: unknown = JSON.parse(body.toString());
        if (!isObject(message)) throw new TypeError('the body is no object');
        return json(await answerOf(message, scripts() ?? {}));
      }),
    },
  },
];
