import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToLimit, endpointForUser, MAX_ENDPOINTS, vetEndpoints } from '../../lib/alexa/discovery.ts';
import type { Directive } from '../../lib/alexa/message.ts';
import { discoverResponse } from '../../lib/alexa/responses.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';

type Json = Record<string, unknown>;

const HOME = 'k3f9a2';
const alexa = { type: 'AlexaInterface', interface: 'Alexa', version: '3' };
const power = {
  type: 'AlexaInterface',
  interface: 'Alexa.PowerController',
  version: '3',
  properties: { supported: [{ name: 'powerState' }], proactivelyReported: true, retrievable: true },
};
const toggles = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    type: 'AlexaInterface',
    interface: 'Alexa.ToggleController',
    instance: `fan.swing${index}`,
    version: '3',
    properties: { supported: [{ name: 'toggleState' }], proactivelyReported: true, retrievable: true },
    capabilityResources: {
      friendlyNames: [{ '@type': 'asset', value: { assetId: 'Alexa.Setting.Oscillate' } }],
    },
  }));

/** As Home Assistant writes one. */
const endpoint = (change: Json = {}): Json => ({
  displayCategories: ['LIGHT'],
  cookie: {},
  endpointId: 'light#kitchen',
  friendlyName: 'Kitchen light',
  description: 'light.kitchen via Home Assistant',
  manufacturerName: 'Home Assistant',
  additionalAttributes: {
    manufacturer: 'Home Assistant',
    model: 'light',
    customIdentifier: '-light.kitchen',
  },
  capabilities: [power, alexa],
  ...change,
});

const discover: Directive = {
  header: { namespace: 'Alexa.Discovery', name: 'Discover', messageId: 'asked', payloadVersion: '3' },
  payload: {},
};

/** What a user's Alexa would be told, checked. */
function told(raw: readonly unknown[], check = createChecker({ schemaPath: '' }).check) {
  const { kept } = cutToLimit([{ home: HOME, endpoints: vetEndpoints(raw, HOME).endpoints }]);
  const endpoints = kept.map(({ home, endpoint: vetted }) => endpointForUser(vetted, home, 'ann'));
  const response = discoverResponse(discover, endpoints);
  expect(check(response, { directive: discover })).toEqual([]);
  return endpoints;
}

describe('endpoints that Alexa takes', () => {
  const { check } = createChecker();

  it.each<[string, Json]>([
    ['as Home Assistant sends it', {}],
    [
      'names of 128 characters',
      { friendlyName: 'n'.repeat(128), description: 'd'.repeat(128), manufacturerName: 'm'.repeat(128) },
    ],
    ['an id of 256 characters with the key', { endpointId: 'x'.repeat(256 - HOME.length - 1) }],
    ['100 capabilities', { capabilities: [alexa, ...toggles(99)] }],
    ['no attributes', { additionalAttributes: undefined }],
    ['attributes of null', { additionalAttributes: null }],
    ['a newer category', { displayCategories: ['AIR_PURIFIER', 'LIGHT'] }],
    ['a name in another script', { friendlyName: 'キッチンの灯り' }],
  ])('%s', (_what, change) => {
    const vetted = vetEndpoints([endpoint(change)], HOME);
    expect(vetted.heldBack).toEqual([]);
    expect(told([endpoint(change)], check)).toHaveLength(1);
  });

  it('capabilities of a minor version, which Amazon’s schema has not heard of', () => {
    expect(told([endpoint({ capabilities: [alexa, { ...power, version: '3.1' }] })])).toHaveLength(1);
  });

  it('keep what Alexa uses of them, and no cookie', () => {
    const [vetted] = vetEndpoints([endpoint({ scope: { token: 'x' }, note: 'y' })], HOME).endpoints;
    const { cookie: _cookie, ...kept } = endpoint();
    expect(vetted).toEqual(kept);
  });
});

