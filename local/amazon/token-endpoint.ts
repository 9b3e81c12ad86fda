import { randomUUID } from 'node:crypto';
import { checkClient, type MessagingClient } from './client-credentials.ts';
import type { GrantCodes } from './grant-codes.ts';
import type { Incoming, Reply } from './http.ts';
import { json } from './http.ts';
import type { Ledger } from './ledger.ts';
import { LoginError } from './login-error.ts';
import { ACCESS_TOKEN_SECONDS, type Tokens } from './tokens.ts';

/** What the token endpoint needs. */
export interface TokenEndpointPorts {
  client: MessagingClient;
  codes: GrantCodes;
  tokens: Tokens;
  ledger: Ledger;
  log?: (line: string) => void;
}

type GrantType = (form: URLSearchParams) => string;

/**
 * Login with Amazon's `POST /auth/o2/token` for the codes of AcceptGrant: form-urlencoded, client credentials in the
 * body or in a Basic header, grant types authorization_code and refresh_token, no redirect_uri.
 * A refresh hands out a new refresh token too, and the old one stays valid.
 */
export function createTokenEndpoint(ports: TokenEndpointPorts): (request: Incoming) => Reply {
  const { client, codes, tokens, ledger, log } = ports;

  /** Each grant type turns a form into the Amazon user it speaks for. */
  const grantTypes = new Map<string, GrantType>([
    [
      'authorization_code',
      (form) => {
        if (form.has('redirect_uri')) {
          throw new LoginError('invalid_request', 'This exchange takes no redirect_uri.');
        }
        const redeemed = codes.redeem(requiredField(form, 'code'));
        if (redeemed.outcome === 'replayed') ledger.note('replays');
        if (redeemed.outcome !== 'good') {
          throw new LoginError('invalid_grant', `The authorization code is ${redeemed.outcome}.`);
        }
        ledger.note('exchanges');
        return redeemed.amazonUser;
      },
    ],
    [
      'refresh_token',
      (form) => {
        const amazonUser = tokens.readRefresh(requiredField(form, 'refresh_token'));
        if (amazonUser === undefined) throw new LoginError('invalid_grant', 'The refresh token is unknown.');
        ledger.note('refreshes');
        return amazonUser;
      },
    ],
  ]);

  function exchange(request: Incoming): Reply {
    const form = readForm(request);
    checkClient(client, request.headers.authorization, form);
    const name = requiredField(form, 'grant_type');
    const grantType = grantTypes.get(name);
    if (grantType === undefined)
      throw new LoginError('unsupported_grant_type', 'The grant type is not supported.');
    const amazonUser = grantType(form);
    const { accessToken, refreshToken } = tokens.issue(amazonUser);
    log?.(`amazon: tokens for ${amazonUser} by ${name}`);
    return json(200, {
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type: 'bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
    });
  }

  return (request) => {
    try {
      return exchange(request);
    } catch (error) {
      if (!(error instanceof LoginError)) throw error;
      log?.(`amazon: token request refused: ${error.code}`);
      return loginRefusal(error.status, error.code, error.message);
    }
  };
}

/** A refusal in Login with Amazon's shape. */
export function loginRefusal(status: number, error: string, description: string): Reply {
  const challenge: Record<string, string> =
    status === 401 ? { 'www-authenticate': 'Basic realm="Login with Amazon"' } : {};
  return json(status, { error, error_description: description, request_id: randomUUID() }, challenge);
}

function readForm(request: Incoming): URLSearchParams {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded' || request.body === 'too-large') {
    throw new LoginError('invalid_request', 'The request must be form-urlencoded and of reasonable size.');
  }
  const form = new URLSearchParams(request.body.toString('utf8'));
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) {
    throw new LoginError('invalid_request', 'A parameter is given more than once.');
  }
  return form;
}

function requiredField(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw new LoginError('invalid_request', `${name} is missing.`);
  return value;
}
