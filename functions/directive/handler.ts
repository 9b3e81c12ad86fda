import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import { createMeter } from '../../lib/telemetry/metrics.ts';
import { alexaErrors } from '../middleware/alexa-errors.ts';
import { metered } from '../middleware/telemetry.ts';
import { answerDirective } from './answer-directive.ts';
import { composeDirective } from './compose.ts';

const log = createLog();
const meter = createMeter();
const ports = composeDirective(process.env, log);

/** What Alexa invokes with every Smart Home directive. */
export const handler = middy()
  .use(metered(meter, 'Directives'))
  .use(alexaErrors(log, meter))
  .handler((event: unknown, context: Context) =>
    answerDirective(event, context.getRemainingTimeInMillis(), ports),
  );
