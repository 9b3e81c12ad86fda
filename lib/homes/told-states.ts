import { randomBytes } from 'node:crypto';
import type { Property } from '../alexa/message.ts';
import type { Deadline } from '../deadline.ts';
import { toldStateKey } from './keys.ts';
import { ABSENT, atVersion, type Table } from './table.ts';

/** What Alexa was last told of a device. */
export interface ToldState {
  properties: Property[];
  /** Rises with each new state; 0 is "nothing yet". */
  version: number;
  /** The looks that came to be the latest states, newest first; old ones are forgotten. */
  looks: string[];
}

/** A state that follows the one that was read. */
export interface NextState {
  properties: Property[];
  /** The look that found it: of two that follow the same state only one is committed. */
  look: string;
}

export interface ToldStates {
  read(home: string, endpointId: string, deadline: Deadline): Promise<ToldState>;
  /**
   * Commits the state that follows the one that was read.
   * @throws {StoreConflict} when another observer was quicker; whoever gets this looks again
   */
  commit(
    home: string,
    endpointId: string,
    before: ToldState,
    next: NextState,
    at: number,
    deadline: Deadline,
  ): Promise<void>;
  /** Alexa forgets these devices: should it be told of them again, they begin anew. */
  forget(home: string, endpointIds: readonly string[], deadline: Deadline): Promise<void>;
}

/** No character of base64url. */
const ECHO = '~';

const isEcho = (look: string): boolean => look.startsWith(ECHO);

/**
 * A name for a look, short as each state keeps some. One that found what was told before is only told to links that were
 * answered a moment ago, and its name says so: for all others the state before it is still the latest that they are to
 * hear of.
 */
export const newLook = ({ isNews }: { isNews: boolean }): string =>
  `${isNews ? '' : ECHO}${randomBytes(12).toString('base64url')}`;

/**
 * Whether everybody was to hear of a newer state than the one that this look found.
 * @param look one of the state's looks
 */
export const isOvertaken = ({ looks }: ToldState, look: string): boolean =>
  looks.slice(0, looks.indexOf(look)).some((newer) => !isEcho(newer));

/**
 * How far a delivery may lag behind and still be known for one that was committed. Of either kind so many: one that
 * told everybody news is to be known however many followed that only told somebody the same. With these the item of
 * most devices is below 1 KB, which is what DynamoDB counts by.
 */
const REMEMBERED_LOOKS = 8;

/** @param looks newest first */
function remembered(looks: readonly string[]): string[] {
  const kept = new Set(
    [true, false].flatMap((kind) => looks.filter((look) => isEcho(look) === kind).slice(0, REMEMBERED_LOOKS)),
  );
  return looks.filter((look) => kept.has(look));
}

export function createToldStates(devices: Table): ToldStates {
  return {
    read: async (home, endpointId, deadline) => {
      const item = await devices.get(toldStateKey(home, endpointId), deadline);
      if (item === undefined) return { properties: [], version: 0, looks: [] };
      return {
        properties: JSON.parse(String(item.properties)) as Property[],
        version: Number(item.version),
        looks: (item.looks as string[] | undefined) ?? [],
      };
    },
    commit: (home, endpointId, before, { properties, look }, at, deadline) =>
      devices.put(
        {
          v: 1,
          ...toldStateKey(home, endpointId),
          properties: JSON.stringify(properties),
          at,
          version: before.version + 1,
          looks: remembered([look, ...before.looks]),
        },
        before.version === 0 ? ABSENT : atVersion(before.version),
        deadline,
      ),
    forget: async (home, endpointIds, deadline) => {
      const keys = endpointIds.map((endpointId) => toldStateKey(home, endpointId));
      await devices.batchWrite({ put: [], delete: keys }, deadline);
    },
  };
}
