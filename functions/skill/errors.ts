import type { MiddlewareObj } from '@middy/core';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { errorFacts, type Log } from '../../lib/telemetry/logger.ts';
import type { Meter } from '../../lib/telemetry/metrics.ts';

/**
 * What is thrown at an event stays an error of the invocation. Whether Alexa brings such an event again is not known;
 * Lambda would, had it been invoked asynchronously. Either way an alarm tells the operator of it. Nobody waits for the
 * answer to an event.
 */
export function skillErrors(log: Log, meter: Meter): MiddlewareObj<unknown, unknown> {
  return {
    onError: ({ error }) => {
      meter.count('FailedSkillRequests', { outcome: error instanceof Outcome ? error.code : 'unexpected' });
      log.error('A request of the Alexa Skills Kit failed.', { error: errorFacts(error) });
    },
  };
}
