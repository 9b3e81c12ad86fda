import { randomBytes } from 'node:crypto';
import { createDeadline, type Deadline } from '../deadline.ts';
import { permittedAddresses } from '../home-assistant/guarded-agent.ts';
import { type HomeAccess, hostOf, portOf } from '../home-assistant/home-access.ts';
import {
  deleteLongLivedToken,
  mintLongLivedToken,
  readTokenUser,
} from '../home-assistant/long-lived-token.ts';
import { authorizeUrlOf, type OAuthClient, redeemCode, revokeRefreshToken } from '../home-assistant/oauth.ts';
import type { Transport } from '../home-assistant/transport.ts';
import type { SealableAccess } from '../homes/access-codec.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { BegunHomes } from '../homes/begun-homes.ts';
import { type Connection, type Connections, unsealAccess } from '../homes/connections.ts';
import type { LinkState, LinkStates } from '../homes/link-states.ts';
import type { Members } from '../homes/members.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import { createHomeRegister, type EnteredHome } from './home-register.ts';
import type { LookMessage, LooksQueue } from './looks.ts';

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
    request: { sub: string; name: string | undefined; access: SealableAccess },
    deadline: Deadline,
  ): Promise<string>;
  /** @throws {SignInStateInvalid} or an outcome of the home */
  finishSignIn(
    request: { sub: string; state: string; code: Secret },
    deadline: Deadline,
  ): Promise<ConnectedHome>;
  /** @throws {HomeTokenRefused} or another outcome of the home */
  withToken(
    request: { sub: string; name: string | undefined; access: AccessWithToken; revokeOnDisconnect: boolean },
    deadline: Deadline,
  ): Promise<ConnectedHome>;
}

export interface ConnectPorts {
  transport: Transport;
  vault: Vault;
  accounts: Accounts;
  begunHomes: BegunHomes;
  connections: Connections;
  members: Members;
  linkStates: LinkStates;
  looks: LooksQueue;
  oauthClient: OAuthClient;
  log: Log;
}

/** Cleaning up has a time of its own, so that a slow home leaves no token behind. */
const CLEANUP_MS = 3_000;
/** Kept back of the request's time for two of them. */
const RESERVED_MS = 5_000;

/** Home Assistant wants the names of a user's tokens to be different. */
const newClientName = (oauthClient: OAuthClient) =>
  `Porchlight at ${new URL(oauthClient.clientId).host} (${randomBytes(4).toString('hex')})`;

export function createConnectHome(ports: ConnectPorts): ConnectHome {
  const { transport, vault, linkStates, looks, oauthClient, log } = ports;
  const register = createHomeRegister(ports);

  /** What fails here costs nobody anything but an unused token in the list of their profile. */
  async function attempt(what: string, work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => log.warn(`${what} failed.`, { error: errorFacts(error) }));
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
    const permitted = permittedAddresses(
      transport.guard,
      hostOf(url),
      portOf(url),
      url.protocol === 'https:',
    );
    await deadline.race(permitted, 'looking up the address');
  }

  /** Enters the home; what is left to do then may fail without harm. */
  async function store(next: EnteredHome, deadline: Deadline): Promise<ConnectedHome> {
    const { url, homeAssistantVersion, isAdministrator } = next;
    const { home, name, replaced } = await register.enter(next, deadline);
    if (replaced !== undefined) {
      const dropped = dropOldToken(replaced, next.access.token, createDeadline(CLEANUP_MS));
      await attempt('Revoking the replaced token', dropped);
    }
    const queue = (message: LookMessage) =>
      attempt(
        `Asking for a ${message.type}`,
        createDeadline(CLEANUP_MS).race(looks.send(message), 'queueing what follows a connection'),
      );
    // What could not be looked at while the home refused us is owed still, and need not wait until it is due.
    await Promise.all([
      queue({ v: 1, type: 'sync', home }),
      replaced && queue({ v: 1, type: 'presence', home }),
    ]);
    return { home, name, url, homeAssistantVersion, isAdministrator, reconnected: replaced !== undefined };
  }

  /** Reads who signed in and mints the lasting token; whatever comes of it, the temporary one is revoked. */
  async function exchange(signedIn: HomeAccess, code: Secret, deadline: Deadline) {
    const temporary = await redeemCode(transport, signedIn, code, oauthClient, deadline);
    const withTemporary = { ...signedIn, token: temporary.accessToken };
    try {
      const user = await readTokenUser(transport, withTemporary, deadline);
      const clientName = newClientName(oauthClient);
      return { user, token: await mintLongLivedToken(transport, withTemporary, clientName, deadline) };
    } finally {
      const { refreshToken } = temporary;
      const revoked = revokeRefreshToken(transport, signedIn, refreshToken, createDeadline(CLEANUP_MS));
      await attempt('Revoking the temporary token', revoked);
    }
  }

  async function connectSignedIn(
    { sub, name, access }: LinkState,
    signedIn: HomeAccess,
    code: Secret,
    deadline: Deadline,
  ): Promise<ConnectedHome> {
    const { user, token } = await exchange(signedIn, code, deadline);
    const plain = { owner: sub, name, url: access.url.origin, revokeOnDisconnect: true, ...user };
    try {
      return await store({ ...plain, access: { ...access, token } }, deadline);
    } catch (error) {
      // It was not stored: entering a home takes back what it did.
      const unused = deleteLongLivedToken(transport, { ...signedIn, token }, createDeadline(CLEANUP_MS));
      await attempt('Revoking a token that could not be stored', unused);
      throw error;
    }
  }

  return {
    startSignIn: async ({ sub, name, access }, deadline) => {
      await register.find(sub, access.url, deadline);
      await assertMayBeAsked(access.url, deadline);
      const state = await linkStates.start({ sub, name, access }, deadline);
      return authorizeUrlOf(access.url, oauthClient, state);
    },

    finishSignIn: async ({ sub, state, code }, deadline) => {
      const work = deadline.within(deadline.remaining() - RESERVED_MS);
      const link = await linkStates.take(state, sub, work);
      const signedIn: HomeAccess = { id: `sign-in ${randomBytes(8).toString('hex')}`, ...link.access };
      try {
        return await connectSignedIn(link, signedIn, code, work);
      } finally {
        transport.release(signedIn);
      }
    },

    withToken: async ({ sub, name, access, revokeOnDisconnect }, deadline) => {
      const work = deadline.within(deadline.remaining() - RESERVED_MS);
      const pasted: HomeAccess = { id: `connect ${randomBytes(8).toString('hex')}`, ...access };
      try {
        const user = await readTokenUser(transport, pasted, work);
        const plain = { owner: sub, name, url: access.url.origin, revokeOnDisconnect, ...user };
        return await store({ ...plain, access }, work);
      } finally {
        transport.release(pasted);
      }
    },
  };
}
