import { createSqs } from '../../lib/aws-clients.ts';
import { createHomeAsker } from '../../lib/bridge/ask-home.ts';
import { createBreaker } from '../../lib/bridge/breaker.ts';
import { createDeliveriesQueue } from '../../lib/bridge/deliveries.ts';
import { isNewsOfHealth } from '../../lib/bridge/health.ts';
import type { LookPorts } from '../../lib/bridge/look-at-device.ts';
import { createLooksQueue, type LooksQueue } from '../../lib/bridge/looks.ts';
import { type Accounts, createAccounts } from '../../lib/homes/accounts.ts';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { type CatalogueSync, createCatalogueSync } from '../../lib/homes/catalogue-sync.ts';
import { type Connections, createConnections } from '../../lib/homes/connections.ts';
import { createEnablements, type Enablements } from '../../lib/homes/enablements.ts';
import { createGrants, type Grants } from '../../lib/homes/grants.ts';
import { createMembers, type Members } from '../../lib/homes/members.ts';
import { createOverrides, type Overrides } from '../../lib/homes/overrides.ts';
import { createPresences, type Presences } from '../../lib/homes/presence.ts';
import { createToldStates } from '../../lib/homes/told-states.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';
import { homeStoresFrom, transportFrom } from '../parts.ts';

export interface ObservePorts extends LookPorts {
  accounts: Accounts;
  catalogueSync: CatalogueSync;
  connections: Connections;
  overrides: Overrides;
  members: Members;
  grants: Grants;
  presences: Presences;
  enablements: Enablements;
  /** For what is to be found out later. */
  looks: LooksQueue;
  log: Log;
}

export function composeObserve(env: NodeJS.ProcessEnv, log: Log): ObservePorts {
  const clock = Date.now;
  const { homeRegion, registry, devices, vault } = homeStoresFrom(env);
  const connections = createConnections(registry, vault, clock);
  const sqs = createSqs(homeRegion);
  return {
    accounts: createAccounts(registry, clock),
    connections,
    members: createMembers(registry, clock),
    grants: createGrants(registry, vault, clock),
    enablements: createEnablements(registry, clock),
    presences: createPresences(devices, clock),
    catalogue: createCatalogue(devices),
    overrides: createOverrides(registry),
    catalogueSync: createCatalogueSync(devices),
    told: createToldStates(devices),
    deliveries: createDeliveriesQueue(sqs, required(env, 'DELIVERIES_QUEUE_URL')),
    looks: createLooksQueue(sqs, required(env, 'LOOKS_QUEUE_URL')),
    asker: createHomeAsker({
      vault,
      transport: transportFrom(env),
      breaker: createBreaker(clock),
      // This function may write, so it needs no queue to say how a home answered.
      health: {
        report: async ({ home, connectionVersion, health }, outcome, at, deadline) => {
          if (isNewsOfHealth(health, outcome, clock()))
            await connections.noteHealth(home, connectionVersion, outcome, at, deadline);
        },
      },
      clock,
    }),
    log,
    clock,
  };
}
