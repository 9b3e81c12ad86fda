import { parseSkillEvent } from '../../lib/alexa/skill-events.ts';
import { silence } from '../../lib/alexa/skill-responses.ts';
import type { SkillHandler } from './work.ts';

/**
 * Events that are only written into the log. Enabling says nothing yet: an account comes with the link. And what a user
 * allows is about their data; the right to send events is the skill's own, so that its absence there means nothing.
 * Whether events are taken, the gateway says.
 */
export const noted: SkillHandler = async (request, { log }) => {
  const { scopes = [] } = parseSkillEvent(request) ?? {};
  log.info('Alexa says something about the skill.', { type: request.type, scopes });
  return silence();
};
