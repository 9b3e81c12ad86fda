import { useCallback, useRef, useState } from 'preact/hooks';
import type { Device, DeviceList, Override } from '../api-types.ts';
import { useAccountStatus } from './account-status.tsx';
import { usePerson } from './person.tsx';
import { useReading } from './reading.ts';

/** What becomes of a change to a device. */
export type DeviceChange = { about: keyof Override } & (
  | { phase: 'saving'; override: Override }
  | { phase: 'saved' }
  | { phase: 'failed'; error: unknown }
);

export interface KnownDevices {
  /** Undefined until they were read. */
  list: DeviceList | undefined;
  /** Why the last reading failed. */
  error: unknown;
  refresh(): Promise<void>;
  /** The last change to a device since the page was opened. */
  changeOf(device: string): DeviceChange | undefined;
  /**
   * Saves at once; what is changed again meanwhile goes out after it, and only the last of it.
   * @param about what of it was changed
   */
  change(device: string, override: Override, about: keyof Override): void;
}

/** The devices of a home: read at first, and whenever the page comes back into view. For one home at a time. */
export function useDevices(home: string): KnownDevices {
  const { api, isSignInNeeded } = usePerson();
  const { refresh: refreshStatus } = useAccountStatus();
  const {
    value: list,
    error,
    refresh,
    amend,
  } = useReading(useCallback(() => api.devices(home), [api, home]));
  const [changes, setChanges] = useState<ReadonlyMap<string, DeviceChange>>(new Map());
  const wanted = useRef(new Map<string, Override>());

  const note = (device: string, change: DeviceChange) =>
    setChanges((before) => new Map(before).set(device, change));
  const settle = (device: string, how: { phase: 'saved' } | { phase: 'failed'; error: unknown }) =>
    setChanges((before) => {
      const last = before.get(device);
      return last === undefined ? before : new Map(before).set(device, { about: last.about, ...how });
    });

  /** Until nothing else is wanted any more. */
  const send = async (device: string): Promise<Device> => {
    const override = wanted.current.get(device) ?? {};
    const changed = await api.changeDevice(home, device, override);
    return wanted.current.get(device) === override ? changed : send(device);
  };

  const save = async (device: string) => {
    try {
      const changed = await send(device);
      wanted.current.delete(device);
      amend((before) => ({
        ...before,
        devices: before.devices.map((each) => (isSame(each, changed) ? changed : each)),
      }));
      settle(device, { phase: 'saved' });
    } catch (error) {
      wanted.current.delete(device);
      if (isSignInNeeded(error)) return;
      settle(device, { phase: 'failed', error });
    }
    // Names that were the same may no longer be, and there may be room for others.
    await Promise.all([refresh(), refreshStatus()]);
  };

  return {
    list,
    error,
    refresh,
    changeOf: (device) => changes.get(device),
    change: (device, override, about) => {
      const isUnderWay = wanted.current.has(device);
      wanted.current.set(device, override);
      note(device, { phase: 'saving', override, about });
      if (!isUnderWay) void save(device);
    },
  };
}

/** Those that Alexa would not take may have the id of another. */
const isSame = (one: Device, other: Device) => one.id === other.id && one.reason?.code !== 'invalid';
