import type { Json } from '../../lib/json.ts';

/** What one session of somebody's remembers between two sentences. Alexa carries it; nothing of it stays here. */
export interface Session {
  /** The home that was named, if another one than the default. */
  home?: string;
  /** The conversation with the home's assistant that goes on. */
  conversation?: string;
}

/** Reads what a session carries; what cannot be read was not carried. */
export function sessionOf({ v, home, conversation }: Json): Session {
  if (v !== 1) return {};
  return {
    ...(typeof home === 'string' && { home }),
    ...(typeof conversation === 'string' && { conversation }),
  };
}

export const attributesOf = (session: Session): Json => ({ v: 1, ...session });
