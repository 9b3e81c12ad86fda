import { createHash, randomBytes } from 'node:crypto';
import { stringAt, valueAt } from './checks/json.ts';
import { LinkError, TokenEndpointError, UnreachableError } from './errors.ts';
import type { Fetch, SignIn } from './sign-in.ts';
import type { Stack } from './stack.ts';

/** Alexa gives a token endpoint this long (its account-linking FAQ). */
const tokenTimeoutMs = 4_500;

/** What a token endpoint gave. `expiresIn` is in seconds. */
export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresIn: number;
};

/** Alexa's side of account linking: OAuth 2.0 authorization code grant with PKCE (RFC 6749, RFC 7636). */
export type OAuth = {
  /** @throws LinkError, UnreachableError, TokenEndpointError */
  readonly authorize: (signIn: SignIn, who: { username?: string; password?: string }) => Promise<Tokens>;
  /** @throws TokenEndpointError (400 `invalid_grant` when the link is over), UnreachableError */
  readonly refresh: (refreshToken: string) => Promise<Tokens>;
};

/** Links as Alexa does: code grant, S256, client credentials by HTTP Basic. */
export function createOAuth(ports: { readonly cognito: Stack['cognito']; readonly fetch: Fetch }): OAuth {
  const { cognito, fetch } = ports;
  const client = cognito.alexaClient;

  const requestTokens = async (form: Readonly<Record<string, string>>): Promise<Tokens> => {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(cognito.tokenUrl, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
          accept: 'application/json',
        },
        body: new URLSearchParams({ ...form, client_id: client.id }),
        redirect: 'error',
        signal: AbortSignal.timeout(tokenTimeoutMs),
      });
      body = await response.json().catch(() => undefined);
    } catch (cause) {
      throw new UnreachableError('The token endpoint', cognito.tokenUrl, { cause });
    }
    if (!response.ok) throw new TokenEndpointError(response.status, stringAt(body, 'error'));
    return readTokens(body);
  };

  return {
    async authorize(signIn, who) {
      const [redirectUri = ''] = client.redirectUris;
      const state = randomBytes(24).toString('base64url');
      const verifier = randomBytes(48).toString('base64url');
      const authorizeUrl = new URL(cognito.authorizeUrl);
      const query: Readonly<Record<string, string>> = {
        response_type: 'code',
        client_id: client.id,
        redirect_uri: redirectUri,
        scope: client.scopes.join(' '),
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(query)) authorizeUrl.searchParams.set(name, value);
      const { username, password } = who;
      const landed = await signIn({ authorizeUrl, redirectUri, username, password });
      return requestTokens({
        grant_type: 'authorization_code',
        code: readCode(landed, state),
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });
    },
    refresh: (refreshToken) => requestTokens({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
}

function readCode(landed: URL, state: string): string {
  const query = landed.searchParams;
  const error = query.get('error');
  if (error !== null) {
    const detail = query.get('error_description');
    throw new LinkError('redirect', `Linking was refused: ${error}${detail === null ? '' : ` (${detail})`}`);
  }
  if (query.get('state') !== state) {
    throw new LinkError(
      'redirect',
      'The redirect does not carry the state that was sent; Alexa would refuse it',
    );
  }
  const code = query.get('code');
  if (code === null || code === '') throw new LinkError('redirect', 'The redirect carries no code');
  return code;
}

/** Alexa needs JSON with an access token of at least 360 seconds (its requirements for account linking). */
function readTokens(body: unknown): Tokens {
  const accessToken = stringAt(body, 'access_token');
  if (accessToken === undefined || accessToken === '') {
    throw new LinkError('token', 'The token endpoint answered without an access token');
  }
  const expiresIn = valueAt(body, 'expires_in');
  return {
    accessToken,
    refreshToken: stringAt(body, 'refresh_token'),
    // Without a lifetime Alexa takes the default of its console: an hour.
    expiresIn: typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : 3600,
  };
}
