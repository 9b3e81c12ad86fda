import type { TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { portalVerifierFrom } from '../parts.ts';

export interface AuthorizerPorts {
  verifier: TokenVerifier;
  log: Log;
}

export const composeAuthorizer = (env: NodeJS.ProcessEnv, log: Log): AuthorizerPorts => ({
  verifier: portalVerifierFrom(env),
  log,
});
