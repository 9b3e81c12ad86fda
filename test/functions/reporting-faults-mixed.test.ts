import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AwsCall, type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { createEventSources, type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { allowing, type Home } from '../harness/homes.ts';
import { createRandom } from '../harness/random.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { buildHomes, createTown, type House, type Town } from '../harness/town.ts';
import { startWorld, type World } from '../harness/world.ts';

const HOMES = 6;
const ACCOUNTS = 3;
const CHANGES = 60;
/** The visibility timeout of both queues. */
const HIDDEN_MS = 90_000;
const ENTITIES = ['light.kitchen', 'light.hallway', 'switch.coffee_machine', 'binary_sensor.kitchen_window'];

const clock = startSkippingClock();
// Two of them: what goes wrong depends on who comes first, and what happens in the homes does not.
const random = createRandom(1_234);
const luck = createRandom(4_321);
let homes: Home[];
let world: World;
let proxy: AwsProxy;
let town: Town;
let sources: EventSources;
let workers: Worker[];

beforeAll(async () => {
  homes = await buildHomes(HOMES, ENTITIES);
  world = await startWorld({ homeAddressAllowlist: allowing(...homes.map(({ url }) => url)) });
  // Functions are loaded on first use, and then find the store behind the proxy.
  proxy = await startAwsProxy(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
  sources = createEventSources(world, clock);
  town = await createTown(world, homes, ACCOUNTS);
  workers = await Promise.all([
    startWorker('observe'),
    startWorker('observe'),
    startWorker('observe'),
    startWorker('report'),
    startWorker('report'),
    startWorker('report'),
  ]);
});
afterEach(async () => {
  proxy.setFault(undefined);
  await town.amazon.setFaults({});
});
afterAll(async () => {
  clock.restore();
  town.close();
  sources.close();
  await Promise.all([proxy.close(), world.close(), ...homes.map((home) => home.close())]);
});

interface Trouble {
  /** What the gateway does now and then, and to how many requests. */
  gateway?: object;
  /** How often a worker dies when it is through with its batch, before anybody hears of it. */
  deaths?: number;
  /** How often a commit fails at the store. */
  lostCommits?: number;
  /** How often a hint comes long after the change, and then last things first. */
  lateHints?: number;
  /** How often a hint comes twice. */
  doubledHints?: number;
}

const REFUSED = { status: 400, body: { __type: 'com.amazon.coral.service#AccessDeniedException' } };

const TROUBLES: [string, Trouble][] = [
  ['a gateway that throttles', { gateway: { status: 429, times: 15 } }],
  ['a gateway that refuses good tokens', { gateway: { status: 401, times: 6 } }],
  ['workers that die before they say what is done', { deaths: 0.15 }],
  ['hints out of order, late and doubled', { lateHints: 0.4, doubledHints: 0.3 }],
  [
    'all of it at once',
    {
      gateway: { status: 503, times: 6 },
      deaths: 0.08,
      lostCommits: 0.08,
      lateHints: 0.25,
      doubledHints: 0.2,
    },
  ],
];

test.each(TROUBLES)('%s: every account ends up with the state of its home', async (_what, trouble) => {
  const { gateway, deaths = 0, lostCommits = 0, lateHints = 0, doubledHints = 0 } = trouble;
  const before = await town.amazon.ledger();
  let isTroubled = true;
  let mishaps = 0;
  const goesWrong = (probability: number) => {
    const isWrong = isTroubled && luck.chance(probability);
    if (isWrong) mishaps += 1;
    return isWrong;
  };
  const isCommit = ({ action, body }: AwsCall) =>
    action === 'PutItem' && JSON.stringify(body).includes('TOLD#');
  proxy.setFault((call) => (isCommit(call) && goesWrong(lostCommits) ? REFUSED : undefined));

  const late: [House, string][] = [];
  for (let made = 1; made <= CHANGES; made += 1) {
    const house = random.oneOf(town.houses);
    const entityId = random.oneOf(ENTITIES);
    town.change(house, entityId, random);
    if (goesWrong(lateHints)) late.unshift([house, entityId]);
    else await town.hintAbout(house, entityId, ...(random.chance(0.2) ? ENTITIES : []));
    if (goesWrong(doubledHints)) await town.hintAbout(house, entityId);
    if (gateway !== undefined && made % 20 === 5) await town.amazon.setFaults({ gateway });
    if (made % 5 === 0) {
      await Promise.all(workers.map((worker) => sources.work(worker, 10, () => goesWrong(deaths))));
      clock.skip(random.next() * 10_000);
    }
  }
  for (const [house, entityId] of late) await town.hintAbout(house, entityId);
  await sources.drain(workers);
  isTroubled = false;
  clock.skip(HIDDEN_MS);
  await sources.settle(workers);

  await town.listen();
  expect(town.misled()).toEqual([]);
  expect(town.confused()).toEqual([]);
  expect(town.memory.problems).toEqual([]);
  expect(town.memory.unknown).toEqual([]);
  expect(await sources.dead()).toEqual([]);
  const { eventRequests, events } = await town.amazon.ledger();
  const refused = eventRequests - before.eventRequests - (events - before.events);
  expect(mishaps + refused).toBeGreaterThan(5);
});
