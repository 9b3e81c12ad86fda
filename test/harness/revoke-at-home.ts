import { createDeadline } from '../../lib/deadline.ts';
import { createAddressGuard } from '../../lib/home-assistant/address-guard.ts';
import { deleteLongLivedToken } from '../../lib/home-assistant/long-lived-token.ts';
import { createTransport } from '../../lib/home-assistant/transport.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { allowancesForUrl } from '../../local/stack/address-allowance.ts';

/** Deletes a token at the home itself, as its owner does in the profile there. */
export async function revokeAtHome(url: string, token: string): Promise<void> {
  const guard = createAddressGuard((await allowancesForUrl(url)).join(','));
  const transport = createTransport({ guard });
  const access = { id: 'revoke', url: new URL(url), token: new Secret(token), headers: {}, tls: {} };
  await deleteLongLivedToken(transport, access, createDeadline(10_000));
  transport.close();
}
