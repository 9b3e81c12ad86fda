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

/** Coming back from the sign-in page did not make anybody signed in. `message` is for the person. */
export class SignInFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SignInFailed';
  }
}

/** What went wrong and what to do about it. */
export interface Explanation {
  what: string;
  remedy?: string;
}

const REMEDIES = new Map<unknown, string>([
  [NoConnection, 'Check your network and try again.'],
  [ServiceTrouble, 'Please try again in a minute.'],
  [SignInNeeded, 'Sign in to go on.'],
  [SignInFailed, 'Please sign in once more.'],
]);

/** Whatever was thrown, in words for the person. */
export function explain(error: unknown): Explanation {
  if (error instanceof Refused)
    return { what: error.message, ...(error.remedy !== undefined && { remedy: error.remedy }) };
  const remedy = error instanceof Error ? REMEDIES.get(error.constructor) : undefined;
  if (error instanceof Error && remedy !== undefined) return { what: error.message, remedy };
  return { what: 'Something went wrong in this page.', remedy: 'Reload it and try again.' };
}
