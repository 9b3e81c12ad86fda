import { createProgress, type Progress } from '../../lib/alexa/progressive-response.ts';
import type { LooksQueue } from '../../lib/bridge/looks.ts';
import { createHomeConversations, type HomeConversations } from '../../lib/bridge/speak-with-home.ts';
import type { Clock } from '../../lib/deadline.ts';
import type { AccessRights } from '../../lib/homes/access-rights.ts';
import type { Catalogue } from '../../lib/homes/catalogue.ts';
import type { Overrides } from '../../lib/homes/overrides.ts';
import type { TokenVerifier } from '../../lib/identity/verifier.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import type { Meter } from '../../lib/telemetry/metrics.ts';
import { alexaSideFrom } from '../alexa-side.ts';
import { required } from '../environment.ts';

/** Everything that answering the Alexa Skills Kit needs of the world. */
export interface SkillPorts {
  /** The only application whose requests are ours. */
  skillId: string;
  verifier: TokenVerifier;
  rights: AccessRights;
  conversations: HomeConversations;
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
  const { home, ...side } = alexaSideFrom(env, log, clock);
  return {
    ...side,
    skillId: required(env, 'SKILL_ID'),
    conversations: createHomeConversations(home),
    progress: createProgress(env.ALEXA_API_URL),
    log,
    meter,
    clock,
  };
}
