import { type Endpoint, parseEndpoints } from '../alexa/catalogue.ts';
import { deviceOf, isRetrievable, withNews } from './device-view.ts';
import type { DeviceView, PropertyView } from './view.ts';

/** An Amazon account's devices, and how they were last heard of. */
export interface DeviceShelf {
  list(): readonly DeviceView[];
  find(id: string): DeviceView | undefined;
  /** Those that Alexa can ask how they are. */
  retrievable(ids?: readonly string[]): readonly string[];
  /** In place of all that there was; what is known of those that stay is kept. */
  replace(endpoints: readonly unknown[]): void;
  /** New ones, and new descriptions of old ones; their ids. */
  put(endpoints: readonly unknown[]): readonly string[];
  remove(ids: readonly string[]): void;
  /** The device with what was heard of it, or undefined when there is no such device. */
  heard(id: string, news: readonly PropertyView[], change?: Partial<DeviceView>): DeviceView | undefined;
  /** The device as `heard`, and nothing wrong with it any more. */
  well(id: string, news: readonly PropertyView[]): DeviceView | undefined;
  /** As the command line's session keeps them. */
  catalogue(): readonly Endpoint[];
}

/** What people reach for first comes first; what has no place here comes last. */
const ORDER = [
  ...['LIGHT', 'SMARTPLUG', 'SWITCH', 'FAN', 'THERMOSTAT', 'SMARTLOCK', 'GARAGE_DOOR', 'DOOR'],
  ...['INTERIOR_BLIND', 'EXTERIOR_BLIND', 'CURTAIN', 'SPEAKER', 'TV', 'DOORBELL'],
  ...['TEMPERATURE_SENSOR', 'CONTACT_SENSOR', 'MOTION_SENSOR', 'SCENE_TRIGGER', 'ACTIVITY_TRIGGER'],
];
const rankOf = ({ category }: DeviceView): number => ORDER.indexOf(category) + 1 || ORDER.length + 1;

/** Nothing on it at first. */
export function createDeviceShelf(): DeviceShelf {
  let devices = new Map<string, { device: DeviceView; endpoint: unknown }>();

  const put = (endpoints: readonly unknown[], from = devices): string[] =>
    endpoints.flatMap((endpoint) => {
      const device = deviceOf(endpoint);
      if (device === undefined) return [];
      const known = from.get(device.id)?.device;
      devices.set(device.id, {
        endpoint,
        device: { ...device, properties: known?.properties ?? [], ...(known?.rang && { rang: known.rang }) },
      });
      return [device.id];
    });

  const heard: DeviceShelf['heard'] = (id, news, change = {}) => {
    const known = devices.get(id);
    if (known === undefined) return undefined;
    const device = { ...known.device, ...change, properties: withNews(known.device.properties, news) };
    devices.set(id, { ...known, device });
    return device;
  };

  return {
    list: () =>
      [...devices.values()]
        .map(({ device }) => device)
        .toSorted((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name)),
    find: (id) => devices.get(id)?.device,
    retrievable: (ids = [...devices.keys()]) => ids.filter((id) => isRetrievable(devices.get(id)?.endpoint)),
    replace(endpoints) {
      const before = devices;
      devices = new Map();
      put(endpoints, before);
    },
    put: (endpoints) => put(endpoints),
    remove(ids) {
      for (const id of ids) devices.delete(id);
    },
    heard,
    well(id, news) {
      const known = devices.get(id);
      if (known === undefined) return undefined;
      const { trouble: _over, ...rest } = known.device;
      devices.set(id, { ...known, device: rest });
      return heard(id, news);
    },
    catalogue: () => parseEndpoints([...devices.values()].map(({ endpoint }) => endpoint)),
  };
}
