import { Outcome } from './outcome.ts';

/** The grant is over: the skill was disabled, or the tokens revoked. Only linking again brings a new one. */
export class GrantDead extends Outcome<{ reason: string }> {
  readonly code = 'grant_dead';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Alexa no longer takes events for this link (${reason}).`, { reason }, options);
  }
}

/** The gateway does not take the access token; a fresh one may do. */
export class GatewayTokenRefused extends Outcome {
  readonly code = 'gateway_token_refused';
  constructor() {
    super("Alexa's event gateway refuses the access token.", {});
  }
}

/** The gateway finds fault with the event itself; sending it again would change nothing. */
export class EventRejected extends Outcome<{ status: number; reason: string }> {
  readonly code = 'event_rejected';
  constructor(status: number, reason: string) {
    super(`Alexa's event gateway rejects the event (${status} ${reason}).`, { status, reason });
  }
}

/** Throttled, out of order or out of reach: worth another try later. */
export class GatewayUnavailable extends Outcome<{ reason: string }> {
  readonly code = 'gateway_unavailable';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Alexa's event gateway is not available (${reason}).`, { reason }, options);
  }
}
