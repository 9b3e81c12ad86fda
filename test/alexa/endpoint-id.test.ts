import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinEndpointId, splitEndpointId } from '../../lib/alexa/endpoint-id.ts';
import { isEndpointId } from '../../lib/alexa/message.ts';
import { newHomeKey } from '../../lib/homes/keys.ts';

const local = fc.string({
  unit: fc.constantFrom(...'abcXYZ019_-=#;:?@&'),
  minLength: 1,
  maxLength: 200,
});

describe('endpoint ids', () => {
  it('carry the home and come apart again', () => {
    fc.assert(
      fc.property(local, (id) => {
        const address = { home: newHomeKey(), local: id };
        const joined = joinEndpointId(address);
        expect(isEndpointId(joined)).toBe(true);
        expect(splitEndpointId(joined)).toEqual(address);
      }),
    );
  });

  it("keep a colon of the home's own id", () => {
    expect(splitEndpointId('k3f9a2:light#a:b')).toEqual({ home: 'k3f9a2', local: 'light#a:b' });
  });

  it.each([
    '',
    'light#kitchen',
    'k3f9a2',
    'k3f9a2:',
    ':light#kitchen',
    'K3F9A2:light',
    'x3f9a2:light',
    'k1:light',
  ])('are none of ours: %j', (id) => {
    expect(splitEndpointId(id)).toBeUndefined();
  });

  it('never send one home into another: different homes make different ids', () => {
    fc.assert(
      fc.property(local, local, (one, two) => {
        const [a, b] = [newHomeKey(), newHomeKey()];
        expect(joinEndpointId({ home: a, local: one })).not.toBe(joinEndpointId({ home: b, local: two }));
      }),
    );
  });

  it.each([
    [256, true],
    [257, false],
  ])('of %i characters: %s', (length, fits) => {
    expect(isEndpointId('a'.repeat(length))).toBe(fits);
  });

  it.each(['light.kitchen', 'light kitchen', 'küche', 'a/b', ''])(
    'have characters that Alexa takes, not %j',
    (id) => {
      expect(isEndpointId(id)).toBe(false);
    },
  );
});
