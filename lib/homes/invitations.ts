import { randomBytes } from 'node:crypto';
import type { Clock, Deadline } from '../deadline.ts';
import {
  hashInvitationToken,
  isInvitationToken,
  newInvitationToken,
  parseInvitationToken,
} from '../identity/invitation-tokens.ts';
import { InvitationInvalid, TooManyInvitations } from '../outcomes/request.ts';
import { StoreConflict } from '../outcomes/service.ts';
import type { Secret } from '../vault/secret.ts';
import { invitationKey } from './keys.ts';
import type { Condition, Item, Key, Table } from './table.ts';

/** The offer to become a member of a home. Of its token only the hash is kept. */
export interface Invitation {
  home: string;
  /** For its owner to speak of it; it opens nothing. */
  id: string;
  /** The owner who made it: `sub`. Once the home is somebody else's, it is good for nothing. */
  madeBy: string;
  /** Only the account with this verified address may accept. */
  email?: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** Who accepted: for nobody else it is good any more. It lasts until they are a member. */
  takenBy?: string;
}

export const MAX_INVITATIONS = 10;
const LIFETIME_MS = 7 * 24 * 60 * 60_000;

export interface Invitations {
  /**
   * @returns the invitation, and its token, which cannot be had again
   * @throws {TooManyInvitations} when ten of this owner's are open
   */
  create(
    invitation: { home: string; madeBy: string; email?: string | undefined },
    deadline: Deadline,
  ): Promise<{ invitation: Invitation; token: Secret }>;
  /** Those of an owner that have not expired, oldest first. */
  list(home: string, madeBy: string, deadline: Deadline): Promise<Invitation[]>;
  /** The invitation that a token is of; undefined where there is none, or none any more. */
  find(token: Secret, deadline: Deadline): Promise<Invitation | undefined>;
  /**
   * Uses it up for everybody else: of several who accept at once, one comes through. The same user may come again, for
   * as long as the joining was not completed.
   * @throws {InvitationInvalid} somebody else was quicker, or it was revoked
   */
  claim(invitation: Invitation, sub: string, deadline: Deadline): Promise<void>;
  /** Gives it back, when its holder could not be taken in. */
  release(invitation: Invitation, sub: string, deadline: Deadline): Promise<void>;
  /** @returns whether there was one of this id */
  remove(home: string, id: string, deadline: Deadline): Promise<boolean>;
  /** Removes what a user claimed. */
  removeClaims(home: string, sub: string, deadline: Deadline): Promise<void>;
  /** Removes what a user claimed, or made as an owner: it must not bring back whoever was removed from the home. */
  removeAllOf(home: string, sub: string, deadline: Deadline): Promise<void>;
}

type Stored = Invitation & { key: Key; hash: string };

function parse(item: Item): Stored {
  const { pk, sk, id, madeBy, email, createdAt, expiresAt, takenBy, hash } = item;
  return {
    home: pk.slice('HOME#'.length),
    id: String(id),
    madeBy: String(madeBy),
    ...(typeof email === 'string' && { email }),
    createdAt: Number(createdAt),
    expiresAt: Number(expiresAt),
    ...(typeof takenBy === 'string' && { takenBy }),
    key: { pk, sk },
    hash: String(hash),
  };
}

const plain = ({ key: _key, hash: _hash, ...invitation }: Stored): Invitation => invitation;

/** Still this invitation, and not another in its place. */
const isThis = (id: string): Condition => ({ expression: 'id = :id', values: { ':id': id } });

/** @returns false where the condition did not hold */
async function unlessChanged(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof StoreConflict) return false;
    throw error;
  }
}

/**
 * A home has ten places for invitations, each an item of its own, so that the limit holds however many are made at
 * once: one that expired leaves its place to the next, whether DynamoDB has swept it or not; and so does one of an owner
 * before.
 */
