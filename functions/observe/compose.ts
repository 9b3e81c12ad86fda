import { createDynamoDb } from '../../lib/aws-clients.ts';
import { createHomeAsker, type HomeAsker } from '../../lib/bridge/ask-home.ts';
import { createBreaker } from '../../lib/bridge/breaker.ts';
import type { Clock } from '../../lib/deadline.ts';
import { type Catalogue, createCatalogue } from '../../lib/homes/catalogue.ts';
import { type Connections, createConnections } from '../../lib/homes/connections.ts';
import { createTable } from '../../lib/homes/table.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';
import { transportFrom, vaultFrom } from '../parts.ts';

export interface ObservePorts {
  connections: Connections;
  catalogue: Catalogue;
  asker: HomeAsker;
  log: Log;
  clock: Clock;
}

export function composeObserve(env: NodeJS.ProcessEnv, log: Log): ObservePorts {
  const clock = Date.now;
  const homeRegion = required(env, 'HOME_REGION');
  const dynamoDb = createDynamoDb(homeRegion);
  const registry = createTable(dynamoDb, required(env, 'REGISTRY_TABLE'), { consistent: true });
  const devices = createTable(dynamoDb, required(env, 'DEVICES_TABLE'), { consistent: true });
  const vault = vaultFrom(env, homeRegion);
  const connections = createConnections(registry, vault, clock);
  return {
    connections,
    catalogue: createCatalogue(devices),
    asker: createHomeAsker({
      vault,
      transport: transportFrom(env),
      breaker: createBreaker(clock),
      // This function may write, so it needs no queue to say how a home answered.
      health: {
        report: ({ home, connectionVersion }, outcome, at, deadline) =>
          connections.noteHealth(home, connectionVersion, outcome, at, deadline),
      },
      clock,
    }),
    log,
    clock,
  };
}
