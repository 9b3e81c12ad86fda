import { silence } from '../../lib/alexa/skill-responses.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { askHome } from './ask-home.ts';
import { noteRejectedResponse } from './rejected-response.ts';
import { speakerOf } from './speaker.ts';
import type { TurnHandler } from './turn.ts';

const tellHome: (...turn: Parameters<TurnHandler>) => Promise<void> = async (turn, ports, deadline) => {
  const { home, hasLostHome } = await speakerOf(turn, ports, deadline);
  if (!hasLostHome) await askHome(turn, home, ports, deadline);
};

/**
 * A session ended without us: nobody answered, or something failed. The home is told, in case it wants to know; nobody
 * listens any more, so that neither its answer nor a failure is said.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/request-types-reference.html#sessionendedrequest
 */
export const sessionEnded: TurnHandler = async (turn, ports, deadline) => {
  const { log } = ports;
  const { reason, error } = turn.request.request;
  if (reason === 'ERROR') noteRejectedResponse(error, ports);
  // The word that fills a silence would be spoken into one.
  const { callback: _nobodyListens, ...request } = turn.request;
  try {
    await deadline.race(tellHome({ ...turn, request }, ports, deadline), 'telling that a session ended');
  } catch (failure) {
    if (failure instanceof Outcome)
      log.info('The home was not told that a session ended.', { outcome: failure.code });
    else log.error('The home was not told that a session ended.', { error: errorFacts(failure) });
  }
  return silence();
};
