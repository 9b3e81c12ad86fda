import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../local/amazon/event-log.ts';
import { demoDevices } from '../../local/demo-home/start.ts';
import { createEventSources, type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLeavingSide, type Leaver, type LeavingSide, type Row } from '../harness/leaving.ts';
import { createMortals, type Mortals } from '../harness/mortal-workers.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

/** More than a deletion makes changes; then something goes round in circles. */
const TOO_MANY = 100;
/** Whatever changes something: who dies after having read something has done as much as who dies before it. */
const isChange = (label: string) => !/ (GetItem|Query|Decrypt|events|token)$| $/.test(label);
/** Turns that a deletion takes at most while nothing fails. */
const TURNS = 12;

const clock = startSkippingClock();
let world: World;
let home: Home;
let flat: Home;
let homeUrl: string;
let leaving: LeavingSide;
let sources: EventSources;
let mortals: Mortals;
let survivors: Worker[];
let others: Worker[];
let api: AccountClient;

beforeAll(async () => {
  const devices = demoDevices().filter(({ entityId }) => entityId === 'light.kitchen');
  [home, flat] = await Promise.all([startHome({ devices }), startHome({ devices })]);
  mortals = createMortals();
  homeUrl = await mortals.addressOf(home.url);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url, flat.url, homeUrl) });
  leaving = createLeavingSide(world);
  sources = createEventSources(world, clock);
  others = [await startWorker('observe'), await startWorker('report')];
  survivors = [...others, await startWorker('erasure')];
  api = createAccountClient(world);
  // The survivors make their first calls while the environment is their own.
  const first = await leaving.settle('first', { home, flat });
  await api(first.sub, 'DELETE /v1/me');
  await sources.settle(survivors, 30_000);
});
afterAll(async () => {
  clock.restore();
  leaving.close();
  sources.close();
  await Promise.all([world.close(), home.close(), flat.close()]);
  mortals.close();
});

const statusWith = async (token: string) =>
  (await fetch(`${home.url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;

/** Lets a worker go on with a deletion until it dies, or has nothing left to do. @returns its calls if it lived */
async function workUntilDeath(call: number): Promise<readonly string[] | undefined> {
  const worker = await mortals.start(world, 'erasure', { call, effect: 'after', counts: isChange });
  try {
    for (let turn = 0; turn < TURNS && !worker.isDead(); turn += 1) {
      await sources.work(worker, 1, worker.isDead);
      if (worker.isDead()) break;
      // The others have environments of their own, made when they were started.
      await sources.drain(others);
      if ((await sources.waiting('erasures')) === 0) return worker.calls();
      clock.skip(31_000);
    }
    return worker.isDead() ? undefined : worker.calls();
  } finally {
    mortals.spare();
  }
}

/** What there is to see of a deletion when all is over. */
async function outcomeOf(
  { sub, home: key, token, member, landlord, flat: other, amazonUsers }: Leaver,
  seen: { rows: readonly Row[]; events: readonly ReceivedEvent[] },
) {
  const left = await leaving.rowsOf({ sub, home: key }, seen.rows);
  const receipt = (await api(sub, 'GET /v1/me/deletion')).body;
  const told = async (amazonUser: string) =>
    [...new Set(await leaving.toldGone(amazonUser, seen.events))]
      .map((id) => id.replace(key, 'home').replace(other, 'flat'))
      .toSorted();
  return {
    left: left.map(({ item }) => item.sk).toSorted(),
    token: await statusWith(token),
    user: world.keySet.users.has(sub),
    state: receipt.state,
    steps: (receipt.steps as { what: string; status: string }[]).map(
      ({ what, status }) => `${what} ${status}`,
    ),
    told: await told(amazonUsers.own),
    memberTold: await told(amazonUsers.member),
    homesOfMember: (await world.accounts.read(member, world.deadline()))?.homes,
    inTheFlat: (await world.members.list(other, world.deadline())).map((one) => one.sub === landlord),
  };
}

const DONE = {
  left: ['ACCOUNT', 'DELETION'],
  token: 401,
  user: false,
  state: 'done',
  steps: ['alexa done', 'home done', 'membership done', 'login done', 'records done'],
  told: ['flat:light#kitchen', 'home:light#kitchen'],
  memberTold: ['home:light#kitchen'],
  homesOfMember: [],
  inTheFlat: [true],
};

describe('a deletion that is killed', () => {
  test('after any change that it makes is gone on with, and ends as if nothing had been', {
    timeout: 400_000,
  }, async () => {
    const leavers: Leaver[] = [];
    let calls: readonly string[] | undefined;
    for (let call = 1; calls === undefined && call < TOO_MANY; call += 1) {
      const leaver = await leaving.settle(`kill${call}x`, { home, flat, homeUrl });
      leavers.push(leaver);
      await sources.drain(others);
      expect((await api(leaver.sub, 'DELETE /v1/me')).status).toBe(202);
      calls = await workUntilDeath(call);
      // What the dead one had received comes again.
      clock.skip(91_000);
      await sources.settle(survivors, 30_000);
    }
    expect(calls?.some((call) => call.startsWith('cognito'))).toBe(true);
    expect(calls?.some((call) => call === 'home websocket')).toBe(true);
    expect(leavers.length).toBeGreaterThan(25);
    const seen = { rows: await leaving.rows(), events: await leaving.amazon.events() };
    for (const [index, leaver] of leavers.entries()) {
      const when = `killed after change ${index + 1}`;
      expect({ when, ...(await outcomeOf(leaver, seen)) }).toEqual({ when, ...DONE });
    }
    expect(await sources.dead()).toEqual([]);
  });
});
