import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namedHome } from '../../functions/skill/named-home.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import type { Language } from '../../lib/speech/language.ts';

const homesCalled = (...names: string[]) =>
  names.map((name, index) => ({ home: `k${index}`, name }) as Connection);

const found = (sentence: string, names: string[], language: Language = 'en') => {
  const { text, home } = namedHome(sentence, homesCalled(...names), language);
  return [text, home?.name];
};

describe('a home that is named in a sentence', () => {
  test.each<[string, string[], string, string, Language?]>([
    ['in the cabin turn on the heating', ['Home', 'Cabin'], 'turn on the heating', 'Cabin'],
    ['turn on the heating at my cabin', ['Home', 'Cabin'], 'turn on the heating', 'Cabin'],
    ['turn on the light in home', ['Home', 'Cabin'], 'turn on the light', 'Home'],
    [
      'turn it on in the cabin by the lake',
      ['Cabin', 'Cabin by the lake'],
      'turn it on',
      'Cabin by the lake',
    ],
    ['turn it on in the cabin', ['Home', 'The Cabin'], 'turn it on', 'The Cabin'],
    [
      'schalte im Ferienhaus das Licht ein',
      ['Zuhause', 'Ferienhaus'],
      'schalte im Ferienhaus das Licht ein',
      '',
      'de',
    ],
    [
      'im ferienhaus schalte das licht ein',
      ['Zuhause', 'Ferienhaus'],
      'schalte das licht ein',
      'Ferienhaus',
      'de',
    ],
    ['wie warm ist es bei den großeltern', ['Zuhause', 'Großeltern'], 'wie warm ist es', 'Großeltern', 'de'],
    ['turn on the light in café', ['Home', 'Cafe\u0301'], 'turn on the light', 'Cafe\u0301'],
    ['turn on the light in c++ (x)', ['Home', 'C++ (x)'], 'turn on the light', 'C++ (x)'],
    ['turn on the light in $&', ['Home', '$&'], 'turn on the light', '$&'],
    ['turn it up in on', ['On', 'Up'], 'turn it up', 'On'],
  ])('%s', (sentence, names, text, name, language) => {
    expect(found(sentence, names, language)).toEqual([text, name === '' ? undefined : name]);
  });

  test.each<[string, string[]]>([
    ['turn on the light', ['On', 'Light']],
    ['in the cabin', ['Home', 'Cabin']],
    ['turn on the cabinet light in the cabinet', ['Home', 'Cabin']],
    ['turn on everything in the cabin', ['Cabin']],
    ['what is in', ['Home', '']],
    ['begin the cabin program', ['Home', 'Cabin']],
  ])('not in: %s', (sentence, names) => {
    expect(found(sentence, names)).toEqual([sentence, undefined]);
  });
});

test('a sentence that names none is as it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom<Language>('en', 'de'),
      (sentence, language) => {
        expect(found(sentence, ['Xyzzy one', 'Xyzzy two'], language)).toEqual([sentence, undefined]);
      },
    ),
  );
});

test('any name is found, whatever characters it has', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(name, (called) => {
      expect(found(`turn on the lamp in ${called.trim()}`, [called, 'Somewhere else'])).toEqual([
        'turn on the lamp',
        called,
      ]);
    }),
  );
});

test('the oddest sentence is looked through at once', () => {
  const started = performance.now();
  // No longer than what is taken for something spoken at all.
  for (const odd of [', '.repeat(500), 'in '.repeat(333), `in cabin${' '.repeat(990)}`])
    found(odd, ['Home', 'Cabin']);
  expect(performance.now() - started).toBeLessThan(2_000);
});
