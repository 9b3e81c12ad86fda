import type { OAuthClient, OAuthClients } from './app-client.ts';

/** A request to /oauth2/authorize that passed every check. `scope` is space-separated, as it goes into tokens. */
export type AuthorizeRequest = {
  client: OAuthClient;
  redirectUri: string;
  scope: string;
  state?: string;
  nonce?: string;
  codeChallenge?: string;
  prompt?: string;
  loginHint?: string;
};

/**
 * `page`: the client or its redirect URI is in doubt, so the answer stays here. `redirect`: the error goes back to
 * the client, with its state (RFC 6749 section 4.1.2.1).
 */
export type AuthorizeRefusal =
  | { kind: 'page'; error: string; description: string }
  | { kind: 'redirect'; location: string };

/** The client's redirect URI with parameters added to whatever query it already has. */
export const redirectLocation = (
  redirectUri: string,
  parameters: Record<string, string | undefined>,
): string => {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) location.searchParams.append(name, value);
  return location.href;
};

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

type Problem = { error: string; description: string };
type Rule = (query: URLSearchParams, client: OAuthClient) => Problem | undefined;

const invalid = (description: string): Problem => ({ error: 'invalid_request', description });

const wantedScopes = (query: URLSearchParams): string[] =>
  (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');

/** In order; the first that objects is answered. */
const rules: readonly Rule[] = [
  (query) => {
    const repeated = [...new Set(query.keys())].find((name) => query.getAll(name).length > 1);
    return repeated === undefined ? undefined : invalid('a parameter is repeated');
  },
  (query) => (query.get('response_type') ? undefined : invalid('response_type is missing')),
  // Cognito knows `token` too, but no client of this pool may use the implicit grant.
  (query) =>
    query.get('response_type') === 'token'
      ? { error: 'unauthorized_client', description: 'the implicit grant is not enabled for this client' }
      : undefined,
  (query) => (query.get('response_type') === 'code' ? undefined : invalid('response_type must be code')),
  (query, client) =>
    wantedScopes(query).every((scope) => client.scopes.includes(scope))
      ? undefined
      : {
          error: 'invalid_scope',
          description: 'a requested scope is unknown or not allowed for this client',
        },
  (query) => {
    const challenge = query.get('code_challenge');
    const method = query.get('code_challenge_method');
    if (challenge === null)
      return method === null ? undefined : invalid('code_challenge_method without code_challenge');
    if (method === null) return invalid('code_challenge without code_challenge_method');
    if (method !== 'S256') return invalid('code_challenge_method must be S256');
    return CHALLENGE.test(challenge) ? undefined : invalid('code_challenge is not a SHA-256 in base64url');
  },
];

const optional = <K extends string>(name: K, value: string | null): { [key in K]?: string } => {
  const result: { [key in K]?: string } = {};
  if (value !== null) result[name] = value;
  return result;
};

/**
 * Checks the parameters of /oauth2/authorize (and of the pages that carry them along) as Cognito does.
 * Source: docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export const checkAuthorizeRequest = (
  query: URLSearchParams,
  clients: OAuthClients,
): { request: AuthorizeRequest } | { refusal: AuthorizeRefusal } => {
  const page = (error: string, description: string): { refusal: AuthorizeRefusal } => ({
    refusal: { kind: 'page', error, description },
  });
  if (query.getAll('client_id').length > 1 || query.getAll('redirect_uri').length > 1)
    return page('invalid_request', 'client_id or redirect_uri is repeated.');
  const clientId = query.get('client_id');
  if (!clientId) return page('invalid_request', 'Required parameter client_id is missing.');
  const client = clients(clientId);
  if (!client) return page('invalid_client', 'The client does not exist.');
  const redirectUri = query.get('redirect_uri');
  if (!redirectUri) return page('invalid_request', 'Required parameter redirect_uri is missing.');
  if (!client.redirectUris.includes(redirectUri))
    return page(
      'redirect_mismatch',
      'The redirect_uri is not registered for this client, letter for letter.',
    );

  const state = query.get('state');
  for (const rule of rules) {
    const problem = rule(query, client);
    if (!problem) continue;
    const { error, description } = problem;
    const parameters = { error_description: description, error, state: state ?? undefined };
    return { refusal: { kind: 'redirect', location: redirectLocation(redirectUri, parameters) } };
  }
  const wanted = wantedScopes(query);
  return {
    request: {
      client,
      redirectUri,
      // Cognito grants all of the client's scopes to a request that names none.
      scope: [...new Set(wanted.length > 0 ? wanted : client.scopes)].join(' '),
      ...optional('state', state),
      ...optional('nonce', query.get('nonce')),
      ...optional('codeChallenge', query.get('code_challenge')),
      ...optional('prompt', query.get('prompt')),
      ...optional('loginHint', query.get('login_hint')),
    },
  };
};
