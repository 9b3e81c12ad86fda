import { useId } from 'preact/hooks';
import type { Device, Override } from '../../api-types.ts';
import { Switch } from '../../parts/switch.tsx';
import type { KnownDevices } from '../../state/devices.ts';
import { useWords } from '../../state/language.tsx';
import { securableAs } from './abilities.ts';
import { CategoryField } from './category-field.tsx';
import { domainOf } from './kinds.ts';
import { NameField } from './name-field.tsx';
import { Outcome } from './outcome.tsx';

/** An override with some of it changed; what is undefined is as the home says it. */
const changed = (override: Override, change: { [Field in keyof Override]: Override[Field] | undefined }) =>
  Object.fromEntries(
    Object.entries({ ...override, ...change }).filter(([, value]) => value !== undefined),
  ) as Override;

/** What may open something. */
const DOORS = new Set(['lock', 'cover', 'valve', 'switch', 'button', 'input_boolean']);

/** What an owner can change of a device: each is saved at once. */
export function DeviceForm({ device, known }: { device: Device; known: KnownDevices }) {
  const id = useId();
  const { show, secure, category } = useWords().devices;
  const change = known.changeOf(device.id);
  const override = change?.phase === 'saving' ? change.override : device.override;
  const save = <Field extends keyof Override>(about: Field, value: Override[Field] | undefined) =>
    known.change(device.id, changed(override, { [about]: value }), about);
  const secured = securableAs(device);
  return (
    <>
      <Switch
        id={`show-${id}`}
        label={show.label}
        hint={show.hint}
        isOn={override.hidden !== true}
        onChange={(isShown) => save('hidden', isShown ? undefined : true)}
      />
      <Outcome change={change} about="hidden" />
      {secured !== undefined && (
        <>
          <Switch
            id={`secure-${id}`}
            label={secure[secured].label}
            hint={`${secure[secured].hint} ${secure.always}`}
            isOn={override.secure === true}
            onChange={(isSecured) => save('secure', isSecured ? true : undefined)}
          />
          <Outcome change={change} about="secure" />
        </>
      )}
      <div class="side-by-side">
        <div>
          <NameField
            id={`name-${id}`}
            device={device}
            override={override}
            onSave={(name) => save('name', name)}
          />
          <Outcome change={change} about="name" />
        </div>
        <div>
          <CategoryField
            id={`category-${id}`}
            atHome={device.category}
            override={override}
            hint={DOORS.has(domainOf(device.id)) ? `${category.hint} ${category.hintDoors}` : category.hint}
            onSave={(chosen) => save('category', chosen)}
          />
          <Outcome change={change} about="category" />
        </div>
      </div>
    </>
  );
}
