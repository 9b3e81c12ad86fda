import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_ENDPOINTS } from '../../lib/alexa/discovery.ts';
import { NEW_MS } from '../../lib/bridge/look-at-device.ts';
import { type Device, demoDevices } from '../../local/demo-home/start.ts';
import { createEventSources, type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { allowing, type Home } from '../harness/homes.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { buildHomes, createTown, type Town } from '../harness/town.ts';
import { startWorld, type World } from '../harness/world.ts';

/** Nobody's Alexa hears of a device that it does not have: one that it is yet to be told of, or has no room for. */
const clock = startSkippingClock();
let homes: Home[];
let world: World;
let town: Town;
let sources: EventSources;
let observer: Worker;
let reporter: Worker;

const lamp = (): Device => {
  const [found] = demoDevices().filter(({ entityId }) => entityId === 'light.kitchen');
  if (found === undefined) throw new Error('the demo home has no such light');
  return found;
};
const lampCalled = (entityId: string): Device => ({ ...lamp(), entityId, name: entityId });

beforeAll(async () => {
  homes = await buildHomes(2, ['switch.coffee_machine']);
  world = await startWorld({ homeAddressAllowlist: allowing(...homes.map(({ url }) => url)) });
  sources = createEventSources(world, clock);
  town = await createTown(world, homes, 1);
  [observer, reporter] = await Promise.all([startWorker('observe'), startWorker('report')]);
});
afterAll(async () => {
  clock.restore();
  town.close();
  sources.close();
  await Promise.all([world.close(), ...homes.map((home) => home.close())]);
});

const house = (index: number) => {
  const found = town.houses[index];
  if (found === undefined) throw new Error(`there is no house ${index}`);
  return found;
};

test('a device that changes as soon as it is there is told of before its state', async () => {
  town.addDevice(house(0), lampCalled('light.newcomer'));
  await town.hint(house(0), { event: 'entity_registry_updated' });
  await sources.drain([observer]);
  house(0).home.setState('light.newcomer', { state: 'on' });
  await town.hintAbout(house(0), 'light.newcomer');
  await sources.drain([observer]);
  await sources.drain([reporter]);
  const first = await town.listen();
  const namesOf = (events: typeof first) =>
    events.map(({ message }) => (message as { event: { header: { name: string } } }).event.header.name);
  expect(namesOf(first)).toEqual(['AddOrUpdateReport']);

  clock.skip(NEW_MS);
  await sources.settle([observer, reporter]);
  expect(namesOf(await town.listen())).toEqual(['ChangeReport']);
  expect(town.memory.unknown).toEqual([]);
});

test('a device beyond the limit is not spoken of, nor is the home asked about it', {
  timeout: 60_000,
}, async () => {
  for (let count = 0; count < MAX_ENDPOINTS + 2; count += 1) {
    town.addDevice(house(1), lampCalled(`light.number_${String(count).padStart(3, '0')}`));
  }
  await town.hint(house(1), { event: 'entity_registry_updated' });
  await sources.settle([observer, reporter]);
  clock.skip(2 * NEW_MS);
  await town.listen();
  const { home } = house(1);
  const asked = home.requests().length;
  for (const entityId of ['light.number_000', 'light.number_301']) {
    home.setState(entityId, { state: 'on' });
    await town.hintAbout(house(1), entityId);
  }
  await sources.settle([observer, reporter]);
  const events = await town.listen();
  expect(events.map(({ message }) => JSON.stringify(message))).toEqual([
    expect.stringContaining('light#number_000'),
  ]);
  expect(home.requests().length - asked).toBe(1);
  expect(town.memory.unknown).toEqual([]);
});
