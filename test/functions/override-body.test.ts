import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overrideBody } from '../../functions/account/override-body.ts';
import { readBody } from '../../functions/read-body.ts';
import { DISPLAY_CATEGORIES } from '../../lib/alexa/display-categories.ts';
import { isFriendlyName } from '../../lib/alexa/friendly-name.ts';
import { parseOverride } from '../../lib/homes/overrides.ts';
import { RequestInvalid } from '../../lib/outcomes/request.ts';

const read = (body: unknown) => readBody(overrideBody, body);

function fieldOf(body: unknown): string {
  try {
    read(body);
    return 'taken';
  } catch (error) {
    if (!(error instanceof RequestInvalid)) throw error;
    return error.data.field;
  }
}

describe('what an owner wants of a device', () => {
  it.each<[object, object?]>([
    [{}],
    [{ hidden: true }],
    [{ secure: true }],
    [{ name: 'Küche 2' }],
    [{ name: '  Kitchen  ' }, { name: 'Kitchen' }],
    [{ name: '台所の電気' }],
    [{ name: 'x'.repeat(128) }],
    [{ name: "Anna's lamp, left & right: 100" }],
    [{ hidden: true, name: 'Garage', category: 'GARAGE_DOOR', secure: true }],
    ...DISPLAY_CATEGORIES.map((category): [object] => [{ category }]),
  ])('%j is taken', (body, taken = body) => {
    expect(read(body)).toEqual(taken);
    expect(parseOverride({ pk: 'HOME#k', sk: 'OVERRIDE#x', ...read(body) })).toEqual(taken);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'body'],
    ['null', null, 'body'],
    ['a list', [], 'body'],
    ['a text', 'hidden', 'body'],
    ['a field that is unknown', { colour: 'red' }, 'colour'],
    ['hidden that is no more than false', { hidden: false }, 'hidden'],
    ['hidden that is a text', { hidden: 'true' }, 'hidden'],
    ['secure that is null', { secure: null }, 'secure'],
    ['an empty name', { name: '' }, 'name'],
    ['a name of blanks', { name: '   ' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(129) }, 'name'],
    ['a name that is a number', { name: 7 }, 'name'],
    ['a name with a line break', { name: 'Kitchen\nlight' }, 'name'],
    ['a name with a NUL', { name: 'Kitchen\u0000' }, 'name'],
    ['a name with half a character', { name: 'Kitchen \ud83d' }, 'name'],
    ['a name that cannot be said', { name: '💡' }, 'name'],
    ['a name with what Home Assistant takes out', { name: 'Kitchen (left)' }, 'name'],
    ['a name with a tag', { name: '<b>Kitchen</b>' }, 'name'],
    ['no category of Alexa’s', { category: 'BANANA' }, 'category'],
    ['a category in small letters', { category: 'light' }, 'category'],
    ['several categories', { category: ['LIGHT'] }, 'category'],
    ['a category that every object has', { category: 'constructor' }, 'category'],
  ])('%s is refused', (_what, body, field) => {
    expect(fieldOf(body)).toBe(field);
  });

  it('is taken only as Alexa takes it, whatever is sent', () => {
    const near = fc.record(
      {
        hidden: fc.oneof(fc.constant(true), fc.jsonValue()),
        name: fc.oneof(fc.string({ unit: 'binary', maxLength: 140 }), fc.jsonValue()),
        category: fc.oneof(fc.constantFrom(...DISPLAY_CATEGORIES), fc.jsonValue()),
        secure: fc.oneof(fc.constant(true), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(near, fc.jsonValue()), (body) => {
        if (fieldOf(body) !== 'taken') return;
        const { hidden, name, category, secure } = read(body);
        expect([undefined, true]).toContain(hidden);
        expect([undefined, true]).toContain(secure);
        expect(name === undefined || isFriendlyName(name)).toBe(true);
        expect([undefined, ...DISPLAY_CATEGORIES]).toContain(category);
      }),
    );
  });
});
