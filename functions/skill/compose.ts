import { createSqs } from '../../lib/aws-clients.ts';
import { createLooksQueue, type LooksQueue } from '../../lib/bridge/looks.ts';
import type { Clock } from '../../lib/deadline.ts';
import type { TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import type { Meter } from '../../lib/telemetry/metrics.ts';
import { required } from '../environment.ts';
import { alexaVerifierFrom } from '../parts.ts';

/** Everything that answering the Alexa Skills Kit needs of the world. */
export interface SkillPorts {
  /** The only application whose requests are ours. */
  skillId: string;
  verifier: TokenVerifier;
  looks: LooksQueue;
  log: Log;
  meter: Meter;
  clock: Clock;
}

export const composeSkill = (env: NodeJS.ProcessEnv, log: Log, meter: Meter): SkillPorts => ({
  skillId: required(env, 'SKILL_ID'),
  verifier: alexaVerifierFrom(env),
  looks: createLooksQueue(createSqs(required(env, 'HOME_REGION')), required(env, 'LOOKS_QUEUE_URL')),
  log,
  meter,
  clock: Date.now,
});
