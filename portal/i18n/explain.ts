import { NoConnection, Refused, ServiceTrouble, SignInFailed, SignInNeeded } from '../failures.ts';
import type { Words } from './en.ts';

/** What went wrong and what to do about it. */
export interface Explanation {
  what: string;
  remedy?: string;
}

/** Codes that mean one of ours, or one of AWS, was not there. */
const OURS =
  /^(store_unavailable|vault_unavailable|queue_unavailable|function_unavailable|key_set_unavailable|out_of_time|seal_broken)$/;

const has = <T extends object>(table: T, key: PropertyKey): key is keyof T => Object.hasOwn(table, key);

/** A refusal by its code; the server's own English where a newer server has codes that this page does not know. */
function explainRefusal({ code, message, remedy }: Refused, { outcomes, frame }: Words): Explanation {
  if (has(outcomes, code)) return outcomes[code];
  if (OURS.test(code)) return frame.failures.service_trouble;
  if (has(frame.failures, code)) return frame.failures[code];
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
