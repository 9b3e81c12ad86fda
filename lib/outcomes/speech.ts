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

/** The home has no route for the custom skill's requests: `alexa:` is not in its configuration. */
export class IntentsNotEnabled extends Outcome {
  readonly code = 'home_intents_not_enabled';
  constructor() {
    super('The alexa integration is not enabled in Home Assistant.', {});
  }
}

/**
 * The assistant that the home's owner chose is not there: it was removed from Home Assistant, or has not started (an
 * account of its provider's that ended, say).
 */
export class AssistantGone extends Outcome {
  readonly code = 'assistant_gone';
  constructor() {
    super('Home Assistant has no such assistant at the moment.', {});
  }
}

/** The home has no route for free speech: `conversation:` is not in its configuration. */
export class ConversationNotEnabled extends Outcome {
  readonly code = 'home_conversation_not_enabled';
  constructor() {
    super('The conversation integration is not enabled in Home Assistant.', {});
  }
}
