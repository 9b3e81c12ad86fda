import { createDynamoDb, createSqs } from '../../lib/aws-clients.ts';
import { createSendLooks, type SendLooks } from '../../lib/bridge/looks-batch.ts';
import type { Clock } from '../../lib/deadline.ts';
import { createDueIndex, type DueIndex } from '../../lib/homes/due-index.ts';
import { createTable } from '../../lib/homes/table.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';

export interface UpkeepPorts {
  due: DueIndex;
  sendLooks: SendLooks;
  log: Log;
  clock: Clock;
}

export function composeUpkeep(env: NodeJS.ProcessEnv, log: Log): UpkeepPorts {
  const homeRegion = required(env, 'HOME_REGION');
  const devices = createTable(createDynamoDb(homeRegion), required(env, 'DEVICES_TABLE'), {
    consistent: true,
  });
  return {
    due: createDueIndex(devices),
    sendLooks: createSendLooks(createSqs(homeRegion), required(env, 'LOOKS_QUEUE_URL')),
    log,
    clock: Date.now,
  };
}
