import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallerContext } from '../../functions/authorizer/authorize.ts';
import { hintsEvent } from '../harness/http-event.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { startWorld, type World } from '../harness/world.ts';

interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

let world: World;
let looks: ReturnType<typeof createLooksSide>;
let homes = 0;

beforeAll(async () => {
  world = await startWorld();
  looks = createLooksSide(world);
});
let isQueueThere = true;
afterEach(() => isQueueThere && looks.take());
afterAll(async () => {
  looks.close();
  await world.close();
});

const PRESSED = '2026-11-21T08:00:00.123+00:00';
const newHome = () => `khome${++homes}`;
async function send(
  caller: CallerContext | undefined,
  body?: object | string,
  headers?: Record<string, string>,
) {
  const answer = (await world.invoke('hints', hintsEvent(caller, body, headers))) as Answer;
  return { ...answer, body: JSON.parse(answer.body) as Record<string, unknown> };
}
const from = (home: string, body?: object | string, headers?: Record<string, string>) =>
  send({ kind: 'home', home }, body, headers);
const entities = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ entity_id: `light.lamp_${index}` }));

describe('takes', () => {
  test.each<[string, object, number, object[]]>([
    ['a hint', { entity_id: 'light.kitchen' }, 1, [{ type: 'look', endpoints: ['light#kitchen'] }]],
    [
      'a hint with its time',
      { entity_id: 'light.kitchen', last_changed: '2026-11-21T08:00:00+00:00' },
      1,
      [{ type: 'look', endpoints: ['light#kitchen'] }],
    ],
    [
      'a list, of which each entity counts once',
      [{ entity_id: 'light.a' }, { entity_id: 'cover.b' }, { entity_id: 'light.a' }],
      2,
      [{ type: 'look', endpoints: ['light#a', 'cover#b'] }],
    ],
    [
      'a press of a doorbell, named by the time that is its state',
      { entity_id: 'event.bell', last_changed: '2026-11-21T08:00:00.123456+00:00', state: PRESSED },
      1,
      [
        { type: 'look', endpoints: ['event#bell'] },
        { type: 'press', endpoint: 'event#bell', at: PRESSED },
      ],
    ],
    [
      'a press of what is on while it is pressed, named by when it changed',
      { entity_id: 'binary_sensor.gate', last_changed: PRESSED, state: 'on' },
      1,
      [
        { type: 'look', endpoints: ['binary_sensor#gate'] },
        { type: 'press', endpoint: 'binary_sensor#gate', at: PRESSED },
      ],
    ],
    [
      'a doorbell that is back after a restart',
      { entity_id: 'event.bell', last_changed: '2026-11-21T09:00:00+00:00', state: PRESSED },
      1,
      [{ type: 'look', endpoints: ['event#bell'] }],
    ],
    [
      'a heartbeat',
      { event: 'heartbeat' },
      1,
      [{ type: 'heard', event: 'heartbeat', at: expect.any(Number), endpoints: [] }],
    ],
    [
      'a heartbeat with what changed',
      { event: 'heartbeat', changed: ['light.a', 'cover.b', 'light.a'] },
      1,
      [{ type: 'heard', event: 'heartbeat', at: expect.any(Number), endpoints: ['light#a', 'cover#b'] }],
    ],
    [
      'the start of the home',
      { event: 'homeassistant_started' },
      1,
      [
        { type: 'heard', event: 'homeassistant_started', at: expect.any(Number), endpoints: [] },
        { type: 'sync' },
      ],
    ],
    ['a change among the entities', { event: 'entity_registry_updated' }, 1, [{ type: 'sync' }]],
  ])('%s', async (_name, body, accepted, queued) => {
    const home = newHome();
    expect(await from(home, body)).toMatchObject({ statusCode: 202, body: { accepted } });
    const byType = (one: Record<string, unknown>, other: Record<string, unknown>) =>
      String(one.type).localeCompare(String(other.type));
    const taken = (await looks.take()).toSorted(byType);
    expect(taken).toEqual(queued.map((message) => ({ v: 1, home, ...message })));
  });

  test('what changed with a heartbeat, up to three hundred, and word of when it came', async () => {
    const home = newHome();
    const changed = entities(300).map(({ entity_id: id }) => id);
    const before = Date.now();
    expect(await from(home, { event: 'heartbeat', changed })).toMatchObject({ statusCode: 202 });
    const [heard] = await looks.take();
    expect(heard?.endpoints).toHaveLength(300);
    expect(Number(heard?.at)).toBeGreaterThanOrEqual(before);
    expect(Number(heard?.at)).toBeLessThanOrEqual(Date.now());
  });

  test('a hundred at once, and not one more', async () => {
    const home = newHome();
    expect(await from(home, entities(100))).toMatchObject({ statusCode: 202, body: { accepted: 100 } });
    expect(await from(home, entities(101))).toMatchObject({ statusCode: 400 });
    expect(await looks.take()).toHaveLength(1);
  });
});

