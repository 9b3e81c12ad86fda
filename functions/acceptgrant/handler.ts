import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import { createMeter } from '../../lib/telemetry/metrics.ts';
import { metered } from '../middleware/telemetry.ts';
import { answerAcceptGrant } from './answer-accept-grant.ts';
import { composeAcceptGrant } from './compose.ts';
import { acceptGrantErrors } from './errors.ts';

const log = createLog();
const meter = createMeter();
const ports = composeAcceptGrant(process.env);

/** What the directive function invokes with an AcceptGrant; answers with the message for Alexa. */
export const handler = middy()
  .use(metered(meter, 'Grants'))
  .use(acceptGrantErrors(log, meter))
  .handler((event: unknown, context: Context) =>
    answerAcceptGrant(event, context.getRemainingTimeInMillis(), ports),
  );
