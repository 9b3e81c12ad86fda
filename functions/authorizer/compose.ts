import { createDynamoDb } from '../../lib/aws-clients.ts';
import { createEventKeys, type EventKeys } from '../../lib/homes/event-keys.ts';
import { createTable } from '../../lib/homes/table.ts';
import type { TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';
import { portalVerifierFrom } from '../parts.ts';

export interface AuthorizerPorts {
  verifier: TokenVerifier;
  eventKeys: EventKeys;
  log: Log;
}

export function composeAuthorizer(env: NodeJS.ProcessEnv, log: Log): AuthorizerPorts {
  const dynamoDb = createDynamoDb(required(env, 'HOME_REGION'));
  const registry = createTable(dynamoDb, required(env, 'REGISTRY_TABLE'), { consistent: true });
  return { verifier: portalVerifierFrom(env), eventKeys: createEventKeys(registry), log };
}
