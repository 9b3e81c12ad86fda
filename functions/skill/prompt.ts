import type { SkillDirective, SkillResponse } from '../../lib/alexa/skill-responses.ts';
import { ask } from '../../lib/alexa/skill-responses.ts';
import { plain } from '../../lib/alexa/speech.ts';
import { CONVERSE_INTENT, QUERY_SLOT } from '../../lib/speech/phrases.ts';
import { attributesOf } from './session.ts';
import type { Turn } from './turn.ts';

/**
 * Makes whatever is said next free speech, whole and without a fixed beginning; what fits another intent still goes there.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/dialog-interface-reference.html#elicitslot
 */
export const listenFreely = (): SkillDirective => ({
  type: 'Dialog.ElicitSlot',
  slotToElicit: QUERY_SLOT,
  updatedIntent: {
    name: CONVERSE_INTENT,
    confirmationStatus: 'NONE',
    slots: { [QUERY_SLOT]: { name: QUERY_SLOT, confirmationStatus: 'NONE' } },
  },
});

/**
 * Asks, in Porchlight's own words, what to do, and listens to anything.
 *
 * Alexa refuses an answer with another directive beside one of the dialog ("No other directives are allowed to be
 * specified with a Dialog directive"). So where names are taught nothing else is asked for: what is said next has to
 * begin as one of the model's sentences does, and what does not ends up in the next prompt, which listens freely.
 * @param names `Dialog.UpdateDynamicEntities`, if there is something to teach
 */
export const prompt = (
  text: string,
  { words, session }: Turn,
  names: readonly SkillDirective[] = [],
): SkillResponse =>
  ask(plain(text), plain(words.whatNext), attributesOf(session), {
    directives: names.length > 0 ? [...names] : [listenFreely()],
  });
