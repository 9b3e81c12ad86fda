import type { InvocationNames } from '../../lib/speech/invocation-names.ts';

/** What the page has to know about the login service and the skill: `GET /config.json`. Addresses are absolute URLs. */
export interface PortalConfig {
  /** Who signs the ID token that the page reads the e-mail address from. */
  issuer: string;
  authorizeUrl: string;
  /** Managed login's page for new people; it takes what `authorizeUrl` takes, and leads to the same code. */
  signUpUrl: string;
  tokenUrl: string;
  revokeUrl: string;
  logoutUrl: string;
  clientId: string;
  /** Space-separated. */
  scope: string;
  redirectUri: string;
  /** Where the login service leads after signing out. */
  signedOutUri: string;
  /** The Alexa skill's id. It is no secret: owners write it into their configuration. */
  skillId: string;
  /** What people call the skill. */
  invocationNames: InvocationNames;
}
