import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DevicesOfHome, isSameEndpoint, newsBetween } from '../../lib/alexa/device-news.ts';
import type { VettedEndpoint } from '../../lib/alexa/discovery.ts';
import { endpointNamed } from '../harness/samples.ts';

describe('two descriptions of a device', () => {
  const lamp: VettedEndpoint = {
    ...endpointNamed('light#a', 'Lamp'),
    additionalAttributes: { manufacturer: 'm', model: 'light' },
    capabilities: [
      { type: 'AlexaInterface', interface: 'Alexa', version: '3' },
      {
        type: 'AlexaInterface',
        interface: 'Alexa.PowerController',
        version: '3',
        properties: { supported: [{ name: 'powerState' }], retrievable: true },
      },
    ],
  };
  const [alexa = {}, power = {}] = lamp.capabilities;

  test.each<[string, Partial<VettedEndpoint>]>([
    ['the order of attributes', { additionalAttributes: { model: 'light', manufacturer: 'm' } }],
    ['the order of capabilities', { capabilities: [power, alexa] }],
    [
      'the order of fields, however deep',
      {
        capabilities: [
          { version: '3', interface: 'Alexa', type: 'AlexaInterface' },
          {
            properties: { retrievable: true, supported: [{ name: 'powerState' }] },
            version: '3',
            interface: 'Alexa.PowerController',
            type: 'AlexaInterface',
          },
        ],
      },
    ],
  ])('are the same whatever %s', (_what, other) => {
    const reversed = Object.fromEntries(Object.entries({ ...lamp, ...other }).toReversed());
    expect(isSameEndpoint(lamp, reversed as unknown as VettedEndpoint)).toBe(true);
  });

  test.each<[string, Partial<VettedEndpoint>]>([
    ['the name', { friendlyName: 'Lampe' }],
    ['the description', { description: 'another' }],
    ['a category', { displayCategories: ['SWITCH'] }],
    ['the first category', { displayCategories: ['OTHER', 'LIGHT'] }],
    ['an attribute', { additionalAttributes: { manufacturer: 'm', model: 'lamp' } }],
    ['a capability less', { capabilities: [alexa] }],
    ['the same capability twice', { capabilities: [alexa, power, power] }],
    [
      'a property that is not reported',
      { capabilities: [alexa, { ...power, properties: { retrievable: false } }] },
    ],
  ])('differ by %s', (_what, other) => {
    expect(isSameEndpoint(lamp, { ...lamp, ...other })).toBe(false);
  });
});

/** What a user's Alexa is to know: the first 300 by home, then by id; ids are of ASCII and names are short here. */
const knownOf = (homes: readonly DevicesOfHome[]): Map<string, string> =>
  new Map(
    homes
      .flatMap(({ home, endpoints }) =>
        [...endpoints]
          .sort((one, other) => Buffer.compare(Buffer.from(one.endpointId), Buffer.from(other.endpointId)))
          .map(({ endpointId, friendlyName }) => [`${home}:${endpointId}`, friendlyName] as [string, string]),
      )
      .slice(0, 300),
  );

/** Some devices are there throughout; a few, spread among them, come, go, and change their names. */
const home = (name: string) =>
  fc
    .record({
      fixed: fc.integer({ min: 0, max: 220 }),
      changing: fc.array(
        fc.record({
          place: fc.integer({ min: 0, max: 230 }),
          before: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
          after: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
        }),
        { maxLength: 40 },
      ),
    })
    .map(({ fixed, changing }) => {
      const place = (at: number) => String(at).padStart(3, '0');
      const filler = Array.from({ length: fixed }, (_none, at) => endpointNamed(`light#${place(at)}`));
      const some = (when: 'before' | 'after') => {
        const named = changing.flatMap((one) => {
          const friendlyName = one[when];
          return friendlyName === undefined ? [] : [[`light#${place(one.place)}x`, friendlyName] as const];
        });
        return [...new Map(named)].map(([id, friendlyName]) => endpointNamed(id, friendlyName));
      };
      const at = (when: 'before' | 'after') => ({ home: name, endpoints: [...filler, ...some(when)] });
      return { before: at('before'), after: at('after') };
    });

test('what is told is exactly what changes for the user, whatever the limit leaves out', () => {
  let cuts = 0;
  let shifts = 0;
  const property = fc.property(home('ka'), home('kb'), home('kc'), fc.boolean(), (a, b, c, isGrown) => {
    const before = [a.before, b.before, ...(isGrown ? [] : [c.before])];
    const after = [a.after, b.after, c.after];
    const [known, wanted] = [knownOf(before), knownOf(after)];
    const told = [...newsBetween(before, after)].flatMap(([key, ids]) => ids.map((id) => `${key}:${id}`));
    expect(new Set(told).size).toBe(told.length);
    // Each told one differs for the user, and with all of them told Alexa knows what it is to know.
    const alexa = new Map(known);
    for (const id of told) {
      expect(known.get(id)).not.toBe(wanted.get(id));
      const name = wanted.get(id);
      if (name === undefined) alexa.delete(id);
      else alexa.set(id, name);
    }
    expect(new Map([...alexa].toSorted())).toEqual(new Map([...wanted].toSorted()));
    if (wanted.size === 300) cuts += 1;
    if (told.some((id) => !id.endsWith('x'))) shifts += 1;
  });
  fc.assert(property, { numRuns: 300 });
  // Otherwise this would show nothing about the limit.
  expect(cuts).toBeGreaterThan(30);
  expect(shifts).toBeGreaterThan(30);
});

test('devices so large that Lambda could not answer with all of them are cut as in discovery', () => {
  const large = (name: string) =>
    Array.from({ length: 50 }, (_none, index) => ({
      ...endpointNamed(`light#${String(index).padStart(2, '0')}`, name),
      capabilities: [{ type: 'AlexaInterface', interface: 'Alexa', version: '3', bulk: 'x'.repeat(150_000) }],
    }));
  const before = [{ home: 'ka', endpoints: large('one').slice(20) }];
  const after = [{ home: 'ka', endpoints: large('one') }];
  const ids = newsBetween(before, after).get('ka') ?? [];
  expect(ids.filter((id) => id < 'light#20')).toHaveLength(20);
  // As many as come at the front go at the end.
  expect(ids.filter((id) => id >= 'light#20').length).toBeGreaterThan(10);
  expect(ids).not.toContain('light#20');
});
