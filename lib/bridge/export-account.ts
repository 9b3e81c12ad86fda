import type { Clock, Deadline } from '../deadline.ts';
import { parseAccount } from '../homes/accounts.ts';
import { parseConnection } from '../homes/connections.ts';
import type { Enablements } from '../homes/enablements.ts';
import { linkIdOf } from '../homes/grants.ts';
import { accountKey, connectionKey, memberKey } from '../homes/keys.ts';
import { parseMember } from '../homes/members.ts';
import type { Item, Table } from '../homes/table.ts';
import { exportOwnedHome, type OwnedHomeExport, timeOf } from './export-home.ts';

/** Everything that is held about a user, without a secret among it. Times are ISO 8601. */
export interface AccountExport {
  exportedAt: string;
  account: {
    sub: string;
    createdAt: string | null;
    homes: string[];
    /** The one that they chose for Alexa to speak with; null if none. */
    defaultHome: string | null;
    disconnectedLinks: string[];
  };
  /** Homes of this user's, with all that is kept of them. */
  homes: OwnedHomeExport[];
  /** Homes of others that the user belongs to. */
  memberships: ExportedMembership[];
  links: ExportedLink[];
  /** Users of Alexa's who made those links, by the hash of their id; it is all that is known of them. */
  alexaUsers: { hash: string; links: { signIn: string; linkedAt: string }[]; disabledAt: string | null }[];
  /** Sign-ins at a Home Assistant that were begun and not finished. */
  signInsUnderWay: { name: string | null; expiresAt: string | null }[];
  /** What is held, and not in here, with the reason. */
  leftOut: readonly LeftOut[];
}

export interface ExportedMembership {
  home: string;
  name: string;
  since: string | null;
  email?: string;
  /** Those by which the user is just coming in. */
  invitations: string[];
}

/** An Alexa account. */
export interface ExportedLink {
  link: string;
  /** Names a sign-in at the login service. */
  signIn: string;
  region: string;
  acceptedAt: string | null;
  tokenExpiresAt: string | null;
  /** Why Alexa takes no more news of it. */
  dead?: string;
}

/** The export as it is answered: with what the login service says. */
export interface ExportAnswer extends AccountExport {
  login: { sub: string; email?: string };
}

export interface LeftOut {
  what: string;
  why: string;
}

/** What no export holds. The test of the export takes nothing else for an excuse. */
export const LEFT_OUT: readonly LeftOut[] = [
  {
    what: 'Tokens, keys, extra headers and certificates of homes; tokens of Alexa; the secrets of invitations and event keys, and their hashes; hashes of codes',
    why: 'They are secrets. Whoever had this file could open your home with them.',
  },
  { what: 'Other members of your homes', why: 'They are data of other people, who can export them.' },
  {
    what: 'Notes that a press of a doorbell was told to an account',
    why: 'They hold a hash and nothing else, and are gone within an hour.',
  },
  {
    what: 'Your password',
    why: 'The login service (Amazon Cognito) keeps it in a form that nobody can read.',
  },
];

/**
 * Everything that is held about a user.
 * @throws {StoreUnavailable | OutOfTime}
 */
export type ExportAccount = (sub: string, deadline: Deadline) => Promise<AccountExport>;

const after = (key: string, prefix: string) => key.slice(prefix.length);

export function createExportAccount(ports: {
  registry: Table;
  devices: Table;
  enablements: Enablements;
  clock: Clock;
}): ExportAccount {
  const { registry, devices, enablements, clock } = ports;

  /** A link without its tokens, claims of codes and what is noted while it goes. */
  function linkOf(item: Item): ExportedLink {
    const [, region = '', originJti = ''] = item.sk.split('#');
    const { acceptedAt, expiresAt, dead } = item;
    return {
      link: linkIdOf({ originJti }),
      signIn: originJti,
      region,
      acceptedAt: timeOf(acceptedAt),
      tokenExpiresAt: timeOf(expiresAt),
      ...(typeof dead === 'string' && { dead }),
    };
  }

  async function alexaUserOf(sub: string, hash: string, deadline: Deadline) {
    const { links, disabledAt } = await enablements.read(hash, deadline);
    const own = links.filter((link) => link.sub === sub);
    return {
      hash,
      links: own.map(({ originJti, linkedAt }) => ({
        signIn: originJti,
        linkedAt: new Date(linkedAt).toISOString(),
      })),
      disabledAt: timeOf(disabledAt),
    };
  }

  async function membershipOf(
    sub: string,
    home: string,
    name: string,
    deadline: Deadline,
  ): Promise<ExportedMembership> {
    const [item, invitations] = await Promise.all([
      registry.get(memberKey(home, sub), deadline),
      registry.query(`HOME#${home}`, 'INVITATION#', deadline),
    ]);
    const member = parseMember(item);
    return {
      home,
      name,
      since: timeOf(item?.addedAt),
      ...(member?.email !== undefined && { email: member.email }),
      invitations: invitations
        .filter(({ takenBy, madeBy }) => takenBy === sub || madeBy === sub)
        .map(({ id }) => String(id)),
    };
  }

  return async (sub, deadline) => {
    const rows = await registry.query(`USER#${sub}`, '', deadline);
    const ofKind = (prefix: string) => rows.filter(({ sk }) => sk.startsWith(prefix));
    const item = rows.find(({ sk }) => sk === accountKey(sub).sk);
    const account = parseAccount(item);
    const homes: OwnedHomeExport[] = [];
    const memberships: ExportedMembership[] = [];
    // One whose connecting was cut off is held too, though the account does not name it.
    const begun = ofKind('BEGUN#').map(({ sk }) => after(sk, 'BEGUN#'));
    for (const home of new Set([...(account?.homes ?? []), ...begun])) {
      const connection = parseConnection(await registry.get(connectionKey(home), deadline));
      if (connection?.owner === sub) {
        homes.push(await exportOwnedHome(sub, connection, { registry, devices }, deadline));
      } else if (account?.homes.includes(home) === true) {
        memberships.push(await membershipOf(sub, home, connection?.name ?? '', deadline));
      }
    }
    const alexaUsers = ofKind('ALEXAUSER#').map(({ sk }) => after(sk, 'ALEXAUSER#'));
    return {
      exportedAt: new Date(clock()).toISOString(),
      account: {
        sub,
        createdAt: timeOf(item?.createdAt),
        homes: account?.homes ?? [],
        defaultHome: account?.defaultHome ?? null,
        disconnectedLinks: account?.revokedLinks ?? [],
      },
      homes,
      memberships,
      links: ofKind('GRANT#').map(linkOf),
      alexaUsers: await Promise.all(alexaUsers.map((hash) => alexaUserOf(sub, hash, deadline))),
      signInsUnderWay: ofKind('LINK#').map(({ name, expiresAt }) => ({
        name: typeof name === 'string' ? name : null,
        expiresAt: timeOf(expiresAt),
      })),
      leftOut: LEFT_OUT,
    };
  };
}
