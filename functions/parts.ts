import { createDynamoDb, createKms } from '../lib/aws-clients.ts';
import { createAddressGuard } from '../lib/home-assistant/address-guard.ts';
import { createTransport, type Transport } from '../lib/home-assistant/transport.ts';
import { createTable } from '../lib/homes/table.ts';
import { createKeySetCache } from '../lib/identity/key-set.ts';
import { createTokenVerifier, type TokenVerifier } from '../lib/identity/verifier.ts';
import { createKmsDataKeys } from '../lib/vault/data-keys.ts';
import { createVault, type Vault } from '../lib/vault/vault.ts';
import { required } from './environment.ts';

/**
 * Parts that several functions are put together from, each out of the environment. A function takes only those that
 * it uses, and only those end up in its bundle.
 */

/** @param region where the vault's key is used; its replica there, if it is not the home region */
export const vaultFrom = (env: NodeJS.ProcessEnv, region: string): Vault =>
  createVault({ dataKeys: createKmsDataKeys(createKms(region), required(env, 'VAULT_KEY_ID')) });

/**
 * Both tables and the vault of the home region, where all writes happen. Reads see the last write: these functions
 * change what they read.
 */
export function homeStoresFrom(env: NodeJS.ProcessEnv) {
  const homeRegion = required(env, 'HOME_REGION');
  const dynamoDb = createDynamoDb(homeRegion);
  const table = (name: string) => createTable(dynamoDb, required(env, name), { consistent: true });
  return {
    homeRegion,
    registry: table('REGISTRY_TABLE'),
    devices: table('DEVICES_TABLE'),
    vault: vaultFrom(env, homeRegion),
  };
}

export const transportFrom = (env: NodeJS.ProcessEnv): Transport =>
  createTransport({ guard: createAddressGuard(env.HOME_ADDRESS_ALLOWLIST ?? '', env) });

const verifierFrom = (
  env: NodeJS.ProcessEnv,
  variables: { client: string; scope: string },
  graceSeconds: number,
): TokenVerifier =>
  createTokenVerifier({
    userPoolId: required(env, 'USER_POOL_ID'),
    clientId: required(env, variables.client),
    scope: required(env, variables.scope),
    graceSeconds,
    keySet: createKeySetCache(env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER),
  });

/** Tokens that Alexa presents. Directives may queue, and clocks differ: two minutes of grace. */
export const alexaVerifierFrom = (env: NodeJS.ProcessEnv): TokenVerifier =>
  verifierFrom(env, { client: 'ALEXA_CLIENT_ID', scope: 'ALEXA_SCOPE' }, 120);

/** Tokens that the portal presents. A browser refreshes in time; only clocks may differ. */
export const portalVerifierFrom = (env: NodeJS.ProcessEnv): TokenVerifier =>
  verifierFrom(env, { client: 'PORTAL_CLIENT_ID', scope: 'PORTAL_SCOPE' }, 10);
