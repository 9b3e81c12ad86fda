import { randomInt } from 'node:crypto';
import type { Key } from './table.ts';

/** Sort keys of the registry's items, one kind each. */
export const accountKey = (sub: string): Key => ({ pk: `USER#${sub}`, sk: 'ACCOUNT' });
export const connectionKey = (home: string): Key => ({ pk: `HOME#${home}`, sk: 'CONNECTION' });
export const memberKey = (home: string, sub: string): Key => ({ pk: `HOME#${home}`, sk: `MEMBER#${sub}` });
/** @param place one of the few that a home has for invitations */
export const invitationKey = (home: string, place: number): Key => ({
  pk: `HOME#${home}`,
  sk: `INVITATION#${place}`,
});

/** @param device the device's id in its one way of writing, `overrideIdOf` */
export const overrideKey = (home: string, device: string): Key => ({
  pk: `HOME#${home}`,
  sk: `OVERRIDE#${device}`,
});

/** That this user has begun to connect a home. */
export const begunHomeKey = (sub: string, home: string): Key => ({ pk: `USER#${sub}`, sk: `BEGUN#${home}` });

/** With the user who started it: nobody else's sign-in is found by a state, and with the user it is gone. */
export const linkStateKey = (sub: string, state: string): Key => ({ pk: `USER#${sub}`, sk: `LINK#${state}` });
export const messagingKey = (skillId: string): Key => ({ pk: `SKILL#${skillId}`, sk: 'MESSAGING' });
export const eventKeyKey = (home: string): Key => ({ pk: `HOME#${home}`, sk: 'EVENTKEY' });
export const grantKey = (sub: string, region: string, originJti: string): Key => ({
  pk: `USER#${sub}`,
  sk: `GRANT#${region}#${originJti}`,
});

/** The receipt of a deletion, beside the account's tombstone. */
export const deletionKey = (sub: string): Key => ({ pk: `USER#${sub}`, sk: 'DELETION' });

/** By the hash of Alexa's user id. */
export const enablementKey = (alexaUser: string): Key => ({ pk: `ALEXAUSER#${alexaUser}`, sk: 'ENABLEMENT' });

/** That an Alexa user (by the hash of the id) made a link of this user's, so that it is found from both sides. */
export const enablementOfKey = (sub: string, alexaUser: string): Key => ({
  pk: `USER#${sub}`,
  sk: `ALEXAUSER#${alexaUser}`,
});

/** Items of the devices table. */
export const catalogueKey = (home: string): Key => ({ pk: `HOME#${home}`, sk: 'CATALOGUE' });
export const deviceKey = (home: string, endpointId: string): Key => ({
  pk: `HOME#${home}`,
  sk: `DEVICE#${endpointId}`,
});

export const toldStateKey = (home: string, endpointId: string): Key => ({
  pk: `HOME#${home}`,
  sk: `TOLD#${endpointId}`,
});

/** @param name of one press for one account */
export const pressKey = (home: string, name: string): Key => ({ pk: `HOME#${home}`, sk: `PRESS#${name}` });

/** When a home was heard of, and whether a look at it is owed. */
export const presenceKey = (home: string): Key => ({ pk: `HOME#${home}`, sk: 'PRESENCE' });

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * A home's key: short, since it is part of every endpoint id, and random. It is a name, not a secret; the
 * conditional write of the connection finds out the rare one that is taken.
 */
export const newHomeKey = (): string =>
  `k${Array.from({ length: 7 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
