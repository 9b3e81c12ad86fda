import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointForUser, vetEndpoints } from '../../lib/alexa/discovery.ts';
import { DISPLAY_CATEGORIES } from '../../lib/alexa/display-categories.ts';
import { discoverResponse } from '../../lib/alexa/responses.ts';
import { applyOverrides } from '../../lib/bridge/apply-overrides.ts';
import { type Override, overrideIdOf, parseOverride } from '../../lib/homes/overrides.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { endpointNamed } from '../harness/samples.ts';

const HOME = 'khome12';
const alexa = { type: 'AlexaInterface', interface: 'Alexa', version: '3' };
const lamp = (id: string, name = id) => {
  const endpoint = endpointNamed(id, name);
  return { ...endpoint, capabilities: [...endpoint.capabilities, alexa] };
};
const kitchen = lamp('light#kitchen', 'Kitchen light');
const hall = lamp('light#hall', 'Hall light');

const applied = (override: Override, id = 'light#kitchen') =>
  applyOverrides([kitchen, hall], new Map([[overrideIdOf(id), override]]));

describe('overrides', () => {
  it('leave alone what nothing is wanted of', () => {
    expect(applyOverrides([kitchen, hall], new Map())).toEqual([kitchen, hall]);
    expect(applied({ secure: true })).toEqual([kitchen, hall]);
  });

  it('hold back, rename and sort in, each only the device that they are for', () => {
    expect(applied({ hidden: true })).toEqual([hall]);
    expect(applied({ name: 'Cooking' })).toEqual([{ ...kitchen, friendlyName: 'Cooking' }, hall]);
    expect(applied({ category: 'SWITCH' })).toEqual([{ ...kitchen, displayCategories: ['SWITCH'] }, hall]);
    expect(applied({ hidden: true, name: 'Cooking', category: 'SWITCH' })).toEqual([hall]);
  });

  it.each(['light#kitchen', 'LIGHT#Kitchen', 'light.kitchen', 'Light.KITCHEN'])(
    'of a device that is written %s are for the same',
    (id) => {
      expect(applied({ hidden: true }, id)).toEqual([hall]);
    },
  );

  it('never yield a device that Alexa would refuse, whatever is stored', () => {
    const { check } = createChecker();
    const stored = fc.record(
      {
        hidden: fc.oneof(fc.boolean(), fc.jsonValue()),
        name: fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string(), fc.jsonValue()),
        category: fc.oneof(fc.constantFrom(...DISPLAY_CATEGORIES), fc.string(), fc.jsonValue()),
        secure: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const discover = {
      header: {
        namespace: 'Alexa.Discovery',
        name: 'Discover',
        messageId: 'asked',
        payloadVersion: '3' as const,
      },
      payload: {},
    };
    fc.assert(
      fc.property(stored, (item) => {
        const override = parseOverride({ pk: 'HOME#k', sk: 'OVERRIDE#light#kitchen', ...item });
        // Also what never went through the parser.
        for (const wanted of [override, item as Override]) {
          const shown = applied(wanted);
          expect(vetEndpoints(shown, HOME)).toEqual({ endpoints: shown, heldBack: [] });
          const endpoints = shown.map((endpoint) => endpointForUser(endpoint, HOME, 'ann'));
          expect(check(discoverResponse(discover, endpoints), { directive: discover })).toEqual([]);
        }
      }),
    );
  });
});
