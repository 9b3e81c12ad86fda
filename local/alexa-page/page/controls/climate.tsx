import type { ControlProps } from './control.ts';
import { Choice } from './parts.tsx';

const STEP: Readonly<Record<string, number>> = { CELSIUS: 0.5, FAHRENHEIT: 1, KELVIN: 0.5 };

interface Temperature {
  value: number;
  scale: string;
}

const isTemperature = (value: unknown): value is Temperature =>
  typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'number';

const modeOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'value' in value ? String(value.value) : undefined;
};

/** Alexa.ThermostatController with one set point, and its modes. */
export function Thermostat({ device, capability, value, send }: ControlProps) {
  const target = value('targetSetpoint');
  const set = (by: number) => {
    if (!isTemperature(target)) return;
    const { value: now, scale } = target;
    const next = Math.round((now + by * (STEP[scale] ?? 1)) * 10) / 10;
    void send('SetTargetTemperature', { targetSetpoint: { value: next, scale } });
  };
  return (
    <>
      {isTemperature(target) && (
        <fieldset class="control setpoint">
          <legend class="unseen">{device}: temperature</legend>
          <button type="button" class="round" aria-label={`${device}: cooler`} onClick={() => set(-1)}>
            −
          </button>
          <output>{target.value.toFixed(1)}°</output>
          <button type="button" class="round" aria-label={`${device}: warmer`} onClick={() => set(1)}>
            +
          </button>
        </fieldset>
      )}
      {capability.modes !== undefined && (
        <Choice
          label="Mode"
          name={`${device}: mode`}
          choices={capability.modes}
          value={modeOf(value('thermostatMode'))}
          set={(mode) => void send('SetThermostatMode', { thermostatMode: { value: mode } })}
        />
      )}
    </>
  );
}
