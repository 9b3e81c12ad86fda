import { createDynamoDb, createSqs } from '../lib/aws-clients.ts';
import { createBreaker } from '../lib/bridge/breaker.ts';
import type { HomeCallPorts } from '../lib/bridge/call-home.ts';
import { createHealthReporter } from '../lib/bridge/health.ts';
import { createLooksQueue } from '../lib/bridge/looks.ts';
import type { Clock } from '../lib/deadline.ts';
import { createAccessRights } from '../lib/homes/access-rights.ts';
import { createCatalogue } from '../lib/homes/catalogue.ts';
import { createOverrides } from '../lib/homes/overrides.ts';
import { createTable } from '../lib/homes/table.ts';
import type { Log } from '../lib/telemetry/logger.ts';
import { required } from './environment.ts';
import { alexaVerifierFrom, transportFrom, vaultFrom } from './parts.ts';
import { warmUpStore } from './warm-up.ts';

/**
 * What both functions that Alexa invokes in each of its regions are put together from. They read their region's replica,
 * write to no table, and speak to the home region through its queue.
 */
export function alexaSideFrom(env: NodeJS.ProcessEnv, log: Log, clock: Clock) {
  const here = required(env, 'AWS_REGION');
  const homeRegion = required(env, 'HOME_REGION');
  const registry = createTable(createDynamoDb(here), required(env, 'REGISTRY_TABLE'), { consistent: false });
  warmUpStore(registry);
  // The catalogue lives in the home region only.
  const devices = createTable(createDynamoDb(homeRegion), required(env, 'DEVICES_TABLE'), {
    consistent: false,
  });
  const looks = createLooksQueue(createSqs(homeRegion), required(env, 'LOOKS_QUEUE_URL'));
  const home: HomeCallPorts = {
    vault: vaultFrom(env, here),
    transport: transportFrom(env),
    breaker: createBreaker(clock),
    health: createHealthReporter(looks, log, clock),
    clock,
  };
  return {
    here,
    homeRegion,
    home,
    verifier: alexaVerifierFrom(env),
    rights: createAccessRights(registry),
    catalogue: createCatalogue(devices),
    overrides: createOverrides(registry),
    looks,
  };
}
