import { NoConnection, Refused, ServiceTrouble, SignInFailed, SignInNeeded } from '../failures.ts';
import type { Words } from './en.ts';
import { hasWord } from './has-word.ts';
import { OTHER_CODES } from './other-codes.ts';

/** What went wrong and what to do about it. */
export interface Explanation {
  what: string;
  remedy?: string;
}

/** A refusal by its code; the server's own English where a newer server has codes that this page does not know. */
function explainRefusal({ code, message, remedy }: Refused, { outcomes, frame }: Words): Explanation {
  if (hasWord(outcomes, code)) return outcomes[code];
  if (hasWord(OTHER_CODES, code)) return frame.failures[OTHER_CODES[code]];
  return { what: message, ...(remedy !== undefined && { remedy }) };
}

/** Whatever was thrown, in words for the person. */
export function explain(error: unknown, words: Words): Explanation {
  const { failures } = words.frame;
  if (error instanceof Refused) return explainRefusal(error, words);
  if (error instanceof NoConnection) return failures.no_connection;
  if (error instanceof ServiceTrouble) return failures.service_trouble;
  if (error instanceof SignInNeeded) return failures.sign_in_needed;
  if (error instanceof SignInFailed) return failures[`sign_in_${error.reason}`];
  return failures.unknown;
}
