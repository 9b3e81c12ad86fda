import * as v from 'valibot';
import { DISPLAY_CATEGORIES } from '../../lib/alexa/display-categories.ts';
import { MAX_NAME, NAME_CHARACTERS, SPEAKABLE } from '../../lib/alexa/friendly-name.ts';

const name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(MAX_NAME),
  v.regex(NAME_CHARACTERS, 'Alexa takes none of these in a name: } { \\ / | " ( ) [ ] + ~ ! > < * %'),
  v.regex(SPEAKABLE, 'A name needs a letter or a digit, to be said.'),
);

const wanted = v.literal(true);

/** An `Override` as a client sends it; a field that is not there is as the home says it. */
export const overrideBody = v.strictObject({
  hidden: v.exactOptional(wanted),
  name: v.exactOptional(name),
  category: v.exactOptional(v.picklist(DISPLAY_CATEGORIES)),
  secure: v.exactOptional(wanted),
});
