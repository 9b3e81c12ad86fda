import type { Deadline } from '../deadline.ts';
import { GrantRefused, LoginWithAmazonUnavailable, MessagingCredentialsInvalid } from '../outcomes/grant.ts';
import { Secret } from '../vault/secret.ts';

/** The "Alexa Skill Messaging" pair of the skill's permissions page; not the account-linking pair. */
export interface MessagingCredentials {
  clientId: string;
  clientSecret: Secret;
}

/** What a refresh gives; Amazon may leave the refresh token out, and then the old one goes on. */
export interface RefreshedTokens extends Omit<GrantTokens, 'refreshToken'> {
  refreshToken: Secret | undefined;
}

export interface GrantTokens {
  accessToken: Secret;
  refreshToken: Secret;
  /** Seconds. */
  expiresIn: number;
}

/** A request, ready to be sent. */
export interface TokenRequest {
  url: string;
  init: { method: 'POST'; headers: Record<string, string>; body: string };
}

export const LOGIN_WITH_AMAZON_URL = 'https://api.amazon.com/auth/o2/token';
const MAX_BYTES = 64 * 1024;

const tokenRequest = (
  url: string,
  credentials: MessagingCredentials,
  grant: Record<string, string>,
): TokenRequest => ({
  url,
  init: {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams({
      ...grant,
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret.reveal(),
    }).toString(),
  },
});

/**
 * Builds the exchange of AcceptGrant's code. There is no redirect URI in it.
 * @see https://developer.amazon.com/docs/smarthome/authenticate-a-customer-permissions.html
 */
export const authorizationCodeRequest = (
  url: string,
  credentials: MessagingCredentials,
  code: Secret,
): TokenRequest => tokenRequest(url, credentials, { grant_type: 'authorization_code', code: code.reveal() });

/** Builds the refresh of a grant's tokens. */
export const refreshRequest = (
  url: string,
  credentials: MessagingCredentials,
  refreshToken: Secret,
): TokenRequest =>
  tokenRequest(url, credentials, { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() });

/**
 * Reads the answer to a token request.
 * @throws {GrantRefused} the code or refresh token was used, has expired or is another client's
 * @throws {MessagingCredentialsInvalid} the skill's credentials are wrong
 * @throws {LoginWithAmazonUnavailable} anything else; worth another try
 */
export function processTokenAnswer(status: number, text: string): RefreshedTokens {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // The parser's message would quote the answer, which may hold tokens.
    throw new LoginWithAmazonUnavailable(`status ${status}, no JSON`);
  }
  const error = typeof body?.error === 'string' ? body.error.slice(0, 64) : undefined;
  if (error === 'invalid_client' || error === 'unauthorized_client')
    throw new MessagingCredentialsInvalid('refused');
  if (status >= 400 && status < 500 && error !== undefined && status !== 429) throw new GrantRefused(error);
  const { access_token: access, refresh_token: refresh, expires_in: expiresIn } = body ?? {};
  if (status !== 200 || typeof access !== 'string' || access === '') {
    throw new LoginWithAmazonUnavailable(`status ${status}`);
  }
  return {
    accessToken: new Secret(access),
    refreshToken: typeof refresh === 'string' && refresh !== '' ? new Secret(refresh) : undefined,
    expiresIn: typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : 3_600,
  };
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new LoginWithAmazonUnavailable('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends a token request and reads its answer, within the deadline. Never repeated: a code works once. */
export async function sendTokenRequest(request: TokenRequest, deadline: Deadline): Promise<RefreshedTokens> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(request.url, {
      ...request.init,
      redirect: 'error',
      signal: AbortSignal.timeout(Math.max(1, deadline.remaining())),
    });
    status = response.status;
    text = await readBounded(response);
  } catch (cause) {
    if (cause instanceof LoginWithAmazonUnavailable) throw cause;
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new LoginWithAmazonUnavailable(timedOut ? 'no answer in time' : 'no connection', { cause });
  }
  return processTokenAnswer(status, text);
}

/** The tokens of a first exchange, which must bring both. @throws {LoginWithAmazonUnavailable} */
export function wholeTokens({ accessToken, refreshToken, expiresIn }: RefreshedTokens): GrantTokens {
  if (refreshToken === undefined) throw new LoginWithAmazonUnavailable('no refresh token');
  return { accessToken, refreshToken, expiresIn };
}
