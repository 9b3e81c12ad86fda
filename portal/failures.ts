import type { ErrorBody } from './api-types.ts';

/** The account API said no, in words that are meant for the person. */
export class Refused extends Error {
  readonly code: string;
  /** The field of the request that does not fit. */
  readonly field: string | undefined;
  readonly remedy: string | undefined;

  constructor({ code, message, field, remedy }: ErrorBody['error']) {
    super(message);
    this.name = 'Refused';
    this.code = code;
    this.field = field;
    this.remedy = remedy;
  }
}

/** Nothing came back: no network, or the server is gone. */
export class NoConnection extends Error {
  constructor(options?: ErrorOptions) {
    super('There is no connection to Porchlight.', options);
    this.name = 'NoConnection';
  }
}

/** The server answered, but not in a way that this page understands; or not in time. */
export class ServiceTrouble extends Error {
  constructor(options?: ErrorOptions) {
    super('Something failed on our side.', options);
    this.name = 'ServiceTrouble';
  }
}

/** Nobody is signed in, or no longer. */
export class SignInNeeded extends Error {
  constructor(options?: ErrorOptions) {
    super('You are signed out.', options);
    this.name = 'SignInNeeded';
  }
}

/**
 * Coming back from the sign-in page did not make anybody signed in: it was not started in this tab (or was finished
 * already), or the sign-in page refused.
 */
export class SignInFailed extends Error {
  readonly reason: 'not_started' | 'refused';

  constructor(reason: 'not_started' | 'refused', options?: ErrorOptions) {
    super(`The sign-in failed (${reason}).`, options);
    this.name = 'SignInFailed';
    this.reason = reason;
  }
}
