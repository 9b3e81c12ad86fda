import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ABSENT, ALWAYS, atVersion, type Item, type Table } from '../../lib/homes/table.ts';
import { type AwsFault, SERVICE_DOWN, THROTTLED } from '../harness/aws-proxy.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let table: Table;

beforeAll(async () => {
  store = await startStore();
  table = store.registry;
});
afterEach(() => {
  store.proxy.setFault(undefined);
  store.proxy.forget();
});
afterAll(() => store.close());

const soon = () => store.deadline();
const key = (sk: string, pk = 'TEST#1') => ({ pk, sk });
const item = (sk: string, more: Record<string, unknown> = {}): Item => ({ ...key(sk), v: 1, ...more });

/** Each operation, in a form that a working store carries out. */
const operations = (ms?: number) => {
  const deadline = store.deadline(ms);
  const count = { update: 'SET n = :n', expression: 'attribute_exists(pk)', values: { ':n': 1 } };
  return [
    table.get(key('a'), deadline),
    table.batchGet([key('a'), key('b')], deadline),
    table.query('TEST#1', 'a', deadline),
    table.put(item('a'), ALWAYS, deadline),
    table.update(key('a'), count, deadline),
    table.delete(key('b'), null, deadline),
    table.batchWrite({ put: [item('c')], delete: [] }, deadline),
  ];
};

describe('a store that fails', () => {
  test.each<[string, AwsFault]>([
    ['is out of order', SERVICE_DOWN],
    ['throttles', THROTTLED],
    ['closes the connection', 'drop'],
    ['is behind a broken proxy', { status: 502, body: { message: 'Bad Gateway' } }],
    ['refuses access', { status: 400, body: { __type: 'x#AccessDeniedException', message: 'no' } }],
    ['has no such table', { status: 400, body: { __type: 'x#ResourceNotFoundException', message: 'no' } }],
  ])('because it %s is unavailable to every operation, until it works again', async (_what, fault) => {
    await table.put(item('a'), ALWAYS, soon());
    store.proxy.setFault(() => fault);
    expect(await tally(operations())).toEqual({ store_unavailable: 7 });
    store.proxy.setFault(undefined);
    expect(await tally(operations())).toEqual({ ok: 7 });
  });

  test('for a moment is asked once more, and nobody notices', async () => {
    await table.put(item('moment'), ALWAYS, soon());
    let failures = 1;
    store.proxy.setFault(() => (failures-- > 0 ? SERVICE_DOWN : undefined));
    expect(await table.get(key('moment'), soon())).toEqual(item('moment'));
  });

  test('says what failed and not what was in it', async () => {
    store.proxy.setFault(() => SERVICE_DOWN);
    const thrown: unknown = await table
      .put(item('x', { token: 'canary-in-an-item' }), ALWAYS, soon())
      .catch((e) => e);
    expect(thrown).toMatchObject({ code: 'store_unavailable', data: { operation: 'PutItem' } });
    expect((thrown as Error).message).not.toContain('canary');
  });
});

describe('items', () => {
  test('come back as they were put', async () => {
    const whole = item('whole', {
      text: 'Küche 🏡',
      empty: '',
      number: 1_790_000_000_123,
      no: false,
      nothing: null,
      list: ['a', { b: [1] }],
      bytes: Uint8Array.from([0, 1, 254, 255]),
      nested: { data: Uint8Array.from([7]) },
    });
    await table.put({ ...whole, left: undefined }, ABSENT, soon());
    expect(await table.get(key('whole'), soon())).toEqual(whole);
  });

  test('of one call come in the order of the keys, the missing ones as undefined', async () => {
    for (const sk of ['o1', 'o2', 'o3']) await table.put(item(sk), ALWAYS, soon());
    store.proxy.forget();
    const found = await table.batchGet([key('o3'), key('none'), key('o1'), key('o2')], soon());
    expect(found.map((one) => one?.sk)).toEqual(['o3', undefined, 'o1', 'o2']);
    expect(store.proxy.calls().map(({ action }) => action)).toEqual(['BatchGetItem']);
  });

  test('of a partition come whole, over as many pages as it takes', async () => {
    const filler = 'x'.repeat(300_000);
    const put = Array.from({ length: 5 }, (_, index) => ({
      ...item(`P#${String(index).padStart(2, '0')}`, { filler }),
      pk: 'TEST#pages',
    }));
    await table.batchWrite({ put: [...put, { ...item('Q#1'), pk: 'TEST#pages' }], delete: [] }, soon());
    store.proxy.forget();
    const found = await table.query('TEST#pages', 'P#', soon());
    expect(found.map(({ sk }) => sk)).toEqual(put.map(({ sk }) => sk));
    expect(store.proxy.calls('Query').length).toBeGreaterThan(1);
  });

  test('beyond twenty-five are written in as many calls as it takes', async () => {
    const put = Array.from({ length: 60 }, (_, index) => ({ ...item(`N#${index}`), pk: 'TEST#many' }));
    await table.batchWrite({ put, delete: [] }, soon());
    expect(store.proxy.calls('BatchWriteItem')).toHaveLength(3);
    expect(await table.query('TEST#many', 'N#', soon())).toHaveLength(60);
    await table.batchWrite({ put: [], delete: put.slice(1) }, soon());
    expect(await table.query('TEST#many', 'N#', soon())).toEqual([put[0]]);
  });

  test('none at all are no call', async () => {
    await table.batchWrite({ put: [], delete: [] }, soon());
    expect(await table.batchGet([], soon())).toEqual([]);
    expect(store.proxy.calls()).toEqual([]);
  });
});

