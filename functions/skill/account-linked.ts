import { parseSkillEvent } from '../../lib/alexa/skill-events.ts';
import { silence } from '../../lib/alexa/skill-responses.ts';
import { TokenExpired, TokenForged, TokenMalformed, TokenMismatched } from '../../lib/outcomes/identity.ts';
import { dropped } from './dropped.ts';
import { queueEnablement } from './queue-enablement.ts';
import type { SkillHandler } from './work.ts';

type BadToken = TokenMalformed | TokenForged | TokenExpired | TokenMismatched;

/** The token itself is wrong; asking again would not change it. Any other failure says nothing about it. */
const isBadToken = (error: unknown): error is BadToken =>
  [TokenMalformed, TokenForged, TokenExpired, TokenMismatched].some((bad) => error instanceof bad);

/**
 * Somebody linked an account: the only event that says which of our users an Alexa user is. Later events name the
 * Alexa user alone.
 * @throws {KeySetUnavailable | OutOfTime} when nothing can be said about the token now
 */
export const accountLinked: SkillHandler = async (request, ports, deadline) => {
  const event = parseSkillEvent(request);
  if (event?.accessToken === undefined) return dropped(request, 'malformed', ports);
  const { alexaUser, createdAt: at, accessToken } = event;
  try {
    const { sub, originJti } = await ports.verifier.verify(accessToken, deadline);
    await queueEnablement({ event: 'linked', alexaUser, at, link: { sub, originJti } }, ports, deadline);
  } catch (error) {
    if (isBadToken(error)) return dropped(request, error.code, ports, error);
    throw error;
  }
  ports.log.info('An account was linked.');
  return silence();
};
