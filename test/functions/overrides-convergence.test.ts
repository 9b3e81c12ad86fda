import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GrantId } from '../../lib/homes/grants.ts';
import { createOverrides, type Override, type Overrides } from '../../lib/homes/overrides.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { endpointNamed } from '../harness/samples.ts';
import { type SkippingClock, startSkippingClock } from '../harness/skipping-clock.ts';
import { startWorld, type World } from '../harness/world.ts';
import { codeOf, createAccountClient } from './account-client.ts';
import { createSyncSide, type SyncSide, type Telling } from './sync-side.ts';

let clock: SkippingClock;
let home: Home;
let world: World;
let side: SyncSide;
let overrides: Overrides;
let people = 0;
let changes = 0;

beforeAll(async () => {
  clock = startSkippingClock();
  home = await startHome({ devices: [] });
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  side = await createSyncSide(world);
  overrides = createOverrides(world.registry);
});
afterAll(async () => {
  clock.restore();
  await Promise.all([side.close(), home.close(), world.close()]);
});

async function linked() {
  people += 1;
  const sub = `resident-${people}`;
  return { sub, grant: await side.amazon.link(sub, `amazon-${sub}`), alexa: new Map<string, string>() };
}

/** Each telling says how a device is when it arrives. */
async function hear(
  { grant, alexa }: { grant: GrantId; alexa: Map<string, string> },
  tellings: readonly Telling[],
) {
  for (const { home: key, endpoints } of tellings.filter(({ sub }) => sub === grant.sub)) {
    const seen = await side.seen(grant, key);
    for (const endpoint of endpoints) {
      const name = seen.get(endpoint);
      if (name === undefined) alexa.delete(`${key} ${endpoint}`);
      else alexa.set(`${key} ${endpoint}`, name);
    }
  }
}

type Step =
  | { what: 'plug' | 'crash'; name: string; calls: number }
  | { what: 'want'; name: string; override: Override; calls: number };

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const calls = fc.integer({ min: 0, max: 16 });
const override: fc.Arbitrary<Override> = fc.constantFrom<Override>(
  {},
  { hidden: true },
  { hidden: true, name: 'Sun' },
  { name: 'Sun' },
  { category: 'FAN' },
  { secure: true },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ what: fc.constant('plug' as const), name, calls }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('crash' as const), name, calls }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('want' as const), name, override, calls }) },
);

/** Some steps at once, then whatever is still due, as the queue and the clock bring it. */
async function live(rounds: readonly (readonly Step[])[]) {
  for (const { entityId } of home.entities()) home.removeDevice(entityId);
  const [owner, member] = [await linked(), await linked()];
  const key = await world.connect(owner.sub, home.url, home.token);
  const cabin = await world.connect(owner.sub, 'http://127.0.0.1:9', 'token');
  const endpoints = Array.from({ length: 297 }, (_none, index) => endpointNamed(`light#${index}`));
  await storeDiscovery(world.devices, cabin, { endpoints, heldBack: [] }, 1_000, world.deadline());
  await world.members.add({ home: key, sub: member.sub, role: 'member' }, world.deadline());
  await world.accounts.addHome(member.sub, key, world.deadline());
  for (const [id, friendly] of await side.seen(owner.grant, cabin))
    owner.alexa.set(`${cabin} ${id}`, friendly);

  const listen = async () => {
    const tellings = await side.take();
    for (const one of [owner, member]) await hear(one, tellings);
  };
  for (const steps of rounds) {
    const messages: object[] = [{ type: 'sync', home: key }];
    const crash = steps.find(({ what }) => what === 'crash');
    for (const one of steps) {
      const entityId = `switch.${one.name}`;
      const isThere = home.entities().some((entity) => entity.entityId === entityId);
      if (one.what === 'plug' && isThere) home.removeDevice(entityId);
      if (one.what === 'plug' && !isThere) home.addDevice({ entityId, name: one.name, state: 'off' });
    }
    const work: Promise<unknown>[] = [side.observe({ type: 'sync', home: key })];
    for (const one of steps.filter((candidate) => candidate.what === 'want')) {
      changes += 1;
      const id = `switch#${one.name}`;
      const message = { type: 'devices', home: key, endpoints: [id], id: `change-${changes}` };
      messages.push(message);
      // As the account function does: first the override, then the message.
      const change = async () => {
        await overrides.write(key, id, one.override, world.deadline());
        return side.observe(message);
      };
      work.push(change());
    }
    if (crash !== undefined) side.crashAfter(crash.calls);
    await Promise.all(work);
    side.crashAfter(undefined);
    await listen();
    clock.skip(90_000);
    // What failed comes again, and so does what was queued twice; a sync in any case.
    for (const message of messages.toReversed()) await side.observe(message);
    clock.skip(90_000);
    await side.sync(key);
    await listen();
  }
  for (const { grant, sub, alexa } of [owner, member]) {
    const homes = sub === owner.sub ? [key, cabin] : [key];
    const wanted = await Promise.all(
      homes.map(async (where) =>
        [...(await side.seen(grant, where))].map(([id, friendly]) => [`${where} ${id}`, friendly]),
      ),
    );
    expect(Object.fromEntries([...alexa].toSorted())).toEqual(Object.fromEntries(wanted.flat().toSorted()));
  }
}

describe('whatever an owner wants, while devices come and go at Alexa’s limit', () => {
  it('every account ends up knowing exactly what it is shown', async () => {
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(rounds, live), { numRuns: 12, endOnFailure: true });
  }, 120_000);
});

describe('a queue that takes nothing', () => {
  const REFUSED = { status: 400, body: { __type: 'com.amazonaws#AccessDeniedException' } };

  async function lampOwner() {
    for (const { entityId } of home.entities()) home.removeDevice(entityId);
    home.addDevice({ entityId: 'switch.a', name: 'A', state: 'off' });
    const owner = await linked();
    const key = await world.connect(owner.sub, home.url, home.token);
    await side.sync(key);
    await side.take();
    side.queues.forget();
    return { ...owner, key };
  }
  const hide = (sub: string, key: string) =>
    createAccountClient(world)(sub, `PUT /v1/homes/${key}/devices/switch%23a`, { hidden: true });

  it('leaves the device as it was', async () => {
    const { sub, key, grant } = await lampOwner();
    side.queues.setFault(() => REFUSED);
    const answer = await hide(sub, key);
    side.queues.setFault(undefined);
    expect([answer.status, codeOf(answer)]).toEqual([503, 'queue_unavailable']);
    expect([...(await side.seen(grant, key)).keys()]).toEqual(['switch#a']);
  });

  it('the second time costs half a minute, and no more', async () => {
    const { sub, key } = await lampOwner();
    let sent = 0;
    side.queues.setFault(({ action }) => {
      sent += action === 'SendMessage' ? 1 : 0;
      return sent > 1 ? REFUSED : undefined;
    });
    expect((await hide(sub, key)).status).toBe(200);
    side.queues.setFault(undefined);
    const [{ after, ...message } = {}, ...more] = side.later();
    expect(after).toBe(30);
    expect(more.every(({ id }) => id === message.id)).toBe(true);
    expect(await side.observe(message)).toBe(true);
    expect(await side.take()).toMatchObject([{ sub, home: key, endpoints: ['switch#a'] }]);
  });
});
