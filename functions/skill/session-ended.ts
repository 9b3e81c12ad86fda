import { silence } from '../../lib/alexa/skill-responses.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { askHome } from './ask-home.ts';
import { speakerOf } from './speaker.ts';
import type { TurnHandler } from './turn.ts';

/**
 * A session ended without us: nobody answered, or something failed. The home is told, in case it wants to know; nobody
 * listens any more, so that neither its answer nor a failure is said.
 */
export const sessionEnded: TurnHandler = async (turn, ports, deadline) => {
  const { reason } = turn.request.request;
  ports.log.info('A session ended.', { reason });
  // The word that fills a silence would be spoken into one.
  const { callback: _nobodyListens, ...request } = turn.request;
  try {
    const { home } = await speakerOf(turn, ports, deadline);
    await askHome({ ...turn, request }, home, ports, deadline);
  } catch (error) {
    if (!(error instanceof Outcome)) throw error;
    ports.log.info('The home was not told that a session ended.', { outcome: error.code });
  }
  return silence();
};
