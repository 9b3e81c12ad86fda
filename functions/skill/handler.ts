import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import { createMeter } from '../../lib/telemetry/metrics.ts';
import { metered } from '../middleware/telemetry.ts';
import { answerSkillRequest } from './answer-skill-request.ts';
import { composeSkill } from './compose.ts';
import { skillErrors } from './errors.ts';

const log = createLog();
const meter = createMeter();
const ports = composeSkill(process.env, log, meter);

/** What Alexa invokes with requests of the Alexa Skills Kit: today events about the skill. */
export const handler = middy()
  .use(metered(meter, 'SkillRequests'))
  .use(skillErrors(log, meter))
  .handler((event: unknown, context: Context) =>
    answerSkillRequest(event, context.getRemainingTimeInMillis(), ports),
  );
