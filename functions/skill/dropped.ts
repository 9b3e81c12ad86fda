import type { SkillRequest } from '../../lib/alexa/skill-request.ts';
import { type SkillResponse, silence } from '../../lib/alexa/skill-responses.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { SkillPorts } from './compose.ts';

/** Gives up an event that no repetition would mend, and says so where the operator sees it. */
export function dropped(
  { type }: SkillRequest,
  outcome: string,
  { log, meter }: Pick<SkillPorts, 'log' | 'meter'>,
  error?: unknown,
): SkillResponse {
  meter.count('DroppedSkillEvents', { outcome });
  log.error('An event about the skill is dropped.', {
    type,
    outcome,
    ...(error !== undefined && { error: errorFacts(error) }),
  });
  return silence();
}
