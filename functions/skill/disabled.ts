import { parseSkillEvent } from '../../lib/alexa/skill-events.ts';
import { silence } from '../../lib/alexa/skill-responses.ts';
import { dropped } from './dropped.ts';
import { queueEnablement } from './queue-enablement.ts';
import type { SkillHandler } from './work.ts';

/** Somebody disabled the skill: Alexa has forgotten their link, and takes no more events for it. */
export const disabled: SkillHandler = async (request, ports, deadline) => {
  const event = parseSkillEvent(request);
  if (event === undefined) return dropped(request, 'malformed', ports);
  const { alexaUser, createdAt: at } = event;
  await queueEnablement({ event: 'disabled', alexaUser, at }, ports, deadline);
  ports.log.info('The skill was disabled.');
  return silence();
};
