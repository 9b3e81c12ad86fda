import type { ControlProps } from './control.ts';
import { Actions, Slider, Switch } from './parts.tsx';

/** Alexa.Speaker. */
export function Speaker({ device, value, send }: ControlProps) {
  const [volume, muted] = [value('volume'), value('muted')];
  return (
    <>
      <Slider
        label="Volume"
        name={`${device}: volume`}
        min={0}
        max={100}
        step={1}
        unit=""
        value={typeof volume === 'number' ? volume : undefined}
        set={(to) => send('SetVolume', { volume: to })}
      />
      {typeof muted === 'boolean' && (
        <Switch
          label="Mute"
          name={`${device}: mute`}
          isOn={muted}
          set={(mute) => void send('SetMute', { mute })}
        />
      )}
    </>
  );
}

/** Alexa.StepSpeaker, which knows no volume, only louder and quieter. */
export const StepSpeaker = ({ device, send }: ControlProps) => (
  <Actions
    device={device}
    actions={[
      { label: 'Quieter', run: () => void send('AdjustVolume', { volumeSteps: -1 }) },
      { label: 'Louder', run: () => void send('AdjustVolume', { volumeSteps: 1 }) },
    ]}
  />
);

/** Alexa.PlaybackController: what the player says that it can do. */
export const Playback = ({ device, capability, send }: ControlProps) => (
  <Actions
    device={device}
    actions={(capability.operations ?? []).map((operation) => ({
      label: operation,
      run: () => void send(operation),
    }))}
  />
);
