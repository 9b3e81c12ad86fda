import type { MiddlewareObj } from '@middy/core';
import { sketchDirective } from '../../lib/alexa/message.ts';
import { errorResponse } from '../../lib/alexa/responses.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { toAlexaError } from '../../lib/outcomes/to-alexa.ts';
import { errorFacts, type Log } from '../../lib/telemetry/logger.ts';
import type { Meter } from '../../lib/telemetry/metrics.ts';

/** Outcomes that somebody who runs Porchlight has to look at; the others are the owner's, or the caller's. */
const isOurs = (error: unknown) =>
  !(error instanceof Outcome) ||
  (toAlexaError(error).type === 'INTERNAL_ERROR' && !/^(home|smart_home)_/.test(error.code));

/** The word that the answer itself says: `Response`, `StateReport`, or a home's own error. */
function answerName(response: unknown): { answer?: string; type?: string } {
  const { event } = response as { event?: { header?: { name?: unknown }; payload?: { type?: unknown } } };
  const { header, payload } = event ?? {};
  return {
    ...(typeof header?.name === 'string' && { answer: header.name }),
    ...(header?.name === 'ErrorResponse' && typeof payload?.type === 'string' && { type: payload.type }),
  };
}

/**
 * One line in the log for each directive: what it was, and what became of it.
 *
 * Whatever is thrown becomes a valid Alexa message: an `ErrorResponse`, or AcceptGrant's own. Lambda itself never
 * fails, because Alexa would make "the skill does not respond" of that.
 */
export function alexaErrors(log: Log, meter: Meter): MiddlewareObj<unknown, unknown> {
  return {
    after: (request) => {
      const { directive } = sketchDirective(request.event);
      log.info('A directive was answered.', { directive, ...answerName(request.response) });
    },
    onError: (request) => {
      const { error, event } = request;
      const code = error instanceof Outcome ? error.code : 'unexpected';
      meter.count('FailedDirectives', { outcome: code });
      log[isOurs(error) ? 'error' : 'warn']('A directive was answered with an error.', {
        error: errorFacts(error),
      });
      request.response = errorResponse(event, error);
    },
  };
}
