import { randomBytes } from 'node:crypto';
import type { Deadline } from '../deadline.ts';
import type { HomeAccess } from '../home-assistant/home-access.ts';
import {
  deleteLongLivedToken,
  mintLongLivedToken,
  readTokenUser,
} from '../home-assistant/long-lived-token.ts';
import { authorizeUrlOf, type OAuthClient, redeemCode, revokeRefreshToken } from '../home-assistant/oauth.ts';
import type { Transport } from '../home-assistant/transport.ts';
import type { SealableAccess } from '../homes/access-codec.ts';
import { type Accounts, MAX_HOMES } from '../homes/accounts.ts';
import { type Connection, type Connections, type NewConnection, unsealAccess } from '../homes/connections.ts';
import type { LinkStates } from '../homes/link-states.ts';
import type { Members } from '../homes/members.ts';
import { HomeAddressBlocked } from '../outcomes/home.ts';
import { UserDeleted } from '../outcomes/identity.ts';
import { TooManyHomes } from '../outcomes/request.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import type { LooksQueue } from './looks.ts';

export interface ConnectedHome {
  home: string;
  name: string;
  url: string;
  homeAssistantVersion: string;
  isAdministrator: boolean;
  /** Whether it was known before, and so kept its devices in Alexa. */
  reconnected: boolean;
}

type AccessWithToken = SealableAccess & { token: Secret };

export interface ConnectHome {
  /** @returns the page at the user's own Home Assistant */
  startSignIn(
    request: { sub: string; name: string; access: SealableAccess },
    deadline: Deadline,
  ): Promise<string>;
  /** @throws {SignInStateInvalid} or an outcome of the home */
  finishSignIn(
    request: { sub: string; state: string; code: Secret },
    deadline: Deadline,
  ): Promise<ConnectedHome>;
  /** @throws {HomeTokenRefused} or another outcome of the home */
  withToken(
    request: { sub: string; name: string; access: AccessWithToken; revokeOnDisconnect: boolean },
    deadline: Deadline,
  ): Promise<ConnectedHome>;
}

export interface ConnectPorts {
  transport: Transport;
  vault: Vault;
  accounts: Accounts;
  connections: Connections;
  members: Members;
  linkStates: LinkStates;
  looks: LooksQueue;
  oauthClient: OAuthClient;
  log: Log;
}

/** Home Assistant wants the names of a user's tokens to be different. */
const newClientName = (oauthClient: OAuthClient) =>
  `Porchlight at ${new URL(oauthClient.clientId).host} (${randomBytes(4).toString('hex')})`;

export function createConnectHome(ports: ConnectPorts): ConnectHome {
  const { transport, vault, accounts, connections, members, linkStates, looks, oauthClient, log } = ports;

  /** What fails here costs nobody anything but an unused token in the list of their profile. */
  async function attempt(what: string, work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => log.warn(`${what} failed.`, { error: errorFacts(error) }));
  }

  /** The user's own homes that may still be there. */
  async function homesOf(sub: string, deadline: Deadline): Promise<Connection[]> {
    const account = await accounts.read(sub, deadline);
    if (account?.deletedAt !== undefined) throw new UserDeleted();
    const known = await Promise.all((account?.homes ?? []).map((home) => connections.read(home, deadline)));
    return known.filter((connection) => connection !== undefined);
  }

  /** The same owner and address: the home keeps its key, and with it everything that Alexa knows of it. */
  async function findKnown(sub: string, url: URL, deadline: Deadline): Promise<Connection | undefined> {
    const homes = await homesOf(sub, deadline);
    const known = homes.find((connection) => connection.owner === sub && connection.url === url.origin);
    if (known === undefined && homes.length >= MAX_HOMES) throw new TooManyHomes(MAX_HOMES);
    return known;
  }

  /** The token before this one, if it was ours and may still be good. Pasted again, it is the one in use. */
  async function dropOldToken(old: Connection, inUse: Secret | null, deadline: Deadline): Promise<void> {
    if (!old.revokeOnDisconnect || old.health?.outcome === 'home_token_refused') return;
    const access = await unsealAccess(vault, old, deadline);
    const { token } = access;
    if (token === null || token.reveal() === inUse?.reveal()) return;
    await deleteLongLivedToken(transport, { ...access, token }, deadline);
  }

  /** What a connection would find out later, before the user is sent to sign in. */
  async function assertMayBeAsked(url: URL, deadline: Deadline): Promise<void> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const resolved = transport.guard.resolve(host, portOf(url));
    const addresses = await deadline.race(resolved, 'looking up the address');
    if (url.protocol !== 'https:' && addresses.every(({ verdict }) => verdict !== 'allowed')) {
      throw new HomeAddressBlocked('it is not https');
    }
  }

  /**
   * Connection, membership, account, in this order: what a crash leaves behind is a home that nobody belongs to,
   * never a member of a home that is not there.
   */
  async function store(next: NewConnection, deadline: Deadline): Promise<ConnectedHome> {
    const { owner, name, url, homeAssistantVersion, isAdministrator } = next;
    const known = await findKnown(owner, new URL(url), deadline);
    let home: string;
    if (known === undefined) home = await connections.create(next, deadline);
    else {
      home = known.home;
      await connections.replace(known, next, deadline);
      await attempt('Revoking the replaced token', dropOldToken(known, next.access.token, deadline));
    }
    await members.add({ home, sub: owner, role: 'owner' }, deadline);
    await accounts.addHome(owner, home, deadline);
    await attempt('Asking for a sync', looks.send({ v: 1, type: 'sync', home }));
    return { home, name, url, homeAssistantVersion, isAdministrator, reconnected: known !== undefined };
  }

  return {
    startSignIn: async ({ sub, name, access }, deadline) => {
      await findKnown(sub, access.url, deadline);
      await assertMayBeAsked(access.url, deadline);
      const state = await linkStates.start({ sub, name, access }, deadline);
      return authorizeUrlOf(access.url, oauthClient, state);
    },

    finishSignIn: async ({ sub, state, code }, deadline) => {
      const { name, access } = await linkStates.take(state, sub, deadline);
      const signedIn: HomeAccess = { id: `sign-in ${randomBytes(8).toString('hex')}`, ...access };
      const temporary = await redeemCode(transport, signedIn, code, oauthClient, deadline);
      const revokeTemporary = () =>
        attempt(
          'Revoking the temporary token',
          revokeRefreshToken(transport, signedIn, temporary.refreshToken, deadline),
        );
      let token: Secret;
      let user: Awaited<ReturnType<typeof readTokenUser>>;
      try {
        const withTemporary = { ...signedIn, token: temporary.accessToken };
        user = await readTokenUser(transport, withTemporary, deadline);
        token = await mintLongLivedToken(transport, withTemporary, newClientName(oauthClient), deadline);
      } finally {
        await revokeTemporary();
      }
      const lasting = { ...access, token };
      try {
        const url = access.url.origin;
        return await store(
          { owner: sub, name, url, revokeOnDisconnect: true, ...user, access: lasting },
          deadline,
        );
      } catch (error) {
        const unused = deleteLongLivedToken(transport, { ...signedIn, token }, deadline);
        await attempt('Revoking a token that could not be stored', unused);
        throw error;
      }
    },

    withToken: async ({ sub, name, access, revokeOnDisconnect }, deadline) => {
      const id = `connect ${randomBytes(8).toString('hex')}`;
      const user = await readTokenUser(transport, { id, ...access }, deadline);
      return store(
        { owner: sub, name, url: access.url.origin, revokeOnDisconnect, ...user, access },
        deadline,
      );
    },
  };
}

const portOf = (url: URL) => (url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port));
