import type { MiddlewareObj } from '@middy/core';
import { errorResponse } from '../../lib/alexa/responses.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { errorFacts, type Log } from '../../lib/telemetry/logger.ts';
import type { Meter } from '../../lib/telemetry/metrics.ts';

/**
 * Whatever is thrown becomes `ACCEPT_GRANT_FAILED`, for the message inside the request. A grant that fails is a
 * user who cannot link, so each is an error in the log.
 */
export function acceptGrantErrors(log: Log, meter: Meter): MiddlewareObj<unknown, unknown> {
  return {
    onError: (request) => {
      const { error, event } = request;
      meter.count('FailedGrants', { outcome: error instanceof Outcome ? error.code : 'unexpected' });
      log.error('A grant was not accepted.', { error: errorFacts(error) });
      request.response = errorResponse((event as { message?: unknown } | null)?.message, error);
    },
  };
}
