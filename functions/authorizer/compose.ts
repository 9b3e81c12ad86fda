import { createKeySetCache } from '../../lib/identity/key-set.ts';
import { createTokenVerifier, type TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';

export interface AuthorizerPorts {
  verifier: TokenVerifier;
  log: Log;
}

/** A browser refreshes in time; only clocks may differ. */
const GRACE_SECONDS = 10;

export function composeAuthorizer(env: NodeJS.ProcessEnv, log: Log): AuthorizerPorts {
  return {
    verifier: createTokenVerifier({
      userPoolId: required(env, 'USER_POOL_ID'),
      clientId: required(env, 'PORTAL_CLIENT_ID'),
      scope: required(env, 'PORTAL_SCOPE'),
      graceSeconds: GRACE_SECONDS,
      keySet: createKeySetCache(env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER),
    }),
    log,
  };
}
