import { Outcome } from './outcome.ts';

/** A request body, parameter or header does not fit; `field` says which, `message` how. */
export class RequestInvalid extends Outcome<{ field: string }> {
  readonly code = 'request_invalid';
  constructor(field: string, message: string) {
    super(message, { field });
  }
}

/** No such route, home or item for this caller. */
export class NotFound extends Outcome<{ what: string }> {
  readonly code = 'not_found';
  constructor(what: string) {
    super(`There is no such ${what}.`, { what });
  }
}

/** The route exists, but not for this method. `allow` is what the header of that name says (RFC 9110 §10.2.1). */
export class MethodNotAllowed extends Outcome<{ allow: string }> {
  readonly code = 'method_not_allowed';
  constructor(allow: string) {
    super(`This route takes ${allow}.`, { allow });
  }
}

/** The caller may see this, but not do that. */
export class Forbidden extends Outcome<{ action: string }> {
  readonly code = 'forbidden';
  constructor(action: string) {
    super(`You may not ${action}.`, { action });
  }
}

/** The sign-in at Home Assistant was not started by this user, is used up, or is too old. */
export class SignInStateInvalid extends Outcome {
  readonly code = 'sign_in_state_invalid';
  constructor() {
    super('This sign-in was not started here, was used already, or took longer than ten minutes.', {});
  }
}

/** The account has as many homes as one may have. */
export class TooManyHomes extends Outcome<{ limit: number }> {
  readonly code = 'too_many_homes';
  constructor(limit: number) {
    super(`An account can have ${limit} homes.`, { limit });
  }
}

/** A home sends hints faster than it may. `retryAfter` is in seconds (RFC 9110 §10.2.3). */
export class TooManyHints extends Outcome<{ retryAfter: number }> {
  readonly code = 'too_many_hints';
  constructor(retryAfter: number) {
    super(`Too many hints at once. Try again in ${retryAfter} s.`, { retryAfter });
  }
}

/** One answer for an invitation that never was, was used or revoked, or has expired: nothing can be learned by trying. */
export class InvitationInvalid extends Outcome {
  readonly code = 'invitation_invalid';
  constructor() {
    super('This invitation is not valid: it was used or revoked, or is older than seven days.', {});
  }
}

/** The invitation is for the account with another e-mail address, or this one's address is not verified. */
export class InvitationNotYours extends Outcome {
  readonly code = 'invitation_not_yours';
  constructor() {
    super('This invitation is for somebody with another e-mail address.', {});
  }
}

/** The home has as many open invitations as a home may have. */
export class TooManyInvitations extends Outcome<{ limit: number }> {
  readonly code = 'too_many_invitations';
  constructor(limit: number) {
    super(`A home can have ${limit} open invitations.`, { limit });
  }
}
