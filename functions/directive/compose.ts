import { createDynamoDb, createKms, createLambda, createSqs } from '../../lib/aws-clients.ts';
import { createHomeAsker, type HomeAsker } from '../../lib/bridge/ask-home.ts';
import { createBreaker } from '../../lib/bridge/breaker.ts';
import { createHealthReporter } from '../../lib/bridge/health.ts';
import { createLooksQueue, type LooksQueue } from '../../lib/bridge/looks.ts';
import type { Clock } from '../../lib/deadline.ts';
import { createAddressGuard } from '../../lib/home-assistant/address-guard.ts';
import { createTransport } from '../../lib/home-assistant/transport.ts';
import { type AccessRights, createAccessRights } from '../../lib/homes/access-rights.ts';
import { type Catalogue, createCatalogue } from '../../lib/homes/catalogue.ts';
import type { AlexaRegion } from '../../lib/homes/grants.ts';
import { createTable } from '../../lib/homes/table.ts';
import { createKeySetCache } from '../../lib/identity/key-set.ts';
import { createTokenVerifier, type TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { createKmsDataKeys } from '../../lib/vault/data-keys.ts';
import { createVault } from '../../lib/vault/vault.ts';
import { required } from '../environment.ts';
import { createInvokeAcceptGrant, type InvokeAcceptGrant } from './accept-grant.ts';

/** Everything that answering a directive needs of the world. */
export interface DirectivePorts {
  verifier: TokenVerifier;
  rights: AccessRights;
  asker: HomeAsker;
  catalogue: Catalogue;
  looks: LooksQueue;
  invokeAcceptGrant: InvokeAcceptGrant;
  region: AlexaRegion;
  log: Log;
  clock: Clock;
}

/**
 * The three AWS regions that Alexa invokes smart home skills in.
 * @see https://developer.amazon.com/docs/smarthome/develop-smart-home-skills-in-multiple-languages.html
 */
const ALEXA_REGIONS: Readonly<Record<string, AlexaRegion>> = {
  'us-east-1': 'NA',
  'eu-west-1': 'EU',
  'us-west-2': 'FE',
};

/** Directives may queue, and clocks differ. */
const GRACE_SECONDS = 120;
/** The exchange at Login with Amazon has 4.5 s of it. */
const ACCEPTGRANT_MS = 6_500;

export function composeDirective(env: NodeJS.ProcessEnv, log: Log): DirectivePorts {
  const clock = Date.now;
  const here = required(env, 'AWS_REGION');
  const region = ALEXA_REGIONS[here];
  if (region === undefined) throw new Error(`Alexa invokes no smart home skill in ${here}.`);
  const homeRegion = required(env, 'HOME_REGION');
  const registry = createTable(createDynamoDb(here), required(env, 'REGISTRY_TABLE'), { consistent: false });
  // The catalogue lives in the home region only, and is read only when a home does not answer.
  const devices = createTable(createDynamoDb(homeRegion), required(env, 'DEVICES_TABLE'), {
    consistent: false,
  });
  const vault = createVault({ dataKeys: createKmsDataKeys(createKms(here), required(env, 'VAULT_KEY_ID')) });
  const looks = createLooksQueue(createSqs(homeRegion), required(env, 'LOOKS_QUEUE_URL'));
  const lambda = createLambda(homeRegion, ACCEPTGRANT_MS);
  return {
    verifier: createTokenVerifier({
      userPoolId: required(env, 'USER_POOL_ID'),
      clientId: required(env, 'ALEXA_CLIENT_ID'),
      scope: required(env, 'ALEXA_SCOPE'),
      graceSeconds: GRACE_SECONDS,
      keySet: createKeySetCache(env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER),
    }),
    rights: createAccessRights(registry),
    asker: createHomeAsker({
      vault,
      transport: createTransport({ guard: createAddressGuard(env.HOME_ADDRESS_ALLOWLIST ?? '', env) }),
      breaker: createBreaker(clock),
      health: createHealthReporter(looks, log, clock),
      clock,
    }),
    catalogue: createCatalogue(devices),
    looks,
    invokeAcceptGrant: createInvokeAcceptGrant(lambda, required(env, 'ACCEPTGRANT_FUNCTION')),
    region,
    log,
    clock,
  };
}
