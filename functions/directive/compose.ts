import { createLambda } from '../../lib/aws-clients.ts';
import { createHomeAsker, type HomeAsker } from '../../lib/bridge/ask-home.ts';
import type { LooksQueue } from '../../lib/bridge/looks.ts';
import type { Clock } from '../../lib/deadline.ts';
import type { AccessRights } from '../../lib/homes/access-rights.ts';
import type { Catalogue } from '../../lib/homes/catalogue.ts';
import type { AlexaRegion } from '../../lib/homes/grants.ts';
import type { Overrides } from '../../lib/homes/overrides.ts';
import type { TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { alexaSideFrom } from '../alexa-side.ts';
import { required } from '../environment.ts';
import { createInvokeAcceptGrant, type InvokeAcceptGrant } from './accept-grant.ts';

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
  const { here, homeRegion, home, ...side } = alexaSideFrom(env, log, clock);
  const region = ALEXA_REGIONS[here];
  if (region === undefined) throw new Error(`Alexa invokes no smart home skill in ${here}.`);
  const lambda = createLambda(homeRegion, ACCEPTGRANT_MS);
  return {
    ...side,
    asker: createHomeAsker(home),
    invokeAcceptGrant: createInvokeAcceptGrant(lambda, required(env, 'ACCEPTGRANT_FUNCTION')),
    region,
    log,
    clock,
  };
}
