import type { PersonView } from '../../view.ts';
import { Tile } from './tile.tsx';

/** All devices, as tiles. */
export function Devices({ person }: { person: PersonView }) {
  if (person.link === null) return null;
  if (person.devices.length === 0) {
    return person.step === null ? (
      <p class="soft">No devices. Connect a home in the portal, then discover.</p>
    ) : null;
  }
  return (
    <section aria-labelledby="devices">
      <h2 id="devices">{person.devices.length === 1 ? '1 device' : `${person.devices.length} devices`}</h2>
      <ul class="tiles">
        {person.devices.map((device) => (
          <Tile key={device.id} person={person.id} device={device} />
        ))}
      </ul>
    </section>
  );
}