describe('refuses', () => {
  test.each<[string, object | string | undefined, string]>([
    ['nothing', undefined, 'body'],
    ['no JSON', '{', 'body'],
    ['a number', '7', 'body'],
    ['null', 'null', 'body'],
    ['a text', '"light.kitchen"', 'body'],
    ['an empty object', {}, 'entity_id'],
    ['an empty list', [], 'body'],
    ['a list of texts', ['light.kitchen'], '0'],
    ['no entity id', { entity_id: 7 }, 'entity_id'],
    ['an entity id without a domain', { entity_id: 'kitchen' }, 'entity_id'],
    ['an entity id with too much', { entity_id: 'light.kitchen.left' }, 'entity_id'],
    ['capital letters', { entity_id: 'Light.Kitchen' }, 'entity_id'],
    ['an entity id without end', { entity_id: `light.${'a'.repeat(500)}` }, 'entity_id'],
    ['a bad one among good ones', [{ entity_id: 'light.a' }, { entity_id: 'light#b' }], '1.entity_id'],
    ['an unknown field', { entity_id: 'light.a', home: 'kother' }, 'home'],
    ['a time that is a number', { entity_id: 'light.a', last_changed: 7 }, 'last_changed'],
    ['a time that is none', { entity_id: 'light.a', last_changed: 'yesterday' }, 'last_changed'],
    [
      'a time that there is not',
      { entity_id: 'light.a', last_changed: '2026-11-21T25:00:00Z' },
      'last_changed',
    ],
    ['a state that is none', { entity_id: 'light.a', state: true }, 'state'],
    ['a state without end', { entity_id: 'light.a', state: 'x'.repeat(256) }, 'state'],
    ['an unknown event', { event: 'doorbell' }, 'event'],
    ['changes with another event', { event: 'homeassistant_started', changed: ['light.a'] }, 'changed'],
    ['changes that are no list', { event: 'heartbeat', changed: 'light.a' }, 'changed'],
    ['changes that are no entities', { event: 'heartbeat', changed: ['light.a', 'light#b'] }, 'changed.1'],
    [
      'too many changes',
      { event: 'heartbeat', changed: Array.from({ length: 301 }, (_, index) => `light.l${index}`) },
      'changed',
    ],
    ['an event and more', { event: 'heartbeat', entity_id: 'light.a' }, 'entity_id'],
  ])('%s', async (_name, body, field) => {
    const answer = await from(newHome(), body);
    expect(answer).toMatchObject({ statusCode: 400, body: { error: { code: 'request_invalid', field } } });
    expect(await looks.take()).toEqual([]);
  });

  test.each<[string, CallerContext | undefined]>([
    ['nobody', undefined],
    ['a person', { kind: 'user', sub: 'owner' }],
  ])('%s', async (_name, caller) => {
    const answer = await send(caller, { entity_id: 'light.kitchen' });
    expect(answer).toMatchObject({ statusCode: 403, body: { error: { code: 'forbidden' } } });
    expect(await looks.take()).toEqual([]);
  });

  test('a body that says it is no JSON', async () => {
    const answer = await from(newHome(), 'entity_id=light.kitchen', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.statusCode).toBe(400);
  });
});

describe('whatever comes', () => {
  const entityId = fc.oneof(fc.constantFrom('light.a', 'event.bell', 'light#a', ''), fc.string());
  const time = fc.oneof(
    fc.constantFrom(
      PRESSED,
      '2026-13-41T99:99:99Z',
      '0000-00-00T00:00:00Z',
      '9999-12-31T23:59:59.999999999-23:59',
    ),
    fc.string(),
  );
  const hint = fc.record(
    {
      entity_id: fc.oneof(entityId, fc.jsonValue()),
      last_changed: fc.oneof(time, fc.jsonValue()),
      state: fc.oneof(time, fc.constantFrom('on', 'unavailable'), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const event = fc.record(
    {
      event: fc.oneof(
        fc.constantFrom('heartbeat', 'homeassistant_started', 'entity_registry_updated', '__proto__'),
        fc.jsonValue(),
      ),
      changed: fc.oneof(fc.array(entityId), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const bodies = fc.oneof(
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.oneof(hint, event, fc.array(hint), fc.array(event)).map((value) => JSON.stringify(value)),
    fc.string(),
  );

  test('is taken, or refused with the name of what does not fit', async () => {
    const isOne = async (body: string) => {
      const answer = await from(newHome(), body);
      if (answer.statusCode === 202) return;
      expect(answer).toMatchObject({
        statusCode: 400,
        body: { error: { code: 'request_invalid', field: expect.stringMatching(/./) } },
      });
    };
    await fc.assert(fc.asyncProperty(bodies, isOne), { numRuns: 500 });
  });
});

describe('a flood', () => {
  test('is stopped, with word of when to go on, and stops nobody else', async () => {
    const [flooded, other] = [newHome(), newHome()];
    const answers = await Promise.all(Array.from({ length: 8 }, () => from(flooded, entities(100))));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 202)).toHaveLength(3);
    const stopped = answers.filter(({ statusCode }) => statusCode === 429);
    expect(stopped).toHaveLength(5);
    for (const { headers, body } of stopped) {
      const seconds = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after')?.[1];
      expect(Number(seconds)).toBeGreaterThanOrEqual(1);
      expect(Number(seconds)).toBeLessThanOrEqual(6);
      expect(body).toMatchObject({ error: { code: 'too_many_hints' } });
    }
    expect((await from(other, entities(100))).statusCode).toBe(202);
    // Room for one comes soon.
    await expect.poll(async () => (await from(flooded, entities(1))).statusCode).toBe(202);
  });
});

// The last: the queue does not come back.
test('a queue that is away is no fault of the home', async () => {
  await world.sqs.close();
  isQueueThere = false;
  const answer = await from(newHome(), { entity_id: 'light.kitchen' });
  expect(answer).toMatchObject({ statusCode: 503, body: { error: { code: 'queue_unavailable' } } });
  expect((await from(newHome(), { event: 'heartbeat' })).statusCode).toBe(503);
});
