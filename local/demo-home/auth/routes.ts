import { json, plain, type Reply } from '../http/reply.ts';
import type { Exchange, Route } from '../http/router.ts';
import type { Codes } from './codes.ts';
import { isClientId } from './indie-auth.ts';
import type { TokenStore } from './token-store.ts';

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

const refused = (error: string, description?: string): Reply =>
  json({ error, ...(description ? { error_description: description } : {}) }, 400);

/** The fields of a form, url-encoded or multipart; of anything else Home Assistant reads nothing at all. */
export async function formOf({ headers, body }: Exchange): Promise<ReadonlyMap<string, string>> {
  const type = headers['content-type'] ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type)) return new Map();
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  return new Map([...form].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}

/** `/auth/token` and `/auth/revoke`, as Home Assistant's auth component answers them. */
export function tokenRoutes({
  tokens,
  codes,
}: {
  readonly tokens: TokenStore;
  readonly codes: Codes;
}): readonly Route[] {
  const revoke = (form: ReadonlyMap<string, string>): Reply => {
    // RFC 7009: 200 whatever was presented. An access token, long-lived or not, is no refresh token here.
    const token = tokens.byToken(form.get('token') ?? '');
    if (token) tokens.remove(token.id);
    return plain(200);
  };

  const grants: Readonly<Record<string, (form: ReadonlyMap<string, string>) => Reply>> = {
    authorization_code(form) {
      const clientId = form.get('client_id');
      if (clientId === undefined || !isClientId(clientId)) {
        return refused('invalid_request', 'Invalid client id');
      }
      if (!codes.redeem(clientId, form.get('code') ?? '')) return refused('invalid_request', 'Invalid code');
      const token = tokens.signIn(clientId);
      const answer = {
        access_token: tokens.accessToken(token),
        token_type: 'Bearer',
        refresh_token: token.token,
        expires_in: token.lifespan,
        ha_auth_provider: 'homeassistant',
      };
      return json(answer, 200, noStore);
    },
    refresh_token(form) {
      const clientId = form.get('client_id');
      if (clientId !== undefined && !isClientId(clientId)) {
        return refused('invalid_request', 'Invalid client id');
      }
      const presented = form.get('refresh_token');
      if (presented === undefined) return refused('invalid_request');
      const token = tokens.byToken(presented);
      if (!token) return refused('invalid_grant');
      if (token.clientId !== (clientId ?? null)) return refused('invalid_request');
      const answer = {
        access_token: tokens.accessToken(token),
        token_type: 'Bearer',
        expires_in: token.lifespan,
      };
      return json(answer, 200, noStore);
    },
  };

  return [
    {
      path: '/auth/token',
      methods: {
        POST: async (exchange) => {
          const form = await formOf(exchange);
          if (form.get('action') === 'revoke') return revoke(form);
          return grants[form.get('grant_type') ?? '']?.(form) ?? refused('unsupported_grant_type');
        },
      },
    },
    { path: '/auth/revoke', methods: { POST: async (exchange) => revoke(await formOf(exchange)) } },
  ];
}
