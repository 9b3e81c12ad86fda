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

/** Asks, in Porchlight's own words, what to do. */
export const prompt = (
  text: string,
  { words, session }: Turn,
  directives: readonly SkillDirective[] = [],
): SkillResponse =>
  ask(plain(text), plain(words.whatNext), attributesOf(session), {
    directives: [listenFreely(), ...directives],
  });
