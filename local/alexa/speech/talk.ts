import { randomUUID } from 'node:crypto';
import type { Locale } from '../../../infra/skill/locales.ts';
import { makeModel } from '../../../infra/skill/make-model.ts';
import { languageOf } from '../../../lib/speech/language.ts';
import type { AmazonControl } from '../amazon-control.ts';
import { arrayAt, isObject, type JsonObject, objectAt, stringAt, valueAt } from '../checks/json.ts';
import type { Problem } from '../checks/problem.ts';
import { checkSpokenResponse } from '../checks/spoken-response.ts';
import { NotLinkedError, SimulatorError } from '../errors.ts';
import type { Invoke } from '../invoke.ts';
import type { Link } from '../link.ts';
import type { SessionStore } from '../session.ts';
import type { Stack } from '../stack.ts';
import { hearProgress } from './hear-progress.ts';
import { heardWords } from './heard-words.ts';
import { type Hearing, type TaughtValue, understand } from './understand.ts';

/** One thing said, and what came back. */
export interface Turn {
  /** What was sent, whole. It holds the link's token: not for printing. */
  readonly event: unknown;
  /** What was made of it, such as `IntentRequest TurnPhraseIntent`. */
  readonly understood: string;
  /** The intent's slots, or nothing. */
  readonly slots: JsonObject;
  readonly message: unknown;
  /** What is heard, without tags; empty for silence. */
  readonly speech: string;
  readonly card: { readonly type: string; readonly title: string; readonly content: string } | undefined;
  /** Whether Alexa listens on. */
  readonly listens: boolean;
  readonly problems: readonly Problem[];
  readonly elapsedMs: number;
}

/** Somebody in front of an Echo. */
export interface Talk {
  /** "Alexa, open …" */
  launch(): Promise<Turn>;
  /** "Alexa, ask … to …", or an answer while she listens. */
  say(utterance: string): Promise<Turn>;
  /** Ends a session that is open; nothing is heard. @param reason such as `USER_INITIATED` */
  end(reason?: string): Promise<Turn | undefined>;
  readonly listens: () => boolean;
  /** What people call the skill. */
  readonly invocationName: string;
}

/** As long does Alexa remember what a skill taught her (Amazon, "Use Dynamic Entities for Customized Interactions"). */
const TAUGHT_MS = 30 * 60_000;

interface Open {
  readonly id: string;
  readonly isNew: boolean;
  readonly attributes: JsonObject;
  readonly elicited?: { readonly intent: string; readonly slot: string };
}

const begun = (): Open => ({
  id: `amzn1.echo-api.session.${randomUUID()}`,
  isNew: true,
  attributes: {},
});

const textOf = (speech: unknown): string =>
  stringAt(speech, 'text')?.trim() ?? heardWords(stringAt(speech, 'ssml') ?? '');

/** What the skill asked for, out of its directives. */
function elicitedIn(directives: readonly unknown[]): Open['elicited'] {
  const directive = directives.find((one) => stringAt(one, 'type') === 'Dialog.ElicitSlot');
  const slot = stringAt(directive, 'slotToElicit');
  const intent = stringAt(directive, 'updatedIntent', 'name');
  return slot === undefined || intent === undefined ? undefined : { intent, slot };
}

const requestIdOf = (event: JsonObject): string => stringAt(event, 'request', 'requestId') ?? '';

/** What the skill taught, out of its directives; undefined where it taught nothing. */
function taughtIn(directives: readonly unknown[]): readonly TaughtValue[] | undefined {
  const directive = directives.find((one) => stringAt(one, 'type') === 'Dialog.UpdateDynamicEntities');
  if (directive === undefined) return undefined;
  return (arrayAt(directive, 'types') ?? []).flatMap((type) =>
    (arrayAt(type, 'values') ?? []).map((value) => ({
      type: stringAt(type, 'name') ?? '',
      id: stringAt(value, 'id') ?? '',
      name: stringAt(value, 'name', 'value') ?? '',
    })),
  );
}

/**
 * Speaks with the skill as Alexa does: makes intents of sentences by the skill's own model, carries the session from one
 * to the next, and checks every answer.
 *
 * Whoever is not linked speaks without a token, as with Alexa. What the skill taught is kept with the link, so that the
 * next session knows it too. `onProgress` hears what the skill says before its answer.
 */
