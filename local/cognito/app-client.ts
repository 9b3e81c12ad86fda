/** An app client of the pool, with the settings that the OAuth endpoints heed. Times are seconds. */
export type OAuthClient = {
  id: string;
  /** Absent for a public client. */
  secret?: string;
  /** Shown on the sign-in page: what the person is signing in to. */
  purpose: string;
  scopes: readonly string[];
  redirectUris: readonly string[];
  logoutUris: readonly string[];
  accessTokenSeconds: number;
  idTokenSeconds: number;
  refreshTokenSeconds: number;
  /** Present when each refresh replaces the refresh token; the old one works for `graceSeconds` more. */
  rotation?: { graceSeconds: number };
};

/** Finds a client by its id. */
export type OAuthClients = (clientId: string | null | undefined) => OAuthClient | undefined;

export const createOAuthClients = (clients: readonly OAuthClient[]): OAuthClients => {
  const byId = new Map(clients.map((client) => [client.id, client]));
  return (clientId) => (typeof clientId === 'string' ? byId.get(clientId) : undefined);
};
