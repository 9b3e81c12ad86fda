import { LOGIN_WITH_AMAZON_URL } from '../../lib/alexa/login-with-amazon.ts';
import { createDynamoDb, createKms } from '../../lib/aws-clients.ts';
import type { Clock } from '../../lib/deadline.ts';
import { type Accounts, createAccounts } from '../../lib/homes/accounts.ts';
import { createGrants, type Grants } from '../../lib/homes/grants.ts';
import {
  createMessagingCredentials,
  type MessagingCredentialsStore,
} from '../../lib/homes/messaging-credentials.ts';
import { createTable } from '../../lib/homes/table.ts';
import { createKeySetCache } from '../../lib/identity/key-set.ts';
import { createTokenVerifier, type TokenVerifier } from '../../lib/identity/verifier.ts';
import { createKmsDataKeys } from '../../lib/vault/data-keys.ts';
import { createVault } from '../../lib/vault/vault.ts';
import { required } from '../environment.ts';

export interface AcceptGrantPorts {
  verifier: TokenVerifier;
  accounts: Accounts;
  grants: Grants;
  messaging: MessagingCredentialsStore;
  loginWithAmazonUrl: string;
  clock: Clock;
}

const GRACE_SECONDS = 120;

export function composeAcceptGrant(env: NodeJS.ProcessEnv): AcceptGrantPorts {
  const clock = Date.now;
  const homeRegion = required(env, 'HOME_REGION');
  const registry = createTable(createDynamoDb(homeRegion), required(env, 'REGISTRY_TABLE'), {
    consistent: true,
  });
  const vault = createVault({
    dataKeys: createKmsDataKeys(createKms(homeRegion), required(env, 'VAULT_KEY_ID')),
  });
  return {
    verifier: createTokenVerifier({
      userPoolId: required(env, 'USER_POOL_ID'),
      clientId: required(env, 'ALEXA_CLIENT_ID'),
      scope: required(env, 'ALEXA_SCOPE'),
      graceSeconds: GRACE_SECONDS,
      keySet: createKeySetCache(env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER),
    }),
    accounts: createAccounts(registry, clock),
    grants: createGrants(registry, vault, clock),
    messaging: createMessagingCredentials(registry, vault, required(env, 'SKILL_ID')),
    loginWithAmazonUrl: env.LWA_TOKEN_URL ?? LOGIN_WITH_AMAZON_URL,
    clock,
  };
}
