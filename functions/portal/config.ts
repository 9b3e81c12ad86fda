/** What the page has to know about the login service: `GET /config.json`. All are absolute URLs but id and scope. */
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
}
