import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLookMessage } from '../../lib/bridge/looks.ts';

const outcome = { v: 1, type: 'outcome', home: 'kaaaaaa', connectionVersion: 2, outcome: 'ok', at: 5 };
const sync = { v: 1, type: 'sync', home: 'kaaaaaa' };

describe('messages of the queue', () => {
  it.each([[outcome], [sync]])('%j is read as it was written', (message) => {
    expect(parseLookMessage(JSON.stringify(message))).toEqual(message);
  });

  it('nothing else comes along', () => {
    expect(parseLookMessage(JSON.stringify({ ...sync, token: 'x' }))).toEqual(sync);
  });

  it.each<[string, string]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['another version', JSON.stringify({ ...sync, v: 2 })],
    ['another type', JSON.stringify({ ...sync, type: 'dance' })],
    ['a type that every object has', JSON.stringify({ ...sync, type: 'constructor' })],
    ['no home', JSON.stringify({ ...sync, home: '' })],
    ['a home that is a number', JSON.stringify({ ...sync, home: 7 })],
    ['no outcome', JSON.stringify({ ...outcome, outcome: undefined })],
    ['no connection version', JSON.stringify({ ...outcome, connectionVersion: '2' })],
    ['no time', JSON.stringify({ ...outcome, at: null })],
  ])('%s is none', (_what, body) => {
    expect(parseLookMessage(body)).toBeUndefined();
  });

  it('anything at all is a message or none, and no crash', () => {
    const json = fc.jsonValue();
    const near = fc.record(
      {
        v: fc.oneof(json, fc.constant(1)),
        type: fc.oneof(json, fc.constantFrom('sync', 'outcome')),
        home: json,
        at: json,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          json.map((value) => JSON.stringify(value)),
          near.map((value) => JSON.stringify(value)),
        ),
        (body) => {
          const message = parseLookMessage(body);
          expect(message === undefined || message.v === 1).toBe(true);
        },
      ),
    );
  });
});
