/** What the page has to know about the login service: `GET /config.json`. All are absolute URLs but id and scope. */
export interface PortalConfig {
  /** Who signs the ID token that the page reads the e-mail address from. */
  issuer: string;
  authorizeUrl: string;
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
