import type { Json } from '../../lib/json.ts';

/** What one session of somebody's remembers between two sentences. Alexa carries it; nothing of it stays here. */
export interface Session {
  /** The home that is spoken with until the session ends, whatever is the default meanwhile. */
  home?: string;
  /** The conversation with that home's assistant that goes on. */
  conversation?: string;
}

/** Longer than any home's key or any conversation's id that was ever put into a session. */
const MAX_LENGTH = 200;

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH;

/** Reads what a session carries; what cannot be read was not carried. A conversation belongs to the session's home. */
export function sessionOf({ v, home, conversation }: Json): Session {
  if (v !== 1 || !isName(home)) return {};
  return { home, ...(isName(conversation) && { conversation }) };
}

export const attributesOf = (session: Session): Json => ({ v: 1, ...session });

/** The same session after something else was asked than what the conversation was about. */
export const withoutConversation = ({ conversation: _over, ...session }: Session): Session => session;
