import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Directive } from '../../lib/alexa/message.ts';
import { isHarmless } from '../../lib/bridge/secured-directives.ts';

interface Sent {
  directive: string;
  instance?: string | undefined;
  payload?: Record<string, unknown> | undefined;
}

function passes(endpointId: string, { directive, instance, payload = {} }: Sent): boolean {
  const [namespace = '', name = ''] = directive.split('/');
  const message: Directive = {
    header: {
      namespace,
      name,
      messageId: 'm',
      payloadVersion: '3',
      ...(instance !== undefined && { instance }),
    },
    endpoint: { endpointId: `khome12:${endpointId}` },
    payload,
  };
  return isHarmless(message, endpointId);
}

/** Every directive that Home Assistant's alexa integration carries out (`HANDLERS`, components/alexa/handlers.py). */
const DIRECTIVES = [
  'Alexa/ReportState',
  'Alexa.PowerController/TurnOn',
  'Alexa.PowerController/TurnOff',
  'Alexa.BrightnessController/SetBrightness',
  'Alexa.BrightnessController/AdjustBrightness',
  'Alexa.ColorController/SetColor',
  'Alexa.ColorTemperatureController/SetColorTemperature',
  'Alexa.ColorTemperatureController/DecreaseColorTemperature',
  'Alexa.ColorTemperatureController/IncreaseColorTemperature',
  'Alexa.SceneController/Activate',
  'Alexa.SceneController/Deactivate',
  'Alexa.LockController/Lock',
  'Alexa.LockController/Unlock',
  'Alexa.Speaker/SetVolume',
  'Alexa.Speaker/AdjustVolume',
  'Alexa.Speaker/SetMute',
  'Alexa.StepSpeaker/AdjustVolume',
  'Alexa.StepSpeaker/SetMute',
  'Alexa.InputController/SelectInput',
  'Alexa.PlaybackController/Play',
  'Alexa.PlaybackController/Pause',
  'Alexa.PlaybackController/Stop',
  'Alexa.PlaybackController/Next',
  'Alexa.PlaybackController/Previous',
  'Alexa.ThermostatController/SetTargetTemperature',
  'Alexa.ThermostatController/AdjustTargetTemperature',
  'Alexa.ThermostatController/SetThermostatMode',
  'Alexa.SecurityPanelController/Arm',
  'Alexa.SecurityPanelController/Disarm',
  'Alexa.ModeController/SetMode',
  'Alexa.ModeController/AdjustMode',
  'Alexa.ToggleController/TurnOn',
  'Alexa.ToggleController/TurnOff',
  'Alexa.RangeController/SetRangeValue',
  'Alexa.RangeController/AdjustRangeValue',
  'Alexa.ChannelController/ChangeChannel',
  'Alexa.ChannelController/SkipChannels',
  'Alexa.SeekController/AdjustSeekPosition',
  'Alexa.EqualizerController/SetMode',
  'Alexa.EqualizerController/AdjustBands',
  'Alexa.EqualizerController/ResetBands',
  'Alexa.EqualizerController/SetBands',
  'Alexa.TimeHoldController/Hold',
  'Alexa.TimeHoldController/Resume',
  'Alexa.CameraStreamController/InitializeCameraStreams',
] as const;

/** What passes without looking at instance or payload, by kind of device. */
const PLAIN: Record<string, readonly string[]> = {
  'lock#door': ['Alexa.LockController/Lock'],
  'cover#garage': ['Alexa.PowerController/TurnOff', 'Alexa.PlaybackController/Stop'],
  'valve#water': [],
  'alarm_control_panel#house': [],
  'switch#gate_relay': [],
  'input_boolean#gate': [],
  'button#gate': [],
  'input_button#gate': [],
  'script#open_gate': [],
  'scene#come_home': [],
  'automation#open_gate': [],
  'group#doors': [],
  'remote#gate': [],
  'number#valve': [],
  'light#kitchen': [],
  'vacuum#robot': [],
  'whatever#comes': [],
  nonsense: [],
  'constructor#x': [],
};

describe('of a secured device passes, with an empty payload and no instance', () => {
  it.each(Object.entries(PLAIN))('%s: %j, questions, and nothing else', (device, plain) => {
    const passed = DIRECTIVES.filter((directive) => passes(device, { directive }));
    expect(passed.toSorted()).toEqual(['Alexa/ReportState', ...plain].toSorted());
  });
});

