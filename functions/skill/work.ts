import type { SkillRequest } from '../../lib/alexa/skill-request.ts';
import type { SkillResponse } from '../../lib/alexa/skill-responses.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { SkillPorts } from './compose.ts';

/** Answers requests of one type. @throws what is worth another try */
export type SkillHandler = (
  request: SkillRequest,
  ports: SkillPorts,
  deadline: Deadline,
) => Promise<SkillResponse>;
