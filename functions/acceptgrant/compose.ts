import { LOGIN_WITH_AMAZON_URL } from '../../lib/alexa/login-with-amazon.ts';
import { createDynamoDb } from '../../lib/aws-clients.ts';
import type { Clock } from '../../lib/deadline.ts';
import { type Accounts, createAccounts } from '../../lib/homes/accounts.ts';
import { createGrants, type Grants } from '../../lib/homes/grants.ts';
import {
  createMessagingCredentials,
  type MessagingCredentialsStore,
} from '../../lib/homes/messaging-credentials.ts';
import { createTable } from '../../lib/homes/table.ts';
import type { TokenVerifier } from '../../lib/identity/verifier.ts';
import { required } from '../environment.ts';
import { alexaVerifierFrom, vaultFrom } from '../parts.ts';

export interface AcceptGrantPorts {
  verifier: TokenVerifier;
  accounts: Accounts;
  grants: Grants;
  messaging: MessagingCredentialsStore;
  loginWithAmazonUrl: string;
  clock: Clock;
}

export function composeAcceptGrant(env: NodeJS.ProcessEnv): AcceptGrantPorts {
  const clock = Date.now;
  const homeRegion = required(env, 'HOME_REGION');
  const registry = createTable(createDynamoDb(homeRegion), required(env, 'REGISTRY_TABLE'), {
    consistent: true,
  });
  const vault = vaultFrom(env, homeRegion);
  return {
    verifier: alexaVerifierFrom(env),
    accounts: createAccounts(registry, clock),
    grants: createGrants(registry, vault, clock),
    messaging: createMessagingCredentials(registry, vault, required(env, 'SKILL_ID')),
    loginWithAmazonUrl: env.LWA_TOKEN_URL ?? LOGIN_WITH_AMAZON_URL,
    clock,
  };
}
