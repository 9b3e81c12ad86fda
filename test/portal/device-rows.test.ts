import { describe, expect, test } from 'vitest';
import { BROKEN_RULES } from '../../lib/alexa/broken-rules.ts';
import { vetEndpoints } from '../../lib/alexa/discovery.ts';
import { DISPLAY_CATEGORIES } from '../../lib/alexa/display-categories.ts';
import type { Device } from '../../portal/api-types.ts';
import { brokenRules } from '../../portal/i18n/de/broken-rules.ts';
import { de } from '../../portal/i18n/de.ts';
import { en } from '../../portal/i18n/en.ts';
import { abilitiesOf, securableAs } from '../../portal/pages/devices/abilities.ts';
import { CATEGORIES_OF, categoryWord, kindOf } from '../../portal/pages/devices/kinds.ts';
import { choicesOf, grouped, matching, onlyThose, rowsOf } from '../../portal/pages/devices/rows.ts';

const device = (changes: Partial<Device>): Device => {
  const named = { id: 'light#kitchen', name: 'Kitchen light', category: 'LIGHT', ...changes };
  return {
    alexaName: named.name,
    alexaCategory: named.category,
    capabilities: ['Alexa', 'Alexa.PowerController', 'Alexa.EndpointHealth'],
    state: 'shown',
    override: {},
    ...named,
  };
};
const none = new Map();
const speech = { words: en, language: 'en' };

describe('the list of devices', () => {
  test('each of Alexa’s categories can be chosen, once', () => {
    expect(Object.values(CATEGORIES_OF).flat().toSorted()).toEqual([...DISPLAY_CATEGORIES]);
  });

  test.each([
    [{ alexaCategory: 'GARAGE_DOOR' }, 'door'],
    [{ alexaCategory: 'TIME_MACHINE' }, 'other'],
    [{ id: 'lock#x', alexaCategory: 'OTHER', reason: { code: 'invalid', text: '' } }, 'door'],
    [{ id: '', alexaCategory: 'OTHER', reason: { code: 'invalid', text: '' } }, 'other'],
    [{ id: 'constructor', alexaCategory: 'OTHER', reason: { code: 'invalid', text: '' } }, 'other'],
  ] as const)('%j stands under "%s"', (changes, kind) => {
    expect(kindOf(device(changes))).toBe(kind);
  });

  test('a category of tomorrow is shown as it is written, not so loud', () => {
    expect(categoryWord('TIME_MACHINE', de)).toBe('Time machine');
  });

  test.each([
    [
      'light#a',
      ['PowerController', 'ColorController', 'Brightness2Sensor'],
      'on and off, color, brightness2 sensor',
    ],
    ['cover#a', ['ModeController', 'RangeController', 'PlaybackController'], 'open and close, position'],
    ['switch#a', ['PowerController', 'ContactSensor'], 'on and off'],
    ['media_player#a', ['Speaker', 'StepSpeaker'], 'volume'],
  ])('%s with %j: %s', (id, interfaces, words) => {
    const capabilities = ['Alexa', ...interfaces.map((name) => `Alexa.${name}`)];
    expect(abilitiesOf(device({ id, capabilities }), en).join(', ')).toBe(words);
  });

  test.each([
    ['lock#a', ['Alexa.LockController'], 'lock'],
    ['valve#a', ['Alexa.ModeController'], 'cover'],
    ['alarm_control_panel#a', ['Alexa.SecurityPanelController'], 'alarm'],
    ['switch#a', ['Alexa.PowerController'], 'other'],
    ['sensor#a', ['Alexa.TemperatureSensor'], undefined],
    ['camera#a', ['Alexa.CameraStreamController'], undefined],
  ])('%s with %j can be secured as %s', (id, capabilities, as) => {
    expect(securableAs(device({ id, capabilities }))).toBe(as);
  });

  test('what is secured can always be let go', () => {
    expect(securableAs(device({ capabilities: [], override: { secure: true } }))).toBe('other');
  });

  const all = [
    device({}),
    device({ id: 'light#küche', name: 'Küchenlampe' }),
    device({ id: 'lock#door', name: 'Door 10', category: 'SMARTLOCK' }),
    device({
      id: 'lock#gate',
      name: 'Door 9',
      category: 'SMARTLOCK',
      state: 'held_back',
      override: { hidden: true },
    }),
    device({ id: '', name: '', state: 'held_back', reason: { code: 'invalid', text: '' } }),
    device({ id: '', name: '', state: 'held_back', reason: { code: 'invalid', text: '' } }),
  ];

  test('is sorted as people do, and each line is its own', () => {
    const rows = rowsOf(all, none);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(all.length);
    const doors = grouped(rows, 'en').find(([kind]) => kind === 'door')?.[1] ?? [];
    expect(doors.map(({ device: { name } }) => name)).toEqual(['Door 9', 'Door 10']);
  });

  test.each([
    ['kuchen', ['light#küche']],
    ['light.kitchen', ['light#kitchen']],
    ['DOORS 1', ['lock#door']],
    ['kitchen door', []],
    ['  ', all.map(({ id }) => id)],
  ])('searched for "%s" has %j', (search, ids) => {
    expect(matching(rowsOf(all, none), search, speech).map(({ device: { id } }) => id)).toEqual(ids);
  });

  test('offers only choices that leave something out and something over', () => {
    expect(choicesOf(all)).toEqual([
      ['all', 6],
      ['shown', 3],
      ['heldBack', 3],
      ['changed', 1],
    ]);
    expect(choicesOf(all.slice(0, 2))).toEqual([]);
  });

  test('leaves where it was what somebody is busy with', () => {
    const kept = new Map([['lock#door', { kind: 'other', name: 'Before' } as const]]);
    const rows = onlyThose(rowsOf(all, kept), 'heldBack', kept);
    expect(rows.map(({ key }) => key)).toContain('lock#door');
    expect(grouped(rows, 'en').at(-1)).toMatchObject(['other', [{}, {}, { key: 'lock#door' }]]);
  });

  test('says in German whatever is wrong with a device', () => {
    const good = {
      endpointId: 'light#a',
      friendlyName: 'A',
      description: 'a',
      manufacturerName: 'a',
      displayCategories: ['LIGHT'],
      capabilities: [{ type: 'AlexaInterface', interface: 'Alexa', version: '3' }],
    };
    const [alexa] = good.capabilities;
    const other = (interfaceName: string) => ({ ...alexa, interface: interfaceName });
    const { heldBack } = vetEndpoints(
      [
        good,
        good,
        { ...good, endpointId: '' },
        { ...good, friendlyName: '' },
        { ...good, description: '' },
        { ...good, manufacturerName: '' },
        { ...good, displayCategories: [] },
        { ...good, capabilities: [] },
        { ...good, capabilities: Array.from({ length: 101 }, (_, index) => other(`Alexa.X${index}`)) },
        { ...good, capabilities: [alexa, alexa] },
        { ...good, capabilities: [other('Alexa.PowerController')] },
        { ...good, capabilities: [{ ...alexa, note: 'x'.repeat(250_000) }] },
      ],
      'k3f9a2',
    );
    const broken = new Set(heldBack.map(({ rule }) => rule));
    expect([...broken].sort()).toEqual(Object.keys(BROKEN_RULES).sort());
    for (const rule of broken) expect(brokenRules[rule]).not.toBe(BROKEN_RULES[rule]);
  });
});
