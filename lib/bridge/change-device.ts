import { randomUUID } from 'node:crypto';
import { isEndpointId } from '../alexa/message.ts';
import type { Deadline } from '../deadline.ts';
import type { Catalogue } from '../homes/catalogue.ts';
import type { Connections } from '../homes/connections.ts';
import type { Override, Overrides } from '../homes/overrides.ts';
import { NotFound } from '../outcomes/request.ts';
import type { Log } from '../telemetry/logger.ts';
import type { Device, DeviceReader } from './devices.ts';
import type { HomeGuard } from './home-guard.ts';
import type { DevicesMessage, LooksQueue } from './looks.ts';
import { toldForSure } from './told-for-sure.ts';

/**
 * Has a device of a home look otherwise to Alexa. It counts from the next directive and discovery on, and Alexa is told
 * at once; also when nothing is different, so that a failure can be repeated.
 * @param request.override in place of the one before; an empty one removes it
 * @returns the device as it is now
 * @throws {NotFound} no such home of this user, or no such device in it
 * @throws {Forbidden} a member who is not the owner
 * @throws {QueueUnavailable} with nothing changed
 */
export type ChangeDevice = (
  request: { sub: string; home: string; endpoint: string; override: Override },
  deadline: Deadline,
) => Promise<Device>;

export function createChangeDevice(ports: {
  guard: HomeGuard;
  connections: Connections;
  catalogue: Catalogue;
  overrides: Overrides;
  devices: DeviceReader;
  looks: LooksQueue;
  log: Log;
}): ChangeDevice {
  const { guard, connections, catalogue, overrides, devices } = ports;

  return async ({ sub, home, endpoint, override }, deadline) => {
    await guard.forOwner(sub, home, 'change the devices of a home that is not yours', deadline);
    const known = isEndpointId(endpoint) ? await catalogue.endpoint(home, endpoint, deadline) : undefined;
    if (known === undefined) throw new NotFound('device');

    const { endpointId } = known;
    const message: DevicesMessage = {
      v: 1,
      type: 'devices',
      id: randomUUID(),
      home,
      endpoints: [endpointId],
    };
    const told = await toldForSure(message, ports, deadline);
    await overrides.write(home, endpointId, override, deadline);
    if ((await connections.read(home, deadline)) === undefined) {
      // Disconnected meanwhile: nothing of it stays behind.
      await overrides.erase(home, deadline);
      throw new NotFound('home');
    }
    await told.tell(deadline);

    const { devices: all } = await devices.list(sub, home, deadline);
    const changed = all.find(({ id }) => id === endpointId);
    if (changed === undefined) throw new NotFound('device');
    return changed;
  };
}
