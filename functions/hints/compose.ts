import { createSqs } from '../../lib/aws-clients.ts';
import { createLooksQueue, type LooksQueue } from '../../lib/bridge/looks.ts';
import type { Clock } from '../../lib/deadline.ts';
import { required } from '../environment.ts';
import { createFloodGate, type FloodGate } from './flood-gate.ts';

export interface HintsPorts {
  gate: FloodGate;
  looks: LooksQueue;
  clock: Clock;
}

export const composeHints = (env: NodeJS.ProcessEnv): HintsPorts => ({
  gate: createFloodGate(),
  looks: createLooksQueue(createSqs(required(env, 'HOME_REGION')), required(env, 'LOOKS_QUEUE_URL')),
  clock: Date.now,
});
