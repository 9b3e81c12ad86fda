import { createProgress, type Progress } from '../../lib/alexa/progressive-response.ts';
import { createDynamoDb, createSqs } from '../../lib/aws-clients.ts';
import { createHomeAsker, type HomeAsker } from '../../lib/bridge/ask-home.ts';
import { createBreaker } from '../../lib/bridge/breaker.ts';
import { createHealthReporter } from '../../lib/bridge/health.ts';
import { createLooksQueue, type LooksQueue } from '../../lib/bridge/looks.ts';
import type { Clock } from '../../lib/deadline.ts';
import { type AccessRights, createAccessRights } from '../../lib/homes/access-rights.ts';
import { type Catalogue, createCatalogue } from '../../lib/homes/catalogue.ts';
import { createOverrides, type Overrides } from '../../lib/homes/overrides.ts';
import { createTable } from '../../lib/homes/table.ts';
import type { TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import type { Meter } from '../../lib/telemetry/metrics.ts';
import { required } from '../environment.ts';
import { alexaVerifierFrom, transportFrom, vaultFrom } from '../parts.ts';

/** Everything that answering the Alexa Skills Kit needs of the world. */
export interface SkillPorts {
  /** The only application whose requests are ours. */
  skillId: string;
  verifier: TokenVerifier;
  rights: AccessRights;
  asker: HomeAsker;
  catalogue: Catalogue;
  overrides: Overrides;
  progress: Progress;
  looks: LooksQueue;
  log: Log;
  meter: Meter;
  clock: Clock;
}

export function composeSkill(env: NodeJS.ProcessEnv, log: Log, meter: Meter): SkillPorts {
  const clock = Date.now;
  const here = required(env, 'AWS_REGION');
  const homeRegion = required(env, 'HOME_REGION');
  const registry = createTable(createDynamoDb(here), required(env, 'REGISTRY_TABLE'), { consistent: false });
  // The catalogue lives in the home region only.
  const devices = createTable(createDynamoDb(homeRegion), required(env, 'DEVICES_TABLE'), {
    consistent: false,
  });
  const looks = createLooksQueue(createSqs(homeRegion), required(env, 'LOOKS_QUEUE_URL'));
  return {
    skillId: required(env, 'SKILL_ID'),
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
    progress: createProgress(env.ALEXA_API_URL),
    looks,
    log,
    meter,
    clock,
  };
}
