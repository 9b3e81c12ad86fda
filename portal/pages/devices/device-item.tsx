import { useState } from 'preact/hooks';
import type { HomeStatus } from '../../api-types.ts';
import type { KnownDevices } from '../../state/devices.ts';
import { useWords } from '../../state/language.tsx';
import { abilitiesOf, securableAs } from './abilities.ts';
import { DeviceDetails } from './device-details.tsx';
import { entityIdOf } from './kinds.ts';
import type { DeviceRow } from './rows.ts';

/** A device in the list: what it is called, what one can ask of it, and what is special; it opens to show the rest. */
export function DeviceItem(props: {
  row: DeviceRow;
  home: HomeStatus;
  known: KnownDevices;
  onOpen: () => void;
}) {
  const { row, home, known, onOpen } = props;
  const { device } = row;
  const words = useWords();
  const { flags, unnamed } = words.devices;
  const [isOpen, setOpen] = useState(false);
  const secured = device.override.secure === true ? securableAs(device) : undefined;
  const isHeldBack = device.state === 'held_back';
  return (
    <li class={isHeldBack ? 'device held-back' : 'device'} data-device={device.id}>
      <details
        onToggle={({ currentTarget }) => {
          setOpen(currentTarget.open);
          if (currentTarget.open) onOpen();
        }}
      >
        <summary>
          <span class="about">
            <span class="name">{device.alexaName || entityIdOf(device.id) || unnamed}</span>
            <span class="abilities">{abilitiesOf(device, words).join(', ')}</span>
            <span class="flags">
              {isHeldBack && <span class="flag">{flags.heldBack}</span>}
              {secured !== undefined && <span class="flag">{flags.secure[secured]}</span>}
              {device.duplicateOf !== undefined && <span class="flag warn">{flags.sameName}</span>}
            </span>
          </span>
        </summary>
        {isOpen && <DeviceDetails device={device} home={home} known={known} />}
      </details>
    </li>
  );
}
