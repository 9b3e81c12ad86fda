import { describe, expect, test } from 'vitest';
import type { VettedEndpoint } from '../../lib/alexa/discovery.ts';
import type { Property } from '../../lib/alexa/message.ts';
import { differenceFrom, isReportable, reportableProperties } from '../../lib/alexa/reportable.ts';
import { endpointNamed } from '../harness/samples.ts';

const capability = (
  name: string,
  supported: string[],
  more: { proactivelyReported?: boolean; instance?: string } = {},
) => ({
  type: 'AlexaInterface',
  interface: name,
  version: '3',
  ...(more.instance !== undefined && { instance: more.instance }),
  properties: {
    supported: supported.map((each) => ({ name: each })),
    retrievable: true,
    proactivelyReported: more.proactivelyReported ?? true,
  },
});
const device = (...capabilities: unknown[]) =>
  ({ ...endpointNamed('light#a'), capabilities }) as unknown as VettedEndpoint;
const property = (
  namespace: string,
  name: string,
  value: unknown,
  more: Partial<Property> = {},
): Property => ({
  namespace: `Alexa.${namespace}`,
  name,
  value,
  timeOfSample: '2026-11-21T08:00:00Z',
  uncertaintyInMilliseconds: 0,
  ...more,
});

describe('a device', () => {
  test.each<[string, VettedEndpoint, boolean]>([
    ['that promises nothing', device(), false],
    ['of a capability without properties', device({ interface: 'Alexa.SceneController' }), false],
    [
      'that can be asked only',
      device(capability('Alexa.LockController', ['lockState'], { proactivelyReported: false })),
      false,
    ],
    ['that reports nothing in particular', device(capability('Alexa.LockController', [])), false],
    ['that reports', device(capability('Alexa.LockController', ['lockState'])), true],
  ])('%s', (_name, endpoint, expected) => {
    expect(isReportable(endpoint)).toBe(expected);
  });

  test('reports what it promised, of the instance it promised, and nothing else', () => {
    const endpoint = device(
      capability('Alexa.PowerController', ['powerState']),
      capability('Alexa.RangeController', ['rangeValue'], { instance: 'fan.speed' }),
      capability('Alexa.ModeController', ['mode'], { instance: 'fan.preset', proactivelyReported: false }),
    );
    const power = property('PowerController', 'powerState', 'ON');
    const speed = property('RangeController', 'rangeValue', 3, { instance: 'fan.speed' });
    const others = [
      property('PowerController', 'other', 'ON'),
      property('RangeController', 'rangeValue', 3, { instance: 'fan.other' }),
      property('RangeController', 'rangeValue', 3),
      property('ModeController', 'mode', 'auto', { instance: 'fan.preset' }),
      property('EndpointHealth', 'connectivity', { value: 'OK' }),
    ];
    expect(reportableProperties(endpoint, [power, ...others, speed])).toEqual([power, speed]);
  });
});

describe('a difference', () => {
  const on = property('PowerController', 'powerState', 'ON');
  const off = { ...on, value: 'OFF' };
  const bright = property('BrightnessController', 'brightness', 40);
  const speed = (value: number, instance: string) =>
    property('RangeController', 'rangeValue', value, { instance });
  const warm = property('TemperatureSensor', 'temperature', { value: 21, scale: 'CELSIUS' });

  test.each<[string, Property[], Property[], Property[]]>([
    ['from nothing is everything', [], [on, bright], [on, bright]],
    ['from the same is none', [on, bright], [bright, on], []],
    ['is what has another value', [off, bright], [on, bright], [on]],
    ['is what was not there', [on], [on, bright], [bright]],
    ['is not what is no longer there', [on, bright], [on], []],
    ['is not a newer sample', [on], [{ ...on, timeOfSample: '2026-11-22T00:00:00Z' }], []],
    [
      'looks at instances apart',
      [speed(1, 'a'), speed(2, 'b')],
      [speed(1, 'b'), speed(1, 'a')],
      [speed(1, 'b')],
    ],
    [
      'looks into values',
      [warm],
      [{ ...warm, value: { value: 22, scale: 'CELSIUS' } }],
      [{ ...warm, value: { value: 22, scale: 'CELSIUS' } }],
    ],
    [
      'does not mind how a value is written',
      [warm],
      [{ ...warm, value: { scale: 'CELSIUS', value: 21 } }],
      [],
    ],
    [
      'tells 0 from false, null and nothing',
      [{ ...on, value: 0 }],
      [{ ...on, value: false }],
      [{ ...on, value: false }],
    ],
  ])('%s', (_name, told, now, changed) => {
    const difference = differenceFrom(told, now);
    expect(difference.changed).toEqual(changed);
    expect(difference.unchanged).toEqual(
      now
        .filter((each) => !changed.includes(each))
        .filter((each) => !changed.some((other) => JSON.stringify(other) === JSON.stringify(each))),
    );
  });
});