describe('a condition', () => {
  test('lets one of ten writers put an absent item', async () => {
    const writes = Array.from({ length: 10 }, (_, index) =>
      table.put(item('race', { index }), ABSENT, soon()),
    );
    const outcomes = await Promise.all(writes.map(outcomeOf));
    expect(outcomes.toSorted()).toEqual(['ok', ...Array<string>(9).fill('store_conflict')]);
    const winner = outcomes.indexOf('ok');
    expect(await table.get(key('race'), soon())).toMatchObject({ index: winner });
  });

  test('on the version lets one of ten through', async () => {
    await table.put(item('versioned', { version: 1 }), ABSENT, soon());
    const writes = Array.from({ length: 10 }, () =>
      table.put(item('versioned', { version: 2 }), atVersion(1), soon()),
    );
    const outcomes = await Promise.all(writes.map(outcomeOf));
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(await outcomeOf(table.delete(key('versioned'), atVersion(1), soon()))).toBe('store_conflict');
    expect(await outcomeOf(table.delete(key('versioned'), atVersion(2), soon()))).toBe('ok');
  });

  test('names the kind of item, not whose it is', async () => {
    const put = () => table.put({ v: 1, pk: 'USER#one', sk: 'GRANT#NA#link-1' }, ABSENT, soon());
    await put();
    await expect(put()).rejects.toMatchObject({ code: 'store_conflict', data: { item: 'grant' } });
  });
});

describe('what DynamoDB leaves unprocessed', () => {
  type Requests = Record<string, { Keys: unknown[] }>;

  /** Answers `times` calls with the last key unprocessed, and a half-full answer for none. */
  function leaveKeys(times: number) {
    let left = times;
    store.proxy.setFault(({ action, body }) => {
      if (action !== 'BatchGetItem' || left === 0) return undefined;
      left -= 1;
      const { registry } = body.RequestItems as Requests;
      return { status: 200, body: { Responses: { registry: [] }, UnprocessedKeys: { registry } } };
    });
  }

  test('keys are asked for again, alone', async () => {
    for (const sk of ['u1', 'u2']) await table.put(item(sk), ALWAYS, soon());
    store.proxy.forget();
    let first = true;
    store.proxy.setFault(({ body }) => {
      if (!first) return undefined;
      first = false;
      const { registry } = body.RequestItems as Requests;
      const [done, ...rest] = registry?.Keys ?? [];
      return {
        status: 200,
        body: {
          Responses: { registry: [{ ...(done as object), v: { N: '1' } }] },
          UnprocessedKeys: { registry: { Keys: rest } },
        },
      };
    });
    expect(await table.batchGet([key('u1'), key('u2')], soon())).toEqual([item('u1'), item('u2')]);
    const asked = store.proxy
      .calls()
      .map(({ body }) => (body.RequestItems as Requests).registry?.Keys.length);
    expect(asked).toEqual([2, 1]);
  });

  test('keys are never taken for items that do not exist', async () => {
    await table.put(item('u1'), ALWAYS, soon());
    store.proxy.forget();
    leaveKeys(3);
    expect(await table.batchGet([key('u1')], soon())).toEqual([item('u1')]);
    leaveKeys(100);
    store.proxy.forget();
    expect(await outcomeOf(table.batchGet([key('u1')], soon()))).toBe('store_unavailable');
    expect(store.proxy.calls()).toHaveLength(4);
  });

  test('keys wait no longer than the time there is', async () => {
    leaveKeys(100);
    expect(await outcomeOf(table.batchGet([key('u1')], store.deadline(60)))).toBe('out_of_time');
  });

  test('items are written again, and not given up in silence', async () => {
    let left = 2;
    store.proxy.setFault(({ action, body }) => {
      if (action !== 'BatchWriteItem' || left === 0) return undefined;
      left -= 1;
      return { status: 200, body: { UnprocessedItems: body.RequestItems } };
    });
    await table.batchWrite({ put: [item('again')], delete: [] }, soon());
    expect(await table.get(key('again'), soon())).toEqual(item('again'));
    left = 100;
    expect(await outcomeOf(table.batchWrite({ put: [item('again')], delete: [] }, soon()))).toBe(
      'store_unavailable',
    );
  });
});

// The last, since the SDK repeats these calls after the test is over.
describe('a store that does not answer', () => {
  test('costs no more than the time there is', async () => {
    store.proxy.setFault(() => 'hang');
    const started = performance.now();
    expect(await tally(operations(120))).toEqual({ out_of_time: 7 });
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
