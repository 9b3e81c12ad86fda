import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  escapeSsml,
  MAX_CARD_LENGTH,
  plain,
  shortened,
  simpleCard,
  textOfSsml,
} from '../../lib/alexa/speech.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  // Words and the ends of sentences, in all orders.
  fc
    .array(
      fc.constantFrom('lamp', 'z.', 'B.', '21.5', '°C', '21.', 'Yes!', 'on.', 'what?', '…', '😀', '\n', '  '),
    )
    .map((words) => words.join(' ')),
);

describe('a shortened text', () => {
  test('is never longer than asked for, and as it was if it is short enough', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 200 }), (text, length) => {
        const short = shortened(text, length);
        expect(short.length).toBeLessThanOrEqual(length);
        if (text.length <= length) expect(short).toBe(text);
      }),
    );
  });

  test('is the beginning of the text, whole words of it, with no half of a character', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 200 }), (text, length) => {
        const wellFormed = text.toWellFormed();
        const short = shortened(wellFormed, length);
        expect(short.isWellFormed()).toBe(true);
        if (wellFormed.length <= length) return;
        const head = wellFormed.startsWith(short.trimEnd()) ? short : short.slice(0, -1);
        expect(wellFormed.trimStart().startsWith(head.trim()) || wellFormed.startsWith(head)).toBe(true);
        const next = wellFormed.slice(wellFormed.indexOf(head) + head.length);
        // Inside of a word only where there is nothing but one word.
        if (/^\S/.test(next) && head !== '') expect(head.trim()).not.toMatch(/\s/);
      }),
    );
  });

  test.each<[string, number, string]>([
    ['It is warm. It is late.', 15, 'It is warm.'],
    ['It is 21.5 °C in the bath. It is late now.', 9, 'It is…'],
    ['Die Küche hat 21.5 °C. Das Bad hat 22.', 18, 'Die Küche hat…'],
    ['Licht an. Geräte, z. B. die Lampe, sind aus.', 26, 'Licht an.'],
    ['Müll am 21. November, Papier am 22. November.', 14, 'Müll am 21.…'],
    ['Call Dr. Who now or later.', 13, 'Call Dr. Who…'],
    ['Is it on? Yes it is.', 12, 'Is it on?'],
    ['“Done.” Then the rest follows.', 14, '“Done.”'],
    ['Wait … for it', 8, 'Wait…'],
    ['x'.repeat(50), 10, `${'x'.repeat(9)}…`],
  ])('%s (%i)', (text, length, expected) => {
    expect(shortened(text, length)).toBe(expected);
  });

  test('ends in no abbreviation where a sentence ended before it', () => {
    const text = `${'Alles ist aus. '.repeat(3)}Manches, z. B. die Lampe im Flur, ist noch an.`;
    expect(shortened(text, 60)).toBe('Alles ist aus. Alles ist aus. Alles ist aus.');
  });
});

test('a card keeps to the limit, whatever its title and content', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 9_000 }), (title, content) => {
      const card = simpleCard('t'.repeat(title), '😀'.repeat(content));
      if (card?.type !== 'Simple') return;
      expect(card.title.length + card.content.length).toBeLessThanOrEqual(MAX_CARD_LENGTH);
      expect(card.content.isWellFormed()).toBe(true);
    }),
  );
});

test('a card without words is none', () => {
  expect(simpleCard('Title', ' \n ')).toBeUndefined();
});

test('escaped text is heard as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(escapeSsml(text)).not.toMatch(/[<>"']/);
      expect(textOfSsml(escapeSsml(text))).toBe(text.replace(/\s+/g, ' ').trim());
    }),
  );
});

test('what cannot be said is not in what is said', () => {
  expect(plain('on\u0000\u0007 and\n\uD800off')).toEqual({ type: 'PlainText', text: 'on and\n\uFFFDoff' });
});

test('the text of much that is no SSML is had at once', () => {
  const started = performance.now();
  textOfSsml('<'.repeat(256 * 1024));
  textOfSsml('<a '.repeat(80 * 1024));
  expect(performance.now() - started).toBeLessThan(2_000);
});
