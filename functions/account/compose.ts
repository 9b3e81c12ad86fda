import { createSqs } from '../../lib/aws-clients.ts';
import { type ChangeDevice, createChangeDevice } from '../../lib/bridge/change-device.ts';
import { type ChangeHome, createChangeHome } from '../../lib/bridge/change-home.ts';
import { type ChooseHome, createChooseHome } from '../../lib/bridge/choose-home.ts';
import { type ConnectHome, createConnectHome } from '../../lib/bridge/connect-home.ts';
import { createDeviceReader, type DeviceReader } from '../../lib/bridge/devices.ts';
import { createDisconnectHome, type DisconnectHome } from '../../lib/bridge/disconnect-home.ts';
import { createFarewells } from '../../lib/bridge/farewells.ts';
import { createHandOver, type HandOver } from '../../lib/bridge/hand-over.ts';
import { createHomeGuard } from '../../lib/bridge/home-guard.ts';
import { createMakeHomePackage, type MakeHomePackage } from '../../lib/bridge/home-package.ts';
import { createHomeRemoval } from '../../lib/bridge/home-removal.ts';
import { createReadHousehold, type ReadHousehold } from '../../lib/bridge/household.ts';
import { createInvite, type Invite } from '../../lib/bridge/invite.ts';
import { createJoinHome, type JoinHome } from '../../lib/bridge/join-home.ts';
import { createKnownEmails, type KnownEmails } from '../../lib/bridge/known-emails.ts';
import { createListAssistants, type ListAssistants } from '../../lib/bridge/list-assistants.ts';
import { createLooksQueue } from '../../lib/bridge/looks.ts';
import { createRemoveMember, type RemoveMember } from '../../lib/bridge/remove-member.ts';
import { createRequestSync, type RequestSync } from '../../lib/bridge/request-sync.ts';
import { createStatusReader, type StatusReader } from '../../lib/bridge/status.ts';
import { createWelcomes } from '../../lib/bridge/welcomes.ts';
import { oauthClientOf } from '../../lib/home-assistant/oauth.ts';
import type { Transport } from '../../lib/home-assistant/transport.ts';
import { type Accounts, createAccounts } from '../../lib/homes/accounts.ts';
import { createBegunHomes } from '../../lib/homes/begun-homes.ts';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { createCatalogueSync } from '../../lib/homes/catalogue-sync.ts';
import { createConnections } from '../../lib/homes/connections.ts';
import { createEventKeys } from '../../lib/homes/event-keys.ts';
import { createGrants } from '../../lib/homes/grants.ts';
import { createInvitations } from '../../lib/homes/invitations.ts';
import { createLinkStates } from '../../lib/homes/link-states.ts';
import { createMembers } from '../../lib/homes/members.ts';
import { createOverrides } from '../../lib/homes/overrides.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import { createVerifiedEmailOf } from '../../lib/identity/user-info.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';
import { homeStoresFrom, transportFrom } from '../parts.ts';
import { composeLeaving, type LeavingPorts } from './compose-leaving.ts';

export interface AccountPorts extends LeavingPorts {
  accounts: Accounts;
  transport: Transport;
  connect: ConnectHome;
  disconnect: DisconnectHome;
  changeHome: ChangeHome;
  listAssistants: ListAssistants;
  chooseHome: ChooseHome;
  devices: DeviceReader;
  changeDevice: ChangeDevice;
  removeMember: RemoveMember;
  requestSync: RequestSync;
  status: StatusReader;
  homePackages: MakeHomePackage;
  readHousehold: ReadHousehold;
  invite: Invite;
  join: JoinHome;
  handOver: HandOver;
  emails: KnownEmails;
}

export function composeAccount(env: NodeJS.ProcessEnv, log: Log): AccountPorts {
  const clock = Date.now;
  const { homeRegion, registry, devices, vault } = homeStoresFrom(env);
  const transport = transportFrom(env);
  const accounts = createAccounts(registry, clock);
  const begunHomes = createBegunHomes(registry);
  const connections = createConnections(registry, vault, clock);
  const members = createMembers(registry, clock);
  const catalogue = createCatalogue(devices);
  const overrides = createOverrides(registry);
  const presences = createPresences(devices, clock);
  const eventKeys = createEventKeys(registry, clock);
  const grants = createGrants(registry, vault, clock);
  const looks = createLooksQueue(createSqs(homeRegion), required(env, 'LOOKS_QUEUE_URL'));
  const invitations = createInvitations(registry, clock);
  const guard = createHomeGuard({ accounts, connections, members });
  const verifiedEmailOf = createVerifiedEmailOf(required(env, 'COGNITO_DOMAIN_URL'));
  const emails = createKnownEmails({ verifiedEmailOf, members, log });
  const farewells = createFarewells({ catalogueSync: createCatalogueSync(devices), overrides, looks, log });
  const deviceReader = createDeviceReader({ guard, accounts, catalogue, overrides });
  return {
    ...composeLeaving(env, { homeRegion, registry, devices, accounts, grants }, { clock, log }),
    accounts,
    transport,
    connect: createConnectHome({
      transport,
      vault,
      accounts,
      begunHomes,
      connections,
      members,
      linkStates: createLinkStates(registry, vault, clock),
      looks,
      oauthClient: oauthClientOf(required(env, 'PORTAL_ORIGIN')),
      log,
    }),
    disconnect: createDisconnectHome({
      connections,
      members,
      removal: createHomeRemoval({
        transport,
        vault,
        registry,
        devices,
        accounts,
        connections,
        members,
        farewells,
        log,
      }),
    }),
    changeHome: createChangeHome({ guard, connections, looks }),
    listAssistants: createListAssistants({ guard, transport, vault }),
    chooseHome: createChooseHome({ guard, accounts }),
    devices: deviceReader,
    changeDevice: createChangeDevice({
      guard,
      connections,
      catalogue,
      overrides,
      devices: deviceReader,
      looks,
      log,
    }),
    removeMember: createRemoveMember({ accounts, connections, members, invitations, farewells }),
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
      members,
      catalogue,
      overrides,
      presences,
      grants,
    }),
    readHousehold: createReadHousehold({ guard, members, grants, invitations }),
    invite: createInvite({ guard, invitations, emails, portalOrigin: required(env, 'PORTAL_ORIGIN') }),
    join: createJoinHome({
      accounts,
      connections,
      members,
      invitations,
      emails,
      verifiedEmailOf,
      welcomes: createWelcomes({ looks, log }),
      log,
    }),
    handOver: createHandOver({ guard, accounts, connections, members }),
    emails,
  };
}
