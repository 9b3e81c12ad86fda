import type { Alexa } from '../alexa/alexa.ts';
import { arrayAt } from '../alexa/checks/json.ts';
import type { DeviceShelf } from './device-shelf.ts';
import type { Recorder } from './recorder.ts';

/** Finds out what devices there are, and how they are. */
export interface Discovery {
  /** Discovers, and looks at what was found. */
  discover(): Promise<void>;
  /** Asks devices how they are. */
  look(ids: readonly string[]): Promise<void>;
}

/** How many devices are asked at once. */
const LOOKS_AT_ONCE = 4;

const found = (count: number): string => {
  if (count === 0) return "I didn't find any devices.";
  return count === 1 ? 'I found 1 device.' : `I found ${count} devices.`;
};

/** `onFound` is told that the shelf is filled anew; `onLost` that an answer ended the link. */
export function createDiscovery(ports: {
  readonly alexa: Pick<Alexa, 'discover' | 'reportState'>;
  readonly shelf: DeviceShelf;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly onFound: () => void;
  readonly onLost: () => Promise<void>;
}): Discovery {
  const { alexa, shelf, recorder, onFound, onLost } = ports;

  const look = async (ids: readonly string[]) => {
    const left = [...ids];
    const lookAtNext = async (): Promise<void> => {
      const next = left.shift();
      if (next === undefined) return;
      const device = shelf.find(next);
      if (device !== undefined) {
        const subject = { kind: 'look', title: `Report state · ${device.name}`, device } as const;
        const { isUnlinked } = await recorder.record(subject, () => alexa.reportState(device.id));
        if (isUnlinked) {
          left.length = 0;
          return onLost();
        }
      }
      return lookAtNext();
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookAtNext));
  };

  return {
    look,
    async discover() {
      const { exchange, error, isUnlinked } = await recorder.record(
        {
          kind: 'directive',
          title: 'Discover',
          said: ({ message }) => found(arrayAt(message, 'event', 'payload', 'endpoints')?.length ?? 0),
        },
        alexa.discover,
      );
      if (isUnlinked) return onLost();
      if (error !== undefined) return;
      shelf.replace(arrayAt(exchange?.message, 'event', 'payload', 'endpoints') ?? []);
      onFound();
      await look(shelf.retrievable());
    },
  };
}
