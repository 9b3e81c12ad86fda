import { createCognito, createSqs } from '../../lib/aws-clients.ts';
import { createDeliveriesQueue } from '../../lib/bridge/deliveries.ts';
import { createErasuresQueue, type ErasuresQueue } from '../../lib/bridge/erasures.ts';
import { createFarewells } from '../../lib/bridge/farewells.ts';
import { createHomeRemoval, type HomeRemoval } from '../../lib/bridge/home-removal.ts';
import { createLeaveTaking, type LeaveTaking } from '../../lib/bridge/leave-taking.ts';
import { createLooksQueue } from '../../lib/bridge/looks.ts';
import type { Clock } from '../../lib/deadline.ts';
import { type Accounts, createAccounts } from '../../lib/homes/accounts.ts';
import { type BegunHomes, createBegunHomes } from '../../lib/homes/begun-homes.ts';
import { createCatalogueSync } from '../../lib/homes/catalogue-sync.ts';
import { type Connections, createConnections } from '../../lib/homes/connections.ts';
import { createDeletions, type Deletions } from '../../lib/homes/deletions.ts';
import { createEnablements, type Enablements } from '../../lib/homes/enablements.ts';
import { createGrants, type Grants } from '../../lib/homes/grants.ts';
import { createInvitations, type Invitations } from '../../lib/homes/invitations.ts';
import { createMembers, type Members } from '../../lib/homes/members.ts';
import { createOverrides } from '../../lib/homes/overrides.ts';
import type { Table } from '../../lib/homes/table.ts';
import { createLoginUsers, type LoginUsers } from '../../lib/identity/login-users.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';
import { homeStoresFrom, transportFrom } from '../parts.ts';

export interface ErasurePorts {
  registry: Table;
  accounts: Accounts;
  begunHomes: BegunHomes;
  connections: Connections;
  members: Members;
  invitations: Invitations;
  grants: Grants;
  enablements: Enablements;
  deletions: Deletions;
  removal: HomeRemoval;
  leaving: LeaveTaking;
  loginUsers: LoginUsers;
  erasures: ErasuresQueue;
  log: Log;
  clock: Clock;
}

export function composeErasure(env: NodeJS.ProcessEnv, log: Log): ErasurePorts {
  const clock = Date.now;
  const { homeRegion, registry, devices, vault } = homeStoresFrom(env);
  const sqs = createSqs(homeRegion);
  const accounts = createAccounts(registry, clock);
  const connections = createConnections(registry, vault, clock);
  const members = createMembers(registry, clock);
  const grants = createGrants(registry, vault, clock);
  const catalogueSync = createCatalogueSync(devices);
  const overrides = createOverrides(registry);
  const looks = createLooksQueue(sqs, required(env, 'LOOKS_QUEUE_URL'));
  return {
    registry,
    accounts,
    begunHomes: createBegunHomes(registry),
    connections,
    members,
    invitations: createInvitations(registry, clock),
    grants,
    enablements: createEnablements(registry, clock),
    deletions: createDeletions(registry, clock),
    removal: createHomeRemoval({
      transport: transportFrom(env),
      vault,
      registry,
      devices,
      accounts,
      connections,
      members,
      farewells: createFarewells({ catalogueSync, overrides, looks, log }),
      log,
    }),
    leaving: createLeaveTaking({
      grants,
      catalogueSync,
      overrides,
      deliveries: createDeliveriesQueue(sqs, required(env, 'DELIVERIES_QUEUE_URL')),
      clock,
    }),
    loginUsers: createLoginUsers(createCognito(homeRegion), required(env, 'USER_POOL_ID')),
    erasures: createErasuresQueue(sqs, required(env, 'ERASURES_QUEUE_URL')),
    log,
    clock,
  };
}
