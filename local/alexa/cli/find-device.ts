import type { Endpoint } from '../catalogue.ts';
import { SimulatorError } from '../errors.ts';

/** No device, or more than one, answers to a name. */
export class DeviceNameError extends SimulatorError {
  override readonly name = 'DeviceNameError';
}

/**
 * The device with this name (case, spaces and a leading "the" do not matter) or this endpoint id.
 *
 * @throws DeviceNameError with the names that come close, or the ids of the devices that share the name.
 */
export function findDevice(devices: readonly Endpoint[], wanted: string): Endpoint {
  const byId = devices.find(({ endpointId }) => endpointId === wanted);
  if (byId !== undefined) return byId;
  const same = devices.filter(({ friendlyName }) => plain(friendlyName) === plain(wanted));
  const [only] = same;
  if (only !== undefined && same.length === 1) return only;
  if (same.length > 1) {
    const ids = same.map(({ endpointId }) => `  ${endpointId}`).join('\n');
    throw new DeviceNameError(
      `${same.length} devices are called "${wanted}". Use the id of the one you mean:\n${ids}`,
    );
  }
  throw new DeviceNameError(`There is no device called "${wanted}". ${suggestion(devices, wanted)}`);
}

function suggestion(devices: readonly Endpoint[], wanted: string): string {
  if (devices.length === 0) return 'The last discovery found no devices at all: try "discover".';
  const target = plain(wanted);
  const near = devices
    .map(({ friendlyName }) => ({ friendlyName, distance: distanceTo(plain(friendlyName), target) }))
    .filter(({ distance }) => distance <= Math.max(2, target.length / 3))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ friendlyName }) => `"${friendlyName}"`);
  return near.length === 0 ? 'See "devices" for the names.' : `Did you mean ${near.join(' or ')}?`;
}

/** Part of a name counts as near; otherwise the number of letters to change. */
function distanceTo(name: string, target: string): number {
  if (target !== '' && (name.includes(target) || target.includes(name))) return 1;
  return editDistance(name, target);
}

/** Levenshtein's distance, row by row. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, against] of [...other].entries()) {
      const change = (row[column] ?? 0) + (letter === against ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? one.length;
}

function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim().replace(/^the /, '');
}
