import { Outcome } from './outcome.ts';

/** Somebody speaks with the skill who has not linked an account: the request carries no token. */
export class LinkMissing extends Outcome {
  readonly code = 'link_missing';
  constructor() {
    super('The request carries no access token.', {});
  }
}

/** The account has no home yet, so there is nobody to speak with. */
export class NoHome extends Outcome {
  readonly code = 'no_home';
  constructor() {
    super('This account has no home.', {});
  }
}