describe('endpoints that are left out, each with its reason', () => {
  it.each<[string, unknown, RegExp]>([
    ['null', null, /id is missing/],
    ['a text', 'light', /id is missing/],
    ['no id', endpoint({ endpointId: undefined }), /id is missing/],
    ['an empty id', endpoint({ endpointId: '' }), /id is missing/],
    ['an id with a dot', endpoint({ endpointId: 'light.kitchen' }), /id is missing/],
    ['an id with a space', endpoint({ endpointId: 'light kitchen' }), /id is missing/],
    ['an id with a line break', endpoint({ endpointId: 'light\n' }), /id is missing/],
    [
      'an id of 257 characters with the key',
      endpoint({ endpointId: 'x'.repeat(257 - HOME.length - 1) }),
      /too long/,
    ],
    ['no name', endpoint({ friendlyName: undefined }), /its name is/],
    ['a blank name', endpoint({ friendlyName: '   ' }), /its name is/],
    ['a name of 129 characters', endpoint({ friendlyName: 'n'.repeat(129) }), /its name is/],
    ['a name that is a number', endpoint({ friendlyName: 7 }), /its name is/],
    ['an empty description', endpoint({ description: '' }), /its description is/],
    ['a description of 129 characters', endpoint({ description: 'd'.repeat(129) }), /its description is/],
    [
      'a manufacturer of 129 characters',
      endpoint({ manufacturerName: 'm'.repeat(129) }),
      /its manufacturer is/,
    ],
    // Home Assistant sends this for some binary sensors.
    ['categories of null', endpoint({ displayCategories: null }), /display category/],
    ['categories of [null]', endpoint({ displayCategories: [null] }), /display category/],
    ['no category', endpoint({ displayCategories: [] }), /display category/],
    ['capabilities of null', endpoint({ capabilities: null }), /capability/],
    ['no capability', endpoint({ capabilities: [] }), /capability/],
    ['a capability of null', endpoint({ capabilities: [alexa, null] }), /capability/],
    [
      'a capability without an interface',
      endpoint({ capabilities: [alexa, { ...power, interface: null }] }),
      /capability/,
    ],
    [
      'a capability of no interface of Alexa’s',
      endpoint({ capabilities: [alexa, { ...power, interface: 'Power' }] }),
      /capability/,
    ],
    [
      'a capability of another type',
      endpoint({ capabilities: [alexa, { ...power, type: 'Interface' }] }),
      /capability/,
    ],
    [
      'a capability of version 2',
      endpoint({ capabilities: [alexa, { ...power, version: '2' }] }),
      /capability/,
    ],
    [
      'a version that is a number',
      endpoint({ capabilities: [alexa, { ...power, version: 3 }] }),
      /capability/,
    ],
    ['the same capability twice', endpoint({ capabilities: [alexa, power, power] }), /twice/],
    ['no bare interface "Alexa"', endpoint({ capabilities: [power] }), /interface "Alexa"/],
    ['101 capabilities', endpoint({ capabilities: [alexa, ...toggles(100)] }), /more than 100/],
    [
      'an endpoint of more than 200 KB',
      endpoint({ capabilities: [alexa, { ...power, configuration: 'x'.repeat(201 * 1024) }] }),
      /too large/,
    ],
  ])('%s', (_what, broken, reason) => {
    const sound = endpoint({ endpointId: 'switch#sound' });
    const { endpoints, heldBack } = vetEndpoints([broken, sound], HOME);
    expect(endpoints.map(({ endpointId }) => endpointId)).toEqual(['switch#sound']);
    expect(heldBack).toHaveLength(1);
    expect(heldBack[0]?.reason).toMatch(reason);
  });

  it('the second of two with the same id', () => {
    const { endpoints, heldBack } = vetEndpoints([endpoint(), endpoint({ friendlyName: 'Twin' })], HOME);
    expect(endpoints.map(({ friendlyName }) => friendlyName)).toEqual(['Kitchen light']);
    expect(heldBack).toEqual([
      {
        endpointId: 'light#kitchen',
        friendlyName: 'Twin',
        rule: 'same_id',
        reason: 'another device has the same id',
      },
    ]);
  });

  it('a sound one is not lost to a broken one with its id', () => {
    const { endpoints, heldBack } = vetEndpoints([endpoint({ friendlyName: '' }), endpoint()], HOME);
    expect(endpoints).toHaveLength(1);
    expect(heldBack).toHaveLength(1);
  });

  it('what is shown of them is short', () => {
    const broken = endpoint({ endpointId: 'x'.repeat(5_000), friendlyName: 'n'.repeat(5_000) });
    expect(JSON.stringify(vetEndpoints([broken], HOME).heldBack).length).toBeLessThan(500);
  });
});

describe('attributes are decoration', () => {
  it.each<[string, Json, Json]>([
    ['too long', { model: 'x'.repeat(257), manufacturer: 'm' }, { manufacturer: 'm' }],
    ['empty or no text', { model: '', serialNumber: 7, softwareVersion: '1' }, { softwareVersion: '1' }],
    ['unknown to Alexa', { token: 'secret', firmwareVersion: '2' }, { firmwareVersion: '2' }],
  ])('%s: left out, the endpoint stays', (_what, additionalAttributes, kept) => {
    const [vetted] = vetEndpoints([endpoint({ additionalAttributes })], HOME).endpoints;
    expect(vetted?.additionalAttributes).toEqual(kept);
  });
});