describe('a secured device', () => {
  it.each<[string, string, string | undefined, Record<string, unknown>, boolean]>([
    ['lock#door', 'LockController/Unlock', undefined, {}, false],
    ['lock#door', 'LockController/Lock', undefined, {}, true],
    ['lock#door', 'PowerController/TurnOff', undefined, {}, false],
    // Garage doors, gates and other covers, as Home Assistant lets Alexa open them.
    ['cover#garage', 'PowerController/TurnOn', undefined, {}, false],
    ['cover#garage', 'ModeController/SetMode', 'cover.position', { mode: 'position.open' }, false],
    ['cover#garage', 'ModeController/SetMode', 'cover.position', { mode: 'position.closed' }, true],
    ['cover#garage', 'ModeController/SetMode', 'cover.position', { mode: 'position.custom' }, false],
    ['cover#garage', 'ModeController/SetMode', 'cover.position', { mode: 'closed.open' }, false],
    ['cover#garage', 'ModeController/SetMode', 'cover.position', { mode: 'position.closed.open' }, false],
    ['cover#garage', 'ModeController/SetMode', 'cover.position', { mode: ['position.closed'] }, false],
    ['cover#garage', 'ModeController/SetMode', 'cover.position', {}, false],
    ['cover#garage', 'ModeController/SetMode', 'cover.other', { mode: 'position.closed' }, false],
    ['cover#garage', 'ModeController/SetMode', undefined, { mode: 'position.closed' }, false],
    ['cover#garage', 'ModeController/AdjustMode', 'cover.position', { modeDelta: -1 }, false],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.position', { rangeValue: 0 }, true],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.position', { rangeValue: 1 }, false],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.position', { rangeValue: 0.4 }, false],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.position', { rangeValue: -1 }, false],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.position', { rangeValue: 100 }, false],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.position', { rangeValue: '0' }, false],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.position', { rangeValue: false }, false],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.position', {}, false],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.tilt', { rangeValue: 0 }, true],
    ['cover#blind', 'RangeController/SetRangeValue', 'cover.tilt', { rangeValue: 50 }, false],
    ['cover#blind', 'RangeController/AdjustRangeValue', 'cover.position', { rangeValueDelta: 10 }, false],
    // Where it ends depends on a position that may be old.
    ['cover#blind', 'RangeController/AdjustRangeValue', 'cover.position', { rangeValueDelta: -10 }, false],
    ['cover#blind', 'PlaybackController/Stop', 'cover.stop', {}, true],
    ['cover#blind', 'PlaybackController/Play', 'cover.stop', {}, false],
    ['cover#blind', 'ToggleController/TurnOn', 'cover.position', {}, false],
    ['cover#blind', 'SceneController/Activate', undefined, {}, false],
    ['valve#water', 'ModeController/SetMode', 'valve.state', { mode: 'state.open' }, false],
    ['valve#water', 'ModeController/SetMode', 'valve.state', { mode: 'state.closed' }, true],
    ['valve#water', 'RangeController/SetRangeValue', 'valve.position', { rangeValue: 0 }, true],
    ['valve#water', 'RangeController/SetRangeValue', 'valve.position', { rangeValue: 5 }, false],
    ['valve#water', 'RangeController/AdjustRangeValue', 'valve.position', { rangeValueDelta: -5 }, false],
    ['valve#water', 'ToggleController/TurnOn', 'valve.stop', {}, true],
    ['valve#water', 'ToggleController/TurnOn', 'valve.open', {}, false],
    ['valve#water', 'ToggleController/TurnOff', 'valve.stop', {}, false],
    ['alarm_control_panel#house', 'SecurityPanelController/Disarm', undefined, {}, false],
    [
      'alarm_control_panel#house',
      'SecurityPanelController/Disarm',
      undefined,
      { authorization: { type: 'FOUR_DIGIT_PIN', value: '1234' } },
      false,
    ],
    ['alarm_control_panel#house', 'SecurityPanelController/Arm', undefined, { armState: 'ARMED_AWAY' }, true],
    ['alarm_control_panel#house', 'SecurityPanelController/Arm', undefined, { armState: 'ARMED_STAY' }, true],
    [
      'alarm_control_panel#house',
      'SecurityPanelController/Arm',
      undefined,
      { armState: 'ARMED_NIGHT' },
      true,
    ],
    ['alarm_control_panel#house', 'SecurityPanelController/Arm', undefined, { armState: 'DISARMED' }, false],
    // Nobody can tell what it opens, nor by which of the two.
    ['switch#gate_relay', 'PowerController/TurnOn', undefined, {}, false],
    ['switch#gate_relay', 'PowerController/TurnOff', undefined, {}, false],
    ['script#open_gate', 'SceneController/Activate', undefined, {}, false],
    ['group#doors', 'PowerController/TurnOn', undefined, {}, false],
    // One kind of device is not closed by the words for another.
    ['lock#door', 'ModeController/SetMode', 'cover.position', { mode: 'position.closed' }, false],
    ['cover#garage', 'ModeController/SetMode', 'valve.state', { mode: 'state.closed' }, false],
    // Home Assistant reads these ids as `cover.garage`.
    ['COVER#garage', 'PowerController/TurnOn', undefined, {}, false],
    ['cover.garage', 'PowerController/TurnOn', undefined, {}, false],
    ['cover.garage', 'PowerController/TurnOff', undefined, {}, true],
  ])('%s, %s of %s with %j passes: %s', (device, directive, instance, payload, expected) => {
    expect(passes(device, { directive: `Alexa.${directive}`, instance, payload })).toBe(expected);
  });

  it('lets nothing pass that is not in so many words in the table, whatever is sent', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('cover.position', 'valve.state', 'cover.tilt'));
    const payload = fc.dictionary(
      fc.constantFrom('mode', 'rangeValue', 'armState', 'rangeValueDelta'),
      fc.oneof(fc.jsonValue(), fc.constantFrom('position.closed', 'position.open', 'state.closed', 0)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(PLAIN)),
        fc.oneof(fc.string(), fc.constantFrom(...DIRECTIVES)),
        fc.option(word, { nil: undefined }),
        payload,
        (device, directive, instance, content) => {
          if (!passes(device, { directive, instance, payload: content })) return;
          const closing = [
            content.mode === 'position.closed' || content.mode === 'state.closed',
            content.rangeValue === 0,
            directive.endsWith('/Arm'),
          ].some(Boolean);
          const plain = ['Alexa/ReportState', ...(PLAIN[device] ?? [])].includes(directive);
          expect(plain || closing).toBe(true);
          expect(directive).not.toMatch(/\/(Unlock|Disarm|Adjust\w+|Activate|Resume)$/);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
