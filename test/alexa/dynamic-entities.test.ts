import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dynamicEntities } from '../../lib/alexa/dynamic-entities.ts';
import { ask, tell } from '../../lib/alexa/skill-responses.ts';
import { MAX_SPEECH_LENGTH, plain, simpleCard } from '../../lib/alexa/speech.ts';
import { checkSpokenResponse } from '../../local/alexa/checks/spoken-response.ts';

const many = (count: number, name = (index: number) => `Scene ${index}`) =>
  Array.from({ length: count }, (_, index) => ({ id: `scene_${index}`, name: name(index) }));

const taught = (directive: ReturnType<typeof dynamicEntities>) =>
  directive?.type === 'Dialog.UpdateDynamicEntities'
    ? directive.types.map(({ name, values }) => [name, (values as unknown[]).length])
    : [];

describe('names for Alexa', () => {
  test('are a hundred at most, the first ones first', () => {
    const directive = dynamicEntities({ Homes: many(3), Scenes: many(60), Scripts: many(60) });
    expect(taught(directive)).toEqual([
      ['Homes', 3],
      ['Scenes', 60],
      ['Scripts', 37],
    ]);
  });

  test('are none where there is nothing to teach', () => {
    expect(dynamicEntities({ Scenes: [], Scripts: [{ id: 'x', name: ' ' }] })).toBeUndefined();
    expect(dynamicEntities({ Scenes: [{ id: 'x', name: 'n'.repeat(141) }] })).toBeUndefined();
  });

  test('have each id once', () => {
    const twice = [
      { id: 'x', name: 'One' },
      { id: 'x', name: 'Two' },
    ];
    expect(taught(dynamicEntities({ Scenes: twice }))).toEqual([['Scenes', 1]]);
  });

  test('leave room for the longest answer in the widest letters', () => {
    const wide = '夜'.repeat(140);
    const directive = dynamicEntities({ Scenes: many(100, () => wide) });
    const long = plain('夜'.repeat(MAX_SPEECH_LENGTH));
    const card = simpleCard('T', '夜'.repeat(9_000));
    const extras = { ...(card && { card }), directives: directive === undefined ? [] : [directive] };
    expect(checkSpokenResponse(ask(long, long, { v: 1 }, extras), 'LaunchRequest')).toEqual([]);
  });

  test('whatever the devices are called, Alexa takes them', () => {
    const entity = fc.record({
      id: fc.string({ minLength: 1, maxLength: 256 }),
      name: fc.string({ unit: 'binary', maxLength: 200 }),
    });
    fc.assert(
      fc.property(
        fc.array(entity, { maxLength: 150 }),
        fc.array(entity, { maxLength: 150 }),
        (Scenes, Scripts) => {
          const directive = dynamicEntities({ Scenes, Scripts });
          const answer = tell(plain('Hi'), { directives: directive === undefined ? [] : [directive] });
          expect(checkSpokenResponse(answer, 'LaunchRequest')).toEqual([]);
        },
      ),
    );
  });
});
