import * as v from 'valibot';
import { HomeAnswerInvalid } from '../outcomes/home.ts';
import {
  type Card,
  MAX_SPEECH_LENGTH,
  plain,
  type Speech,
  shortened,
  simpleCard,
  speakable,
  textOfSsml,
} from './speech.ts';
import { readableSsml } from './ssml.ts';

/** What a home answers to a request of the custom skill, fit for Alexa. */
export interface HomeSpeech {
  speech?: Speech;
  /** The owner wants nothing to be said; where the home gives no speech at all, that is not said. */
  isSilent: boolean;
  card?: Card;
  /** The home waits for an answer. */
  reprompt?: Speech;
  endsSession: boolean;
  /** The home has no intent of that name. */
  isUnconfigured: boolean;
  /** The home has one, and it failed. */
  isFailed: boolean;
}

const outputSchema = v.union([
  v.object({ type: v.literal('PlainText'), text: v.string() }),
  v.object({ type: v.literal('SSML'), ssml: v.string() }),
]);

const answerSchema = v.object({
  response: v.object({
    outputSpeech: v.optional(outputSchema),
    // What goes with the words is left out where it makes no sense: the words are not.
    card: v.fallback(
      v.optional(
        v.object({ type: v.string(), title: v.optional(v.string()), content: v.optional(v.string()) }),
      ),
      undefined,
    ),
    reprompt: v.fallback(v.optional(v.object({ outputSpeech: v.optional(outputSchema) })), undefined),
    shouldEndSession: v.fallback(v.optional(v.boolean()), undefined),
  }),
});

/** What Home Assistant says, in English whatever its language, of an intent that nobody set up. */
const UNCONFIGURED = 'This intent is not yet configured within Home Assistant.';

/** The same for a script that breaks off with an error, and for slots that it does not take. */
const FAILED: ReadonlySet<string> = new Set([
  'Error handling intent.',
  'Invalid slot information received for this intent.',
]);

/** Words that Alexa takes. What the owner wrote as SSML stays so if Alexa can read it; otherwise it is plain text. */
function readable(output: v.InferOutput<typeof outputSchema> | undefined): Speech | undefined {
  if (output === undefined) return undefined;
  const ssml = output.type === 'SSML' ? readableSsml(output.ssml) : undefined;
  if (ssml !== undefined) return { type: 'SSML', ssml };
  const text = speakable(output.type === 'SSML' ? textOfSsml(output.ssml) : output.text).trim();
  return text === '' ? undefined : plain(shortened(text, MAX_SPEECH_LENGTH));
}

/**
 * Reads a home's answer. Directives and attributes are none of its business: Home Assistant sends neither.
 * @throws {HomeAnswerInvalid}
 * @see homeassistant/components/alexa/intent.py
 */
export function readHomeSpeech(answer: Record<string, unknown>): HomeSpeech {
  const parsed = v.safeParse(answerSchema, answer);
  if (!parsed.success) throw new HomeAnswerInvalid(v.getDotPath(parsed.issues[0]) ?? 'the top');
  const { outputSpeech, card, reprompt, shouldEndSession } = parsed.output.response;
  const speech = readable(outputSpeech);
  const again = readable(reprompt?.outputSpeech);
  const shown = card?.type === 'Simple' ? simpleCard(card.title ?? '', card.content ?? '') : undefined;
  return {
    ...(speech !== undefined && { speech }),
    isSilent: speech === undefined && outputSpeech !== undefined,
    ...(shown !== undefined && { card: shown }),
    ...(again !== undefined && { reprompt: again }),
    // A microphone that stays open without a question is what Alexa forbids.
    endsSession: again === undefined || shouldEndSession !== false,
    isUnconfigured: outputSpeech?.type === 'PlainText' && outputSpeech.text === UNCONFIGURED,
    isFailed: outputSpeech?.type === 'PlainText' && FAILED.has(outputSpeech.text),
  };
}
