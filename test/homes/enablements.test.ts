import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEnablements, type Enablements } from '../../lib/homes/enablements.ts';
import { enablementKey } from '../../lib/homes/keys.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

const NOW = 1_790_000_000_000;
const DAY = 24 * 3_600;

let store: Store;
let enablements: Enablements;
let people = 0;

beforeAll(async () => {
  store = await startStore();
  enablements = createEnablements(store.registry, () => NOW);
});
afterEach(() => store.proxy.setFault(undefined));
afterAll(() => store.close());

const newUser = () => `alexa-user-${++people}`;
const soon = () => store.deadline();
const link = (linkedAt: number, originJti = 'first', sub = 'anna') => ({ sub, originJti, linkedAt });
const linked = (user: string, ...args: Parameters<typeof link>) =>
  enablements.noteLinked(user, link(...args), soon());
const disabled = (user: string, at: number) => enablements.noteDisabled(user, at, soon());
const itemOf = (user: string) => store.registry.get(enablementKey(user), soon());

describe('what is known of an Alexa user', () => {
  test('is all that was said, in whatever order', async () => {
    const one = newUser();
    expect(await linked(one, 5)).toEqual({ links: [link(5)] });
    expect(await disabled(one, 9)).toEqual({ links: [link(5)], disabledAt: 9 });
    const other = newUser();
    expect(await disabled(other, 9)).toEqual({ links: [], disabledAt: 9 });
    expect(await linked(other, 5)).toEqual({ links: [link(5)], disabledAt: 9 });
  });

  test('keeps the later of two times', async () => {
    const user = newUser();
    await disabled(user, 9);
    expect((await disabled(user, 3)).disabledAt).toBe(9);
    await linked(user, 7);
    expect((await linked(user, 2)).links).toEqual([link(7)]);
    expect((await linked(user, 8)).links).toEqual([link(8)]);
  });

  test('may be several links, and the same login signed in twice is two', async () => {
    const user = newUser();
    await linked(user, 1, 'first');
    await linked(user, 2, 'second');
    expect((await linked(user, 3, 'first', 'bert')).links).toEqual([
      link(3, 'first', 'bert'),
      link(2, 'second'),
      link(1, 'first'),
    ]);
  });

  test('is kept of the ten latest links, and still told of one that is too old', async () => {
    const user = newUser();
    for (let at = 10; at < 20; at += 1) await linked(user, at, `link-${at}`);
    expect((await linked(user, 1, 'old')).links).toContainEqual(link(1, 'old'));
    const { links } = await disabled(user, 30);
    expect(links.map(({ linkedAt }) => linkedAt)).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10]);
  });

  test('is about that user alone', async () => {
    await linked(newUser(), 5);
    expect(await disabled(newUser(), 6)).toEqual({ links: [], disabledAt: 6 });
  });

  test('loses nothing when all of it is said at once', async () => {
    const user = newUser();
    await Promise.all([
      ...Array.from({ length: 4 }, (_, at) => linked(user, at + 1, `link-${at + 1}`)),
      ...Array.from({ length: 4 }, (_, at) => disabled(user, at + 1)),
    ]);
    const { links, disabledAt } = await disabled(user, 1);
    expect(links.map(({ originJti }) => originJti)).toEqual(['link-4', 'link-3', 'link-2', 'link-1']);
    expect(disabledAt).toBe(4);
    expect(await itemOf(user)).toMatchObject({ v: 1, version: 9 });
  });
});

test('an enablement that is over is forgotten after a season; one that began anew is not', async () => {
  const user = newUser();
  await linked(user, 5);
  expect(await itemOf(user)).not.toHaveProperty('ttl');
  await disabled(user, 9);
  expect(await itemOf(user)).toMatchObject({ ttl: NOW / 1_000 + 90 * DAY });
  await linked(user, 12);
  expect(await itemOf(user)).not.toHaveProperty('ttl');
  const unknown = newUser();
  await disabled(unknown, 9);
  expect(await itemOf(unknown)).toMatchObject({ ttl: NOW / 1_000 + 90 * DAY });
});

test('a store that is down is said to be', async () => {
  store.proxy.setFault(() => SERVICE_DOWN);
  expect(await outcomeOf(linked(newUser(), 5))).toBe('store_unavailable');
  expect(await outcomeOf(disabled(newUser(), 5))).toBe('store_unavailable');
});
