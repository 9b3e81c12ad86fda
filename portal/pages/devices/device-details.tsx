import type { Device, HeldBackReason, HomeStatus } from '../../api-types.ts';
import type { Words } from '../../i18n/en.ts';
import { hasWord } from '../../i18n/has-word.ts';
import { useAccountStatus } from '../../state/account-status.tsx';
import type { KnownDevices } from '../../state/devices.ts';
import { useWords } from '../../state/language.tsx';
import { DeviceForm } from './device-form.tsx';
import { entityIdOf } from './kinds.ts';

/** What is wrong with a device that Alexa would not take; in the API's English if this page does not know the rule. */
function whatIsWrong({ rule, text }: HeldBackReason, { devices }: Words): string {
  const { rules } = devices.reasons;
  return rule !== undefined && hasWord(rules, rule) ? rules[rule] : text;
}

/** Why a device is not with Alexa. */
function Reason({ device: { reason } }: { device: Device }) {
  const words = useWords();
  const { devices } = words;
  if (reason === undefined || reason.code === 'owner') return null;
  return (
    <p class="remedy">
      {reason.code === 'limit'
        ? devices.reasons.limit
        : `${devices.reasons.invalid(whatIsWrong(reason, words))} ${devices.cannotMend}`}
    </p>
  );
}

/** Which other device has the same name. */
function SameName({ device, home, known }: { device: Device; home: HomeStatus; known: KnownDevices }) {
  const { devices: words } = useWords();
  const { status } = useAccountStatus();
  if (device.duplicateOf === undefined) return null;
  const [key = '', ...rest] = device.duplicateOf.split(':');
  const id = rest.join(':');
  const elsewhere = status?.homes.find((each) => each.home === key && key !== home.home);
  const other = known.list?.devices.find((each) => each.id === id && key === home.home);
  const named = other === undefined ? entityIdOf(id) : `${other.name} (${entityIdOf(id)})`;
  return (
    <p class="remedy">
      {words.sameName(elsewhere === undefined ? named : `${named}, ${words.elsewhere(elsewhere.name)}`)}
    </p>
  );
}

/** All about a device; for its owner with what can be changed. */
export function DeviceDetails(props: { device: Device; home: HomeStatus; known: KnownDevices }) {
  const { device, home, known } = props;
  const { devices: words } = useWords();
  const isOwner = home.role === 'owner';
  const entity = entityIdOf(device.id);
  return (
    <div class="details">
      {entity !== '' && (
        <p class="soft at-home">
          {device.name === '' ? words.atHomeUnnamed(entity) : words.atHome(device.name, entity)}
        </p>
      )}
      <Reason device={device} />
      <SameName device={device} home={home} known={known} />
      {isOwner && device.reason?.code !== 'invalid' && <DeviceForm device={device} known={known} />}
      {!isOwner && device.reason?.code === 'owner' && <p>{words.reasons.owner}</p>}
      {!isOwner && <p class="hint">{words.ownerOnly}</p>}
    </div>
  );
}
