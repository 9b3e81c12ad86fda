import { createDynamoDb, createLambda, createSqs } from '../../lib/aws-clients.ts';
import { createHomeAsker, type HomeAsker } from '../../lib/bridge/ask-home.ts';
import { createBreaker } from '../../lib/bridge/breaker.ts';
import { createHealthReporter } from '../../lib/bridge/health.ts';
import { createLooksQueue, type LooksQueue } from '../../lib/bridge/looks.ts';
import type { Clock } from '../../lib/deadline.ts';
import { type AccessRights, createAccessRights } from '../../lib/homes/access-rights.ts';
import { type Catalogue, createCatalogue } from '../../lib/homes/catalogue.ts';
import type { AlexaRegion } from '../../lib/homes/grants.ts';
import { createOverrides, type Overrides } from '../../lib/homes/overrides.ts';
import { createTable } from '../../lib/homes/table.ts';
import type { TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';
import { alexaVerifierFrom, transportFrom, vaultFrom } from '../parts.ts';
import { createInvokeAcceptGrant, type InvokeAcceptGrant } from './accept-grant.ts';
import { warmUpStore } from './warm-up.ts';

/** Everything that answering a directive needs of the world. */
export interface DirectivePorts {
  verifier: TokenVerifier;
  rights: AccessRights;
  asker: HomeAsker;
  catalogue: Catalogue;
  overrides: Overrides;
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

/** The exchange at Login with Amazon has 4.5 s of it. */
const ACCEPTGRANT_MS = 6_500;

export function composeDirective(env: NodeJS.ProcessEnv, log: Log): DirectivePorts {
  const clock = Date.now;
  const here = required(env, 'AWS_REGION');
  const region = ALEXA_REGIONS[here];
  if (region === undefined) throw new Error(`Alexa invokes no smart home skill in ${here}.`);
  const homeRegion = required(env, 'HOME_REGION');
  const registry = createTable(createDynamoDb(here), required(env, 'REGISTRY_TABLE'), { consistent: false });
  warmUpStore(registry);
  // The catalogue lives in the home region only, and is read only when a home does not answer.
  const devices = createTable(createDynamoDb(homeRegion), required(env, 'DEVICES_TABLE'), {
    consistent: false,
  });
  const looks = createLooksQueue(createSqs(homeRegion), required(env, 'LOOKS_QUEUE_URL'));
  const lambda = createLambda(homeRegion, ACCEPTGRANT_MS);
  return {
    verifier: alexaVerifierFrom(env),
    rights: createAccessRights(registry),
    asker: createHomeAsker({
      vault: vaultFrom(env, here),
      transport: transportFrom(env),
      breaker: createBreaker(clock),
      health: createHealthReporter(looks, log, clock),
      clock,
    }),
    catalogue: createCatalogue(devices),
    overrides: createOverrides(registry),
    looks,
    invokeAcceptGrant: createInvokeAcceptGrant(lambda, required(env, 'ACCEPTGRANT_FUNCTION')),
    region,
    log,
    clock,
  };
}
