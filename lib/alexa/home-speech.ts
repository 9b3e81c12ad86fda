import * as v from 'valibot';
import { HomeAnswerInvalid } from '../outcomes/home.ts';
import {
  type Card,
  MAX_SPEECH_LENGTH,
  plain,
  type Speech,
  shortened,
  simpleCard,
  textOfSsml,
} from './speech.ts';

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
    card: v.optional(
      v.object({ type: v.string(), title: v.optional(v.string()), content: v.optional(v.string()) }),
    ),
    reprompt: v.optional(v.object({ outputSpeech: v.optional(outputSchema) })),
    shouldEndSession: v.optional(v.boolean()),
  }),
});

/** What Home Assistant says, in English whatever its language, of an intent that nobody set up. */
const UNCONFIGURED = 'This intent is not yet configured within Home Assistant.';

/** The same for a script that breaks off with an error, and for slots that it does not take. */
const FAILED: ReadonlySet<string> = new Set([
  'Error handling intent.',
  'Invalid slot information received for this intent.',
]);

/**
 * Words that Alexa takes. What the owner wrote as SSML stays so if Alexa can read it: in `speak`, with tags that are
 * closed; otherwise it is said as plain text.
 */
function readable(output: v.InferOutput<typeof outputSchema> | undefined): Speech | undefined {
  if (output === undefined) return undefined;
  if (output.type === 'SSML') {
    const ssml = /^\s*<speak[\s>]/.test(output.ssml) ? output.ssml.trim() : `<speak>${output.ssml}</speak>`;
    if (ssml.length <= MAX_SPEECH_LENGTH && isBalanced(ssml)) return { type: 'SSML', ssml };
  }
  const text = output.type === 'SSML' ? textOfSsml(output.ssml) : output.text.trim();
  return text === '' ? undefined : plain(shortened(text, MAX_SPEECH_LENGTH));
}

const TAG = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g;

/** Whether every tag is closed, in order, with nothing left over that would have to be escaped. */
function isBalanced(ssml: string): boolean {
  const open: string[] = [];
  let isFine = true;
  const rest = ssml.replace(TAG, (_tag, closing: string, name: string, _attributes, empty: string) => {
    if (closing !== '') isFine &&= open.pop() === name;
    else if (empty === '') open.push(name);
    return '';
  });
  return isFine && open.length === 0 && !/[<>]|&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(rest);
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
  return {
    ...(speech !== undefined && { speech }),
    isSilent: speech === undefined && outputSpeech !== undefined,
    ...(card?.type === 'Simple' && { card: simpleCard(card.title ?? '', card.content ?? '') }),
    ...(again !== undefined && { reprompt: again }),
    // A microphone that stays open without a question is what Alexa forbids.
    endsSession: again === undefined || shouldEndSession !== false,
    isUnconfigured: outputSpeech?.type === 'PlainText' && outputSpeech.text === UNCONFIGURED,
    isFailed: outputSpeech?.type === 'PlainText' && FAILED.has(outputSpeech.text),
  };
}
