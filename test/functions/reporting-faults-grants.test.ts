import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createAlexaSide, turnOn } from '../harness/alexa-side.ts';
import { type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { accountEvent } from '../harness/http-event.ts';
import { type OpenTown, openTown, startWorkers } from '../harness/open-town.ts';
import { createRandom } from '../harness/random.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import type { House, Town } from '../harness/town.ts';
import type { World } from '../harness/world.ts';

const HOMES = 5;
const ACCOUNTS = 3;
const ENTITIES = ['light.kitchen', 'light.hallway', 'switch.coffee_machine', 'binary_sensor.kitchen_window'];
const HOUR_MS = 3_600_000;

const clock = startSkippingClock();
const random = createRandom(99);
let world: World;
let town: Town;
let sources: EventSources;
let close: OpenTown['close'];
let observer: Worker;
let reporters: Worker[];
let workers: Worker[];

beforeAll(async () => {
  ({ world, town, sources, close } = await openTown(clock, {
    homes: HOMES,
    entities: ENTITIES,
    accounts: ACCOUNTS,
  }));
  observer = await startWorker('observe');
  reporters = await startWorkers({ report: 30 });
  workers = [observer, ...reporters.slice(0, 3)];
});
afterEach(() => town.amazon.setFaults({}));
afterAll(() => close());

async function everythingChanges(): Promise<void> {
  for (const house of town.houses) {
    for (const entityId of ENTITIES) {
      town.change(house, entityId, random);
      await town.hintAbout(house, entityId);
    }
  }
  await sources.drain([observer]);
}

async function convergence(who?: (account: House['accounts'][number]) => boolean): Promise<void> {
  await sources.settle(workers);
  await town.listen();
  expect(town.misled(who)).toEqual([]);
  expect(town.confused()).toEqual([]);
  expect(town.memory.problems).toEqual([]);
  expect(town.memory.unknown).toEqual([]);
  expect(await sources.dead()).toEqual([]);
}

/** What was asked of Amazon meanwhile. */
async function asked(work: () => Promise<unknown>) {
  const before = await town.amazon.ledger();
  await work();
  const after = await town.amazon.ledger();
  return {
    tokenRequests: after.tokenRequests - before.tokenRequests,
    eventRequests: after.eventRequests - before.eventRequests,
    events: after.events - before.events,
  };
}

test('thirty workers refresh a token once, though they all find it expired', async () => {
  clock.skip(2 * HOUR_MS);
  await everythingChanges();
  const deliveries = HOMES * ACCOUNTS * ENTITIES.length;
  expect(await sources.waiting('deliveries.fifo')).toBe(deliveries);
  const all = await asked(() => Promise.all(reporters.map((worker) => sources.work(worker, 2))));
  expect(all).toEqual({ tokenRequests: HOMES * ACCOUNTS, eventRequests: deliveries, events: deliveries });
  await convergence();
});

test('thirty workers with a token that the gateway refuses refresh it once as well', async () => {
  // One that is refused though it is minutes old is not refreshed at all.
  clock.skip(10 * 60_000);
  await everythingChanges();
  const [victim] = town.houses[0]?.accounts ?? [];
  // As many as this account has devices: each is refused the same token.
  await town.amazon.setFaults({
    gateway: { status: 401, amazonUser: victim?.amazonUser, times: ENTITIES.length },
  });
  const all = await asked(() => Promise.all(reporters.map((worker) => sources.work(worker, 2))));
  expect(all.tokenRequests).toBe(1);
  await convergence();
});

test('while Login with Amazon is away nothing is lost', async () => {
  clock.skip(2 * HOUR_MS);
  await town.amazon.setFaults({ lwa: { status: 503 } });
  await everythingChanges();
  const meanwhile = await asked(() => sources.drain(workers));
  expect(meanwhile.eventRequests).toBe(0);
  await town.amazon.setFaults({});
  await convergence();
});

test.each<[string, number, (amazonUser: string) => object, string]>([
  [
    'disabled the skill',
    1,
    (amazonUser) => ({ gateway: { error: 'SKILL_DISABLED_EXCEPTION', amazonUser } }),
    'SKILL_DISABLED_EXCEPTION',
  ],
  [
    'revoked its tokens',
    2,
    (amazonUser) => ({ gateway: { status: 401, amazonUser }, lwa: { error: 'invalid_grant', amazonUser } }),
    'invalid_grant',
  ],
])('an account that %s takes no more events, and holds up nobody', async (_what, index, faultOf, reason) => {
  const account = town.houses[index]?.accounts[1];
  if (account === undefined) throw new Error('nobody lives there');
  await town.amazon.setFaults(faultOf(account.amazonUser));
  await everythingChanges();
  const isAlive = ({ amazonUser }: { amazonUser: string }) => !lost.has(amazonUser);
  lost.add(account.amazonUser);
  await convergence(isAlive);
  expect(await town.amazon.grants.list(account.sub, world.deadline())).toMatchObject([{ dead: reason }]);

  await everythingChanges();
  const later = await asked(() => convergence(isAlive));
  const living = HOMES * ACCOUNTS - lost.size;
  expect(later).toEqual({
    tokenRequests: 0,
    eventRequests: living * ENTITIES.length,
    events: living * ENTITIES.length,
  });
});
const lost = new Set<string>();

test('a command of one account takes nothing from what the others are still to hear', async () => {
  const house = town.houses[3];
  const [speaker] = house?.accounts ?? [];
  if (house === undefined || speaker === undefined) throw new Error('nobody lives there');
  house.home.setState('switch.coffee_machine', { state: 'off' });
  await town.hintAbout(house, 'switch.coffee_machine');
  await sources.settle(workers);
  await town.amazon.setFaults({ gateway: { status: 503 } });
  house.home.setState('switch.coffee_machine', { state: 'on' });
  await town.hintAbout(house, 'switch.coffee_machine');
  await sources.drain(workers);
  // It is on already, so the look that follows the command finds nothing that is new to the others.
  const token = world.alexaToken(speaker.sub, { originJti: speaker.grant.originJti });
  const outcome = await createAlexaSide(world).outcome(turnOn(token, `${house.key}:switch#coffee_machine`));
  expect(outcome).toBe('Alexa/Response');
  clock.skip(3_000);
  await sources.drain(workers);
  await town.amazon.setFaults({});
  await sources.settle(workers);
  await town.listen();
  expect(town.misled(({ amazonUser }) => !lost.has(amazonUser))).toEqual([]);
});

test('a member who was removed is told no more, not even what was under way', async () => {
  const house = town.houses[4];
  const [owner, , removed] = house?.accounts ?? [];
  if (house === undefined || owner === undefined || removed === undefined)
    throw new Error('nobody lives there');
  await town.amazon.setFaults({ gateway: { status: 503 } });
  town.change(house, 'light.hallway', random);
  await town.hintAbout(house, 'light.hallway');
  await sources.drain(workers);
  const path = `/v1/homes/${house.key}/members/${removed.sub}`;
  expect(await world.invoke('account', accountEvent(owner.sub, 'DELETE', path))).toMatchObject({
    statusCode: 200,
  });
  await sources.drain(workers);
  await town.amazon.setFaults({});
  await town.listen();
  await sources.settle(workers);
  const names = (await town.listen())
    .filter(({ amazonUser }) => amazonUser === removed.amazonUser)
    .map(({ message }) => (message as { event: { header: { name: string } } }).event.header.name);
  expect(names).toEqual(['DeleteReport']);
  expect(town.memory.unknown).toEqual([]);
  expect(town.misled(({ sub }) => sub === owner.sub)).toEqual([]);
});
