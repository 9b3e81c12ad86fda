import { useId } from 'preact/hooks';
import type { Device, Override } from '../../api-types.ts';
import { Switch } from '../../parts/switch.tsx';
import type { KnownDevices } from '../../state/devices.ts';
import { useWords } from '../../state/language.tsx';
import { securableAs } from './abilities.ts';
import { CategoryField } from './category-field.tsx';
import { domainOf } from './kinds.ts';
import { NameField } from './name-field.tsx';

/** What may have another value, or none at all. */
type Change = { [Field in keyof Override]: Override[Field] | undefined };

/** An override with some of it changed; what is undefined is as the home says it. */
const changed = (override: Override, change: Change): Override =>
  Object.fromEntries(
    Object.entries({ ...override, ...change }).filter(([, value]) => value !== undefined),
  ) as Override;

const DOORS = new Set(['lock', 'cover', 'valve', 'switch', 'button', 'input_boolean']);

/** What an owner can change of a device: each is saved at once. */
export function DeviceForm({ device, known }: { device: Device; known: KnownDevices }) {
  const id = useId();
  const { show, secure, category } = useWords().devices;
  const change = known.changeOf(device.id);
  const override = change?.phase === 'saving' ? change.override : device.override;
  const save = (wanted: Change) => known.change(device.id, changed(override, wanted));
  const secured = securableAs(device);
  return (
    <>
      <Switch
        id={`show-${id}`}
        label={show.label}
        hint={show.hint}
        isOn={override.hidden !== true}
        onChange={(isShown) => save({ hidden: isShown ? undefined : true })}
      />
      {secured !== undefined && (
        <Switch
          id={`secure-${id}`}
          label={secure[secured].label}
          hint={`${secure[secured].hint} ${secure.always}`}
          isOn={override.secure === true}
          onChange={(isSecured) => save({ secure: isSecured ? true : undefined })}
        />
      )}
      <div class="side-by-side">
        <NameField id={`name-${id}`} device={device} override={override} onSave={(name) => save({ name })} />
        <CategoryField
          id={`category-${id}`}
          atHome={device.category}
          override={override}
          hint={DOORS.has(domainOf(device.id)) ? `${category.hint} ${category.hintDoors}` : category.hint}
          onSave={(chosen) => save({ category: chosen })}
        />
      </div>
    </>
  );
}
