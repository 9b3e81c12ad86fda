import type { OAuthClients } from './app-client.ts';
import { authenticateClient } from './client-authentication.ts';
import { type Answer, type Exchange, readForm } from './http-exchange.ts';
import { OAuthError } from './oauth-error.ts';
import type { RefreshTokens } from './refresh-tokens.ts';

/**
 * POST /oauth2/revoke: ends the sign-in that a refresh token belongs to. An unknown token is a success (RFC 7009
 * section 2.2); an access or ID token is `unsupported_token_type`; another client's token is `unauthorized_client`.
 * Source: docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
 */
export const createRevokeEndpoint =
  (options: {
    clients: OAuthClients;
    refreshTokens: RefreshTokens;
  }): ((exchange: Exchange) => Promise<Answer>) =>
  async (exchange) => {
    const form = readForm(exchange);
    const token = form?.get('token');
    if (!form || !token) throw new OAuthError('invalid_request');
    const client = authenticateClient(exchange, form, options.clients);
    if (token.split('.').length === 3) throw new OAuthError('unsupported_token_type');
    const granted = options.refreshTokens.find(token);
    if (granted && granted.clientId !== client.id) throw new OAuthError('unauthorized_client');
    if (granted) await options.refreshTokens.revoke(granted.originJti);
    return { status: 200, headers: { 'cache-control': 'no-store' }, body: '' };
  };
