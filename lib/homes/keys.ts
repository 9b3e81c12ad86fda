import { randomInt } from 'node:crypto';
import type { Key } from './table.ts';

/** Sort keys of the registry's items, one kind each. */
export const accountKey = (sub: string): Key => ({ pk: `USER#${sub}`, sk: 'ACCOUNT' });
export const connectionKey = (home: string): Key => ({ pk: `HOME#${home}`, sk: 'CONNECTION' });
export const memberKey = (home: string, sub: string): Key => ({ pk: `HOME#${home}`, sk: `MEMBER#${sub}` });
export const linkStateKey = (state: string): Key => ({ pk: `LINK#${state}`, sk: 'LINK' });
export const messagingKey = (skillId: string): Key => ({ pk: `SKILL#${skillId}`, sk: 'MESSAGING' });
export const eventKeyKey = (home: string): Key => ({ pk: `HOME#${home}`, sk: 'EVENTKEY' });
export const grantKey = (sub: string, region: string, originJti: string): Key => ({
  pk: `USER#${sub}`,
  sk: `GRANT#${region}#${originJti}`,
});

/** By the hash of Alexa's user id. */
export const enablementKey = (alexaUser: string): Key => ({ pk: `ALEXAUSER#${alexaUser}`, sk: 'ENABLEMENT' });

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