describe('whatever a home sends', () => {
  const json = fc.jsonValue({ maxDepth: 2 });
  const text = fc.oneof(json, fc.string({ maxLength: 140 }), fc.constant('Lamp'));
  const capability = fc.oneof(
    json,
    fc.constantFrom<unknown>(alexa, power),
    fc.record(
      {
        type: fc.oneof(json, fc.constant('AlexaInterface')),
        interface: fc.oneof(json, fc.constantFrom('Alexa', 'Alexa.RangeController')),
        instance: fc.oneof(json, fc.constantFrom('a', 'b')),
        version: fc.oneof(json, fc.constantFrom('3', '3.1')),
      },
      { requiredKeys: [] },
    ),
  );
  const any = fc.oneof(
    json,
    fc.record(
      {
        endpointId: fc.oneof(
          json,
          fc.constantFrom('a', 'light#kitchen', 'b;c', 'x'.repeat(249), 'x'.repeat(250)),
        ),
        friendlyName: text,
        description: text,
        manufacturerName: text,
        displayCategories: fc.oneof(json, fc.constant(['LIGHT'])),
        cookie: json,
        capabilities: fc.oneof(json, fc.constant([alexa]), fc.array(capability, { maxLength: 4 })),
        additionalAttributes: fc.oneof(
          json,
          fc.dictionary(fc.constantFrom('model', 'manufacturer', 'customIdentifier', 'x'), text),
        ),
        connections: json,
        relationships: json,
      },
      { requiredKeys: ['endpointId', 'friendlyName', 'description', 'manufacturerName', 'capabilities'] },
    ),
    fc
      .record({ endpointId: fc.string({ unit: fc.constantFrom('a', 'b', '#', '.'), minLength: 1 }) })
      .map((change) => endpoint(change)),
  );

  it('Alexa gets a valid list, and every endpoint is either in it or held back', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (raw) => {
        const { endpoints, heldBack } = vetEndpoints(raw, HOME);
        expect(endpoints.length + heldBack.length).toBe(raw.length);
        told(raw);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the 300 that Alexa takes', () => {
  const many = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      endpointId: `${prefix}${String(index).padStart(4, '0')}`,
    }));

  it.each([
    [299, 299],
    [300, 300],
    [301, 300],
    [900, 300],
  ])('of %i stay %i', (count, kept) => {
    expect(cutToLimit([{ home: HOME, endpoints: many('a', count) }]).kept).toHaveLength(kept);
  });

  it('are the same however the home orders them', () => {
    const all = many('a', 400);
    const expected = cutToLimit([{ home: HOME, endpoints: all }]);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(cutToLimit([{ home: HOME, endpoints: shuffled }])).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('the homes that came first keep theirs, and what is left is named', () => {
    const { kept, left } = cutToLimit([
      { home: 'kfirst1', endpoints: many('z', 200) },
      { home: 'ksecond', endpoints: many('a', 150) },
    ]);
    expect(kept.filter(({ home }) => home === 'kfirst1')).toHaveLength(200);
    expect(
      kept.filter(({ home }) => home === 'ksecond').map(({ endpoint: { endpointId } }) => endpointId),
    ).toEqual(many('a', 100).map(({ endpointId }) => endpointId));
    expect(left.map(({ endpoint: { endpointId } }) => endpointId)).toEqual(
      many('a', 150)
        .slice(100)
        .map(({ endpointId }) => endpointId),
    );
    expect(MAX_ENDPOINTS).toBe(300);
  });
});

describe("one user's view of an endpoint", () => {
  const vetted = () => {
    const [first] = vetEndpoints([endpoint()], HOME).endpoints;
    if (first === undefined) throw new Error('it was held back');
    return first;
  };

  it('has the key in its id, and an identifier of this user alone', () => {
    const [ann, bob] = ['ann', 'bob'].map((sub) => endpointForUser(vetted(), HOME, sub));
    expect(ann?.endpointId).toBe('k3f9a2:light#kitchen');
    expect(bob?.endpointId).toBe('k3f9a2:light#kitchen');
    expect(ann?.additionalAttributes).toMatchObject({ model: 'light', manufacturer: 'Home Assistant' });
    expect(ann?.additionalAttributes?.customIdentifier).not.toBe(bob?.additionalAttributes?.customIdentifier);
    expect(JSON.stringify(ann)).not.toContain('"ann');
  });

  it('differs between homes of one user, and is the same each time', () => {
    const at = (home: string) =>
      endpointForUser(vetted(), home, 'ann').additionalAttributes?.customIdentifier;
    expect(at('k3f9a2')).toBe(at('k3f9a2'));
    expect(at('k3f9a2')).not.toBe(at('kother1'));
  });

  it('stays unique where ids are as long as they may be', () => {
    const identifier = (end: string) => {
      const long = { ...vetted(), endpointId: `${'x'.repeat(248)}${end}` };
      return endpointForUser(long, HOME, 'ann').additionalAttributes?.customIdentifier;
    };
    expect(identifier('a')).not.toBe(identifier('b'));
    expect(identifier('a')?.length).toBeLessThanOrEqual(256);
  });
});
