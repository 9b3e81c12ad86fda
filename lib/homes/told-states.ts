import type { Property } from '../alexa/message.ts';
import type { Deadline } from '../deadline.ts';
import { toldStateKey } from './keys.ts';
import { ABSENT, atVersion, type Table } from './table.ts';

/** What Alexa was last told of a device. */
export interface ToldState {
  properties: Property[];
  /** Rises with each new state; 0 is "nothing yet". */
  version: number;
  /** The looks that came to be the latest states, newest first. */
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
}

/** How far a delivery may lag behind and still be known for one that was committed. */
const REMEMBERED_LOOKS = 20;

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
          looks: [look, ...before.looks].slice(0, REMEMBERED_LOOKS),
        },
        before.version === 0 ? ABSENT : atVersion(before.version),
        deadline,
      ),
  };
}