export function createTalk(ports: {
  readonly stack: Stack;
  readonly session: SessionStore;
  readonly link: Link;
  readonly lambda: Invoke;
  readonly now: () => number;
  readonly locale: Locale;
  readonly progress: AmazonControl['progress'];
  readonly onProgress?: (speech: string) => void;
}): Talk {
  const { stack, session, link, lambda, now, locale, progress, onProgress } = ports;
  const { interactionModel: model } = makeModel(locale);
  const language = languageOf(locale);
  let open: Open | undefined;

  /** A link whose refresh is refused is none any more: Alexa then speaks without a token. */
  const linkNow = () =>
    link.fresh().catch((error: unknown) => {
      if (error instanceof NotLinkedError) return undefined;
      throw error;
    });

  const known = async (): Promise<readonly TaughtValue[]> => {
    const taught = (await session.read())?.taught;
    return taught !== undefined && now() - taught.at < TAUGHT_MS ? taught.values : [];
  };
  const learn = async (values: readonly TaughtValue[] | undefined) => {
    const linked = await session.read();
    if (values === undefined || linked === undefined) return;
    await session.write({ ...linked, taught: { at: now(), values } });
  };

  /** Words that come before the answer are heard by whoever wants to. */
  const answerTo = (event: JsonObject): Promise<unknown> => {
    const answer = lambda.invoke(event, 'skill');
    if (onProgress === undefined) return answer;
    return hearProgress(
      answer,
      () => progress(requestIdOf(event)),
      (ssml) => onProgress(heardWords(ssml)),
    );
  };

  async function envelope(request: JsonObject, { id, isNew, attributes }: Open): Promise<JsonObject> {
    if (stack.skill === undefined) throw new SimulatorError('The stack file lacks skill.id');
    const linked = await linkNow();
    const application = { applicationId: stack.skill.id };
    const user = {
      userId: linked?.alexaUserId ?? `amzn1.ask.account.${session.account}`,
      ...(linked === undefined ? {} : { accessToken: linked.accessToken }),
    };
    return {
      version: '1.0',
      session: { new: isNew, sessionId: id, application, user, attributes },
      context: {
        System: {
          application,
          user,
          device: { deviceId: `amzn1.ask.device.${session.account}`, supportedInterfaces: {} },
          apiEndpoint: 'https://api.amazonalexa.com',
          apiAccessToken: randomUUID(),
        },
      },
      request: {
        requestId: `amzn1.echo-api.request.${randomUUID()}`,
        timestamp: new Date(now()).toISOString(),
        locale,
        ...request,
      },
    };
  }

  async function turn(request: JsonObject): Promise<Turn> {
    const current = open ?? begun();
    // Without an answer the session is over, as with Alexa.
    open = undefined;
    const type = String(request.type);
    const event = await envelope(request, current);
    const started = now();
    const message = await answerTo(event);
    const elapsedMs = now() - started;
    const response = objectAt(message, 'response') ?? {};
    const directives = arrayAt(response, 'directives') ?? [];
    // What was ended stays ended, whatever the skill says to it.
    const listens = type !== 'SessionEndedRequest' && response.shouldEndSession === false;
    const elicited = elicitedIn(directives);
    await learn(taughtIn(directives));
    open = listens
      ? {
          id: current.id,
          isNew: false,
          attributes: objectAt(message, 'sessionAttributes') ?? {},
          ...(elicited === undefined ? {} : { elicited }),
        }
      : undefined;
    const card = valueAt(response, 'card');
    const name = stringAt(request, 'intent', 'name');
    return {
      event,
      understood: name === undefined ? type : `${type} ${name}`,
      slots: objectAt(request, 'intent', 'slots') ?? {},
      message,
      speech: textOf(response.outputSpeech),
      card: isObject(card)
        ? {
            type: stringAt(card, 'type') ?? '',
            title: stringAt(card, 'title') ?? '',
            content: stringAt(card, 'content') ?? '',
          }
        : undefined,
      listens,
      problems: checkSpokenResponse(message, type),
      elapsedMs,
    };
  }

  return {
    launch: () => {
      open = undefined;
      return turn({ type: 'LaunchRequest' });
    },
    say: async (utterance) => {
      const elicited = open?.elicited;
      const hearing: Hearing = {
        model,
        language,
        skillId: stack.skill?.id ?? '',
        taught: await known(),
        ...(elicited === undefined ? {} : { elicited }),
      };
      const intent = understand(utterance, hearing);
      return turn({ type: 'IntentRequest', dialogState: 'STARTED', intent });
    },
    end: async (reason = 'USER_INITIATED') =>
      open === undefined ? undefined : turn({ type: 'SessionEndedRequest', reason }),
    listens: () => open !== undefined,
    invocationName: model.languageModel.invocationName,
  };
}
