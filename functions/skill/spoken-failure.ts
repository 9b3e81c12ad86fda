import { type SkillResponse, tell } from '../../lib/alexa/skill-responses.ts';
import { plain } from '../../lib/alexa/speech.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { toSpeech } from '../../lib/outcomes/to-speech.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { SkillPorts } from './compose.ts';
import type { Turn } from './turn.ts';

/** Says what went wrong and what to do, in the language of the request. The session is over. */
export function sayFailure(error: unknown, { words }: Turn, { log, meter }: SkillPorts): SkillResponse {
  const { sentence, linkAccount } = toSpeech(error);
  const outcome = error instanceof Outcome ? error.code : 'unexpected';
  meter.count('FailedSentences', { outcome });
  const facts = { outcome, error: errorFacts(error) };
  if (outcome === 'unexpected' || sentence === 'ourFault') log.error('A sentence failed.', facts);
  else log.info('A sentence could not be done.', facts);
  return tell(plain(words[sentence]), linkAccount ? { card: { type: 'LinkAccount' } } : {});
}
