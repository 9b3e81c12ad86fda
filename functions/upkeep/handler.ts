import { createLog } from '../../lib/telemetry/logger.ts';
import { composeUpkeep } from './compose.ts';
import { upkeep } from './upkeep.ts';

const ports = composeUpkeep(process.env, createLog());

/** What the clock invokes, every minute. */
export const handler = (): Promise<void> => upkeep(ports);
