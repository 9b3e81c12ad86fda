import type { ControlProps } from './control.ts';
import { Actions, Choice, Slider, Switch } from './parts.tsx';

const numberOr = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Alexa.PowerController; it stands beside the device's name, and needs no other. */
export const Power = ({ device, value, send }: ControlProps) => (
  <Switch
    name={`${device}: power`}
    isOn={value('powerState') === 'ON'}
    set={(isOn) => void send(isOn ? 'TurnOn' : 'TurnOff')}
  />
);

/** Alexa.ToggleController. */
export const Toggle = ({ device, capability, value, send }: ControlProps) => {
  const label = capability.label ?? capability.instance ?? 'Toggle';
  return (
    <Switch
      label={label}
      name={`${device}: ${label.toLowerCase()}`}
      isOn={value('toggleState') === 'ON'}
      set={(isOn) => void send(isOn ? 'TurnOn' : 'TurnOff')}
    />
  );
};

/** Alexa.RangeController. */
export const Range = ({ device, capability, value, send }: ControlProps) => {
  const { label = capability.instance ?? 'Range', range = { min: 0, max: 100, step: 1 } } = capability;
  return (
    <Slider
      label={label}
      name={`${device}: ${label.toLowerCase()}`}
      min={range.min}
      max={range.max}
      step={range.step}
      unit={'unit' in range && range.unit === 'Alexa.Unit.Percent' ? ' %' : ''}
      value={numberOr(value('rangeValue'))}
      set={(rangeValue) => send('SetRangeValue', { rangeValue })}
    />
  );
};

/** Alexa.ModeController. */
export const Mode = ({ device, capability, value, send }: ControlProps) => {
  const { label = capability.instance ?? 'Mode', modes = [] } = capability;
  const mode = value('mode');
  return (
    <Choice
      label={label}
      name={`${device}: ${label.toLowerCase()}`}
      choices={modes}
      value={typeof mode === 'string' ? mode : undefined}
      set={(chosen) => void send('SetMode', { mode: chosen })}
    />
  );
};

/** Alexa.PercentageController. */
export const Percentage = ({ device, value, send }: ControlProps) => (
  <Slider
    label="Percentage"
    name={`${device}: percentage`}
    min={0}
    max={100}
    step={1}
    unit=" %"
    value={numberOr(value('percentage'))}
    set={(percentage) => send('SetPercentage', { percentage })}
  />
);

/** Alexa.PowerLevelController. */
export const PowerLevel = ({ device, value, send }: ControlProps) => (
  <Slider
    label="Power level"
    name={`${device}: power level`}
    min={0}
    max={100}
    step={1}
    unit=" %"
    value={numberOr(value('powerLevel'))}
    set={(powerLevel) => send('SetPowerLevel', { powerLevel })}
  />
);

/** Alexa.LockController: what is not the case can be done. */
export const Lock = ({ device, value, send }: ControlProps) => {
  const lock = { label: 'Lock', run: () => void send('Lock') };
  const unlock = { label: 'Unlock', run: () => void send('Unlock') };
  const known: Readonly<Record<string, typeof lock>> = { LOCKED: unlock, UNLOCKED: lock };
  const only = known[String(value('lockState'))];
  return <Actions device={device} actions={only === undefined ? [lock, unlock] : [only]} />;
};

/** Alexa.SceneController. */
export const Scene = ({ device, capability, send }: ControlProps) => (
  <Actions
    device={device}
    actions={[
      { label: 'Start', run: () => void send('Activate') },
      ...(capability.canStop === true ? [{ label: 'Stop', run: () => void send('Deactivate') }] : []),
    ]}
  />
);
