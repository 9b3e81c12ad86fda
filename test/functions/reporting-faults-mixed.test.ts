import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AwsCall, type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import type { EventSources, Worker } from '../harness/event-sources.ts';
import { type OpenTown, openTown, startWorkers } from '../harness/open-town.ts';
import { createRandom } from '../harness/random.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import type { House, Town } from '../harness/town.ts';

const HOMES = 5;
const ACCOUNTS = 3;
const CHANGES = 40;
/** The visibility timeout of both queues. */
const HIDDEN_MS = 90_000;
const ENTITIES = ['light.kitchen', 'light.hallway', 'switch.coffee_machine', 'binary_sensor.kitchen_window'];

const clock = startSkippingClock();
const random = createRandom(1_234);
let proxy: AwsProxy;
let town: Town;
let sources: EventSources;
let close: OpenTown['close'];
let workers: Worker[];

beforeAll(async () => {
  ({ town, sources, close } = await openTown(clock, {
    homes: HOMES,
    entities: ENTITIES,
    accounts: ACCOUNTS,
    beforePeople: async (world) => {
      // Functions are loaded on first use, and then find the store behind the proxy.
      proxy = await startAwsProxy(world.dynamoDb.url);
      process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
    },
  }));
  workers = await startWorkers({ observe: 3, report: 3 });
});
afterEach(async () => {
  proxy.setFault(undefined);
  await town.amazon.setFaults({});
});
afterAll(async () => {
  await close();
  await proxy.close();
});

/** What goes wrong; a number says that every so-manieth does. */
interface Trouble {
  /** What the gateway does now and then, and to how many requests. */
  gateway?: object;
  /** Batches whose worker dies when it is through with them, before anybody hears of it. */
  deaths?: number;
  /** Commits that fail at the store. */
  lostCommits?: number;
  /** Hints that come long after the change, the last of them first. */
  lateHints?: number;
  /** Hints that come twice. */
  doubledHints?: number;
}

const REFUSED = { status: 400, body: { __type: 'com.amazon.coral.service#AccessDeniedException' } };

const TROUBLES: [string, Trouble][] = [
  ['a gateway that throttles', { gateway: { status: 429, times: 15 } }],
  ['a gateway that refuses good tokens', { gateway: { status: 401, times: 6 } }],
  ['workers that die before they say what is done', { deaths: 3 }],
  ['hints out of order, late and doubled', { lateHints: 3, doubledHints: 4 }],
  [
    'all of it at once',
    { gateway: { status: 503, times: 6 }, deaths: 5, lostCommits: 12, lateHints: 4, doubledHints: 5 },
  ],
];

test.each(TROUBLES)('%s: every account ends up with the state of its home', async (_what, trouble) => {
  const { gateway, deaths, lostCommits, lateHints, doubledHints } = trouble;
  const before = await town.amazon.ledger();
  let isTroubled = true;
  let mishaps = 0;
  const mishap = (every = Number.POSITIVE_INFINITY) => {
    let time = 0;
    return () => {
      time += 1;
      const isOne = isTroubled && time % every === 0;
      if (isOne) mishaps += 1;
      return isOne;
    };
  };
  const isKilled = mishap(deaths);
  const isCommitLost = mishap(lostCommits);
  const isLate = mishap(lateHints);
  const isDoubled = mishap(doubledHints);
  const isCommit = ({ action, body }: AwsCall) =>
    action === 'PutItem' && JSON.stringify(body).includes('TOLD#');
  proxy.setFault((call) => (isCommit(call) && isCommitLost() ? REFUSED : undefined));

  const late: [House, string][] = [];
  for (let made = 1; made <= CHANGES; made += 1) {
    const house = random.oneOf(town.houses);
    const entityId = random.oneOf(ENTITIES);
    town.change(house, entityId, random);
    if (isLate()) late.unshift([house, entityId]);
    else await town.hintAbout(house, entityId, ...(random.chance(0.2) ? ENTITIES : []));
    if (isDoubled()) await town.hintAbout(house, entityId);
    if (gateway !== undefined && made % 20 === 5) await town.amazon.setFaults({ gateway });
    if (made % 5 === 0) {
      await Promise.all(workers.map((worker) => sources.work(worker, 10, isKilled)));
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
  expect(mishaps + refused).toBeGreaterThan(3);
});
