import { createSqs } from '../../lib/aws-clients.ts';
import { type ConnectHome, createConnectHome } from '../../lib/bridge/connect-home.ts';
import { createDisconnectHome, type DisconnectHome } from '../../lib/bridge/disconnect-home.ts';
import { createFarewells } from '../../lib/bridge/farewells.ts';
import { createMakeHomePackage, type MakeHomePackage } from '../../lib/bridge/home-package.ts';
import { createLooksQueue } from '../../lib/bridge/looks.ts';
import { createRemoveMember, type RemoveMember } from '../../lib/bridge/remove-member.ts';
import { createRequestSync, type RequestSync } from '../../lib/bridge/request-sync.ts';
import { createStatusReader, type StatusReader } from '../../lib/bridge/status.ts';
import { oauthClientOf } from '../../lib/home-assistant/oauth.ts';
import type { Transport } from '../../lib/home-assistant/transport.ts';
import { createAccounts } from '../../lib/homes/accounts.ts';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { createCatalogueSync } from '../../lib/homes/catalogue-sync.ts';
import { createConnections } from '../../lib/homes/connections.ts';
import { createEventKeys } from '../../lib/homes/event-keys.ts';
import { createGrants } from '../../lib/homes/grants.ts';
import { createLinkStates } from '../../lib/homes/link-states.ts';
import { createMembers } from '../../lib/homes/members.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';
import { homeStoresFrom, transportFrom } from '../parts.ts';

export interface AccountPorts {
  transport: Transport;
  connect: ConnectHome;
  disconnect: DisconnectHome;
  removeMember: RemoveMember;
  requestSync: RequestSync;
  status: StatusReader;
  homePackages: MakeHomePackage;
}

export function composeAccount(env: NodeJS.ProcessEnv, log: Log): AccountPorts {
  const clock = Date.now;
  const { homeRegion, registry, devices, vault } = homeStoresFrom(env);
  const transport = transportFrom(env);
  const accounts = createAccounts(registry, clock);
  const connections = createConnections(registry, vault, clock);
  const members = createMembers(registry, clock);
  const catalogue = createCatalogue(devices);
  const presences = createPresences(devices, clock);
  const eventKeys = createEventKeys(registry, clock);
  const looks = createLooksQueue(createSqs(homeRegion), required(env, 'LOOKS_QUEUE_URL'));
  const farewells = createFarewells({ catalogueSync: createCatalogueSync(devices), looks, log });
  return {
    transport,
    connect: createConnectHome({
      transport,
      vault,
      accounts,
      connections,
      members,
      linkStates: createLinkStates(registry, vault, clock),
      looks,
      oauthClient: oauthClientOf(required(env, 'PORTAL_ORIGIN')),
      log,
    }),
    disconnect: createDisconnectHome({
      transport,
      vault,
      accounts,
      connections,
      members,
      catalogue,
      presences,
      eventKeys,
      farewells,
      log,
    }),
    removeMember: createRemoveMember({ accounts, connections, members, farewells }),
    requestSync: createRequestSync({ connections, members, looks }),
    homePackages: createMakeHomePackage({
      connections,
      members,
      catalogue,
      eventKeys,
      hintsUrl: `${required(env, 'PORTAL_ORIGIN')}/v1/hints`,
    }),
    status: createStatusReader({
      accounts,
      connections,
      catalogue,
      presences,
      grants: createGrants(registry, vault, clock),
    }),
  };
}
