import type { MiddlewareObj } from '@middy/core';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { errorFacts, type Log } from '../../lib/telemetry/logger.ts';
import type { Meter } from '../../lib/telemetry/metrics.ts';

/**
 * What is thrown at an event stays an error of the invocation, so that whoever repeats failed invocations brings the
 * event again. Nobody waits for the answer to one.
 */
export function skillErrors(log: Log, meter: Meter): MiddlewareObj<unknown, unknown> {
  return {
    onError: ({ error }) => {
      meter.count('FailedSkillRequests', { outcome: error instanceof Outcome ? error.code : 'unexpected' });
      log.error('A request of the Alexa Skills Kit failed.', { error: errorFacts(error) });
    },
  };
}
