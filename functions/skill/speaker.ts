import { spokenHome } from '../../lib/bridge/spoken-home.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import { HomePaused } from '../../lib/outcomes/directive.ts';
import { LinkMissing, NoHome } from '../../lib/outcomes/speech.ts';
import type { SkillPorts } from './compose.ts';
import type { Session } from './session.ts';
import type { Turn } from './turn.ts';

/** Who speaks: the homes that are theirs, and the one that they speak with. */
export interface Speaker {
  homes: readonly Connection[];
  home: Connection;
  /** How the session goes on from here: with this home. */
  session: Session;
  /** The session began with a home that is no longer theirs: what was said was meant for that one. */
  hasLostHome: boolean;
}

/**
 * Finds out who speaks, anew for each sentence: a membership that has ended ends at once.
 *
 * Only the account's link counts. Alexa may recognise a voice and bring that person's own token as well; whose home is
 * spoken with must not hang on how well a voice was recognised.
 * @throws {LinkMissing | NoHome | HomePaused} and what the verifier and the registry throw
 */
export async function speakerOf(
  { request, session }: Turn,
  { verifier, rights }: Pick<SkillPorts, 'verifier' | 'rights'>,
  deadline: Deadline,
): Promise<Speaker> {
  if (request.accessToken === undefined) throw new LinkMissing();
  const identity = await verifier.verify(request.accessToken, deadline);
  const { homes, defaultHome } = await rights.forSpeech(identity, deadline);
  // The one named in this session, else the one chosen in the portal.
  const home = spokenHome(homes, session.home, defaultHome);
  if (home === undefined) throw new NoHome();
  const hasLostHome = session.home !== undefined && session.home !== home.home;
  return { homes, home, session: { ...(!hasLostHome && session), home: home.home }, hasLostHome };
}

/** @throws {HomePaused} */
export function assertListens({ home, paused }: Connection): void {
  if (paused) throw new HomePaused(home);
}
