import type { OAuthClient, OAuthClients } from './app-client.ts';
import { sameSecret } from './constant-time.ts';
import type { Exchange } from './http-exchange.ts';
import { OAuthError } from './oauth-error.ts';

type Credentials = { id: string; secret?: string };

// RFC 6749 section 2.3.1: both halves are form-encoded before they are joined and base64-encoded.
const formDecode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

const fromBasic = (header: string): Credentials => {
  const encoded = /^Basic\s+([A-Za-z0-9+/]+=*)\s*$/i.exec(header)?.[1];
  if (encoded === undefined) throw new OAuthError('invalid_client');
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  if (at < 0) throw new OAuthError('invalid_client');
  try {
    return { id: formDecode(text.slice(0, at)), secret: formDecode(text.slice(at + 1)) };
  } catch (cause) {
    throw new OAuthError('invalid_client', { cause });
  }
};

/**
 * The client that makes this request, by HTTP Basic or by `client_id` and `client_secret` in the form. A client with
 * a secret must show it; one without must not send any. Throws OAuthError `invalid_client` or, when no client is
 * named at all, `invalid_request`.
 */
export const authenticateClient = (
  exchange: Exchange,
  form: URLSearchParams,
  clients: OAuthClients,
): OAuthClient => {
  const header = exchange.header('authorization');
  const bodyId = form.get('client_id');
  const bodySecret = form.get('client_secret');
  if (header === undefined && !bodyId) throw new OAuthError('invalid_request');
  const credentials: Credentials =
    header === undefined
      ? { id: bodyId ?? '', ...(bodySecret === null ? {} : { secret: bodySecret }) }
      : fromBasic(header);
  if (bodyId !== null && bodyId !== credentials.id) throw new OAuthError('invalid_client');
  const client = clients(credentials.id);
  if (!client) throw new OAuthError('invalid_client');
  if (client.secret === undefined) {
    if (credentials.secret) throw new OAuthError('invalid_client');
    return client;
  }
  if (credentials.secret === undefined || !sameSecret(credentials.secret, client.secret))
    throw new OAuthError('invalid_client');
  return client;
};
