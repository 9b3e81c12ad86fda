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
export class EventRejected extends Outcome<{ status: number; reason: string; description?: string }> {
  readonly code = 'event_rejected';
  /** @param description the gateway's own words, for the log; the caller vouches that they quote no secret */
  constructor(status: number, reason: string, description?: string) {
    super(`Alexa's event gateway rejects the event (${status} ${reason}).`, {
      status,
      reason,
      ...(description !== undefined && { description }),
    });
  }
}

/** The event is more than the gateway takes at once; in parts it may do. */
export class EventTooLarge extends Outcome {
  readonly code = 'event_too_large';
  constructor() {
    super("The event is too large for Alexa's event gateway.", {});
  }
}

/**
 * The customers' tokens do not carry the permission to send events: "Send Alexa Events" of the skill is off, or was
 * when they linked. Their links are as good as they were; it is the operator who has to mend it.
 */
export class EventPermissionMissing extends Outcome {
  readonly code = 'event_permission_missing';
  constructor() {
    super('The skill does not have the permission to send Alexa events.', {});
  }
}

/** Throttled, out of order or out of reach: worth another try later. */
export class GatewayUnavailable extends Outcome<{ reason: string; taken: 'no' | 'unknown' }> {
  readonly code = 'gateway_unavailable';
  /** @param taken `no` where the event surely did not get in; a connection that breaks off tells nothing */
  constructor(reason: string, taken: 'no' | 'unknown', options?: ErrorOptions) {
    super(`Alexa's event gateway is not available (${reason}).`, { reason, taken }, options);
  }
}

/**
 * The gateway knows of no enablement. Of a link that is new it may not have heard yet; an older one is over, and its
 * end was not told.
 */
export class EnablementMissing extends Outcome<{ reason: string }> {
  readonly code = 'enablement_missing';
  constructor(reason: string) {
    super(`Alexa's event gateway knows of no enablement for this link (${reason}).`, { reason });
  }
}