export function createInvitations(registry: Table, clock: Clock = Date.now): Invitations {
  async function stored(home: string, deadline: Deadline): Promise<Stored[]> {
    return (await registry.query(`HOME#${home}`, 'INVITATION#', deadline)).map(parse);
  }

  const live = async (home: string, deadline: Deadline) =>
    (await stored(home, deadline)).filter(({ expiresAt }) => expiresAt > clock());

  async function placeOf(invitation: Pick<Invitation, 'home' | 'id'>, deadline: Deadline) {
    return (await live(invitation.home, deadline)).find(({ id }) => id === invitation.id);
  }

  async function removeThose(home: string, which: (invitation: Stored) => boolean, deadline: Deadline) {
    const found = (await stored(home, deadline)).filter(which);
    for (const { key, id } of found) await unlessChanged(registry.delete(key, isThis(id), deadline));
  }

  return {
    create: async ({ home, madeBy, email }, deadline) => {
      const token = newInvitationToken(home);
      const createdAt = clock();
      const expiresAt = createdAt + LIFETIME_MS;
      const id = randomBytes(9).toString('base64url');
      const invitation = { id, madeBy, ...(email !== undefined && { email }), createdAt, expiresAt };
      const item = {
        v: 1,
        ...invitation,
        hash: hashInvitationToken(token),
        ttl: Math.ceil(expiresAt / 1000),
      };
      const isFree = {
        expression: 'attribute_not_exists(pk) OR expiresAt <= :now OR madeBy <> :madeBy',
        values: { ':now': createdAt, ':madeBy': madeBy },
      };
      const own = (await live(home, deadline)).filter((one) => one.madeBy === madeBy);
      const taken = new Set(own.map(({ key }) => key.sk));
      for (let place = 0; place < MAX_INVITATIONS; place += 1) {
        const key = invitationKey(home, place);
        if (taken.has(key.sk)) continue;
        const isOurs = await unlessChanged(registry.put({ ...item, ...key }, isFree, deadline));
        if (isOurs) return { invitation: { home, ...invitation }, token };
      }
      throw new TooManyInvitations(MAX_INVITATIONS);
    },
    list: async (home, madeBy, deadline) =>
      (await live(home, deadline))
        .filter((one) => one.madeBy === madeBy)
        .toSorted((one, other) => one.createdAt - other.createdAt)
        .map(plain),
    find: async (token, deadline) => {
      const parsed = parseInvitationToken(token);
      if (parsed === undefined) return undefined;
      const found = (await live(parsed.home, deadline)).find(({ hash }) => isInvitationToken(token, hash));
      return found && plain(found);
    },
    claim: async (invitation, sub, deadline) => {
      const known = await placeOf(invitation, deadline);
      if (known === undefined) throw new InvitationInvalid();
      const { key } = known;
      const change = {
        update: 'SET takenBy = :sub',
        expression: 'id = :id AND expiresAt > :now AND (attribute_not_exists(takenBy) OR takenBy = :sub)',
        values: { ':id': invitation.id, ':now': clock(), ':sub': sub },
      };
      if (!(await unlessChanged(registry.update(key, change, deadline)))) throw new InvitationInvalid();
    },
    release: async (invitation, sub, deadline) => {
      const known = await placeOf(invitation, deadline);
      if (known === undefined) return;
      const change = {
        update: 'REMOVE takenBy',
        expression: 'id = :id AND takenBy = :sub',
        values: { ':id': invitation.id, ':sub': sub },
      };
      await unlessChanged(registry.update(known.key, change, deadline));
    },
    remove: async (home, id, deadline) => {
      const known = await placeOf({ home, id }, deadline);
      return known !== undefined && unlessChanged(registry.delete(known.key, isThis(id), deadline));
    },
    removeClaims: (home, sub, deadline) => removeThose(home, ({ takenBy }) => takenBy === sub, deadline),
    removeAllOf: (home, sub, deadline) =>
      removeThose(home, ({ takenBy, madeBy }) => takenBy === sub || madeBy === sub, deadline),
  };
}
