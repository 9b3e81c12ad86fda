import { call, command } from './api.ts';

/** What the tests know about the owner of the house. */
export interface Owner {
  readonly username: string;
  readonly password: string;
  /** The client id that Home Assistant knows its own frontend by: its own address. */
  readonly clientId: string;
  /** A long-lived access token of the owner, an administrator. */
  readonly accessToken: string;
}

/**
 * Creates the owner as a new Home Assistant's own first page does, and mints a long-lived token. The tokens
 * used on the way are revoked. The later steps of onboarding are left out: they would set up a weather
 * service and internet radio, and nothing here waits for them.
 * Source: homeassistant/components/onboarding/views.py, components/auth/__init__.py.
 *
 * @throws HomeAssistantCallError when any step is refused
 */
export async function onboardOwner(
  url: string,
  owner: { username: string; password: string },
): Promise<Owner> {
  const clientId = `${url}/`;
  const user = await call<{ auth_code: string }>(`${url}/api/onboarding/users`, {
    json: { ...owner, name: 'House owner', client_id: clientId, language: 'en' },
  });
  const tokens = await call<{ access_token: string; refresh_token: string }>(`${url}/auth/token`, {
    form: { grant_type: 'authorization_code', code: user.auth_code, client_id: clientId },
  });
  const accessToken = await command(url, tokens.access_token, {
    type: 'auth/long_lived_access_token',
    client_name: 'Tests',
    lifespan: 1,
  });
  if (typeof accessToken !== 'string')
    throw new TypeError('Home Assistant minted something that is no token');
  await call(`${url}/auth/revoke`, { form: { token: tokens.refresh_token } });
  return { ...owner, clientId, accessToken };
}
