import type { Deadline } from '../deadline.ts';
import type { Account, Accounts } from '../homes/accounts.ts';
import type { Catalogue } from '../homes/catalogue.ts';
import type { Connection, Connections, Health } from '../homes/connections.ts';
import { type AlexaRegion, type Grants, linkIdOf } from '../homes/grants.ts';
import type { Members } from '../homes/members.ts';
import type { Overrides } from '../homes/overrides.ts';
import type { Presences } from '../homes/presence.ts';
import type { Presence } from '../homes/presence-rules.ts';
import type { OutcomeCode } from '../outcomes/codes.ts';
import { UserDeleted } from '../outcomes/identity.ts';
import { REMEDIES } from '../outcomes/remedies.ts';
import { countDevices, type DeviceCount } from './count-devices.ts';
import { spokenHome } from './spoken-home.ts';

export interface HomeEntry {
  home: string;
  name: string;
  url: string;
  role: 'owner' | 'member';
}

export interface HomeStatus extends HomeEntry {
  homeAssistantVersion: string;
  isAdministrator: boolean;
  paused: boolean;
  /** The assistant that its owner chose for free speech, by its id; null for Home Assistant's own. */
  assistant: string | null;
  /** It was handed over and not connected since: the token at the home is the one of before. */
  handedOver: boolean;
  /** ISO 8601. */
  connectedAt: string;
  /** How the home answered last; null before it was asked. Times are ISO 8601. */
  lastOutcome: { outcome: string; at: string; since: string; remedy?: string } | null;
  /** What Alexa is offered of it; null before the first good discovery. */
  devices: DeviceCount | null;
  /** When its package last said that the home is there (ISO 8601; null if never), and whether it is taken for away. */
  reporting: { heardAt: string | null; away: boolean };
}

/** Somebody's homes, and the one that Alexa speaks with unless another one is named: chosen or not; null without any. */
export interface Homes<Entry> {
  homes: Entry[];
  defaultHome: string | null;
}

export interface AccountStatus extends Homes<HomeStatus> {
  /** One for each Amazon account that is linked and may be sent events. */
  links: LinkStatus[];
}

export interface LinkStatus {
  /** Names the link where it is to be disconnected; opaque. */
  link: string;
  region: AlexaRegion;
  /** ISO 8601. */
  acceptedAt: string;
  /** Alexa takes no more news of this link, and why: `invalid_grant`, or a code of its event gateway. */
  dead?: { reason: string; remedy: string };
}

export interface StatusReader {
  /** @throws {UserDeleted} */
  homes(sub: string, deadline: Deadline): Promise<Homes<HomeEntry>>;
  /** @throws {UserDeleted} */
  read(sub: string, deadline: Deadline): Promise<AccountStatus>;
}

const time = (ms: number) => new Date(ms).toISOString();

function outcomeOf(health: Health | undefined): HomeStatus['lastOutcome'] {
  if (health === undefined) return null;
  const remedy = REMEDIES[health.outcome as OutcomeCode];
  return {
    outcome: health.outcome,
    at: time(health.at),
    since: time(health.since),
    ...(remedy !== undefined && { remedy }),
  };
}

const reportingOf = (presence: Presence | undefined): HomeStatus['reporting'] => ({
  heardAt: presence?.heardAt === undefined ? null : time(presence.heardAt),
  away: presence?.away === true,
});

export function createStatusReader(ports: {
  accounts: Accounts;
  connections: Connections;
  members: Members;
  catalogue: Catalogue;
  overrides: Overrides;
  presences: Presences;
  grants: Grants;
}): StatusReader {
  const { accounts, connections, members, catalogue, presences, grants } = ports;

  /** Where joining or leaving was cut off, the account may still name a home that is none of the user's. */
  async function homeOf(sub: string, home: string, deadline: Deadline): Promise<Connection | undefined> {
    const [connection, member] = await Promise.all([
      connections.read(home, deadline),
      members.read(home, sub, deadline),
    ]);
    return connection?.owner === sub || member !== undefined ? connection : undefined;
  }

  async function connectionsOf(
    sub: string,
    account: Account | undefined,
    deadline: Deadline,
  ): Promise<Connection[]> {
    if (account?.deletedAt !== undefined) throw new UserDeleted();
    const found = await Promise.all((account?.homes ?? []).map((home) => homeOf(sub, home, deadline)));
    return found.filter((connection) => connection !== undefined);
  }

  const defaultOf = (found: readonly Connection[], account: Account | undefined) =>
    spokenHome(found, account?.defaultHome)?.home ?? null;

  const entryOf = ({ home, name, url, owner }: Connection, sub: string): HomeEntry => ({
    home,
    name,
    url,
    role: owner === sub ? 'owner' : 'member',
  });

  return {
    homes: async (sub, deadline) => {
      const account = await accounts.read(sub, deadline);
      const found = await connectionsOf(sub, account, deadline);
      return {
        homes: found.map((connection) => entryOf(connection, sub)),
        defaultHome: defaultOf(found, account),
      };
    },
    read: async (sub, deadline) => {
      const [account, links] = await Promise.all([accounts.read(sub, deadline), grants.list(sub, deadline)]);
      const found = await connectionsOf(sub, account, deadline);
      // What was disconnected lingers until Alexa has been told.
      const standing = links.filter(({ originJti }) => account?.revokedLinks.includes(originJti) !== true);
      const homes = await Promise.all(
        found.map(async (connection) => ({
          connection,
          home: connection.home,
          summary: await catalogue.summary(connection.home, deadline),
          presence: await presences.read(connection.home, deadline),
        })),
      );
      const counts = await countDevices(homes, ports, deadline);
      return {
        homes: homes.map(({ connection, presence }) => ({
          ...entryOf(connection, sub),
          homeAssistantVersion: connection.homeAssistantVersion,
          isAdministrator: connection.isAdministrator,
          paused: connection.paused,
          assistant: connection.assistant ?? null,
          handedOver: connection.handedOver,
          connectedAt: time(connection.connectedAt),
          lastOutcome: outcomeOf(connection.health),
          devices: counts.get(connection.home) ?? null,
          reporting: reportingOf(presence),
        })),
        defaultHome: defaultOf(found, account),
        links: standing.map(({ region, originJti, acceptedAt, dead }) => ({
          link: linkIdOf({ originJti }),
          region,
          acceptedAt: time(acceptedAt),
          ...(dead !== undefined && { dead: { reason: dead, remedy: REMEDIES.grant_dead } }),
        })),
      };
    },
  };
}
