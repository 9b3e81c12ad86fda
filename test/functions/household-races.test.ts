import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MAX_HOMES } from '../../lib/homes/accounts.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { endpointNamed } from '../harness/samples.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountAnswer, codeOf } from './account-client.ts';
import { createHouseholdSide, type HouseholdSide } from './household-side.ts';
import { createSyncSide, type SyncSide, toldTo } from './sync-side.ts';

let world: World;
let sync: SyncSide;
let side: HouseholdSide;

beforeAll(async () => {
  world = await startWorld();
  sync = await createSyncSide(world);
  side = createHouseholdSide(world);
});
afterEach(async () => {
  sync.crashAfter(undefined);
  sync.tables.setBefore(undefined);
  await sync.take();
  await sync.amazon.take('looks');
  sync.queues.forget();
});
afterAll(async () => {
  await Promise.all([sync.close(), world.close()]);
});

const soon = () => world.deadline();
const ROUNDS = 4;
const ids = (count: number) =>
  Array.from({ length: count }, (_none, at) => `light#${String(at).padStart(3, '0')}`);
const furnish = (key: string, count: number) => {
  const endpoints = ids(count).map((id) => endpointNamed(id));
  return storeDiscovery(world.devices, key, { endpoints, heldBack: [] }, Date.now(), soon());
};
/** Sums up answers: `200`, or the code of what was wrong. */
const words = (answers: readonly AccountAnswer[]) =>
  answers.map((answer) => codeOf(answer) ?? String(answer.status)).toSorted();
const welcomes = () => sync.later().filter(({ type }) => type === 'welcome');
async function workOff(messages: readonly object[]) {
  for (const message of messages) expect(await sync.observe(message)).toBe(true);
  return sync.take();
}
const ownerOf = async (key: string) => (await world.connections.read(key, soon()))?.owner ?? '';
const subsOf = async (key: string) => (await world.members.list(key, soon())).map(({ sub }) => sub);

describe('an invitation that several want at once', () => {
  test('lets one in', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { key, owner, member } = await side.household();
      const { token } = await side.invite(owner, key);
      const guests = Array.from({ length: 8 }, (_none, index) => `guest-${round}-${index}`);
      const answers = await Promise.all(guests.map((guest) => side.accept(guest, token)));
      expect(words(answers)).toEqual(['200', ...Array(7).fill('invitation_invalid')]);
      const winner = guests.filter((_guest, index) => answers[index]?.status === 200);
      expect((await subsOf(key)).toSorted()).toEqual([...winner, member, owner].toSorted());
      for (const guest of guests) {
        const isIn = winner.includes(guest);
        expect(await side.belongs(key, guest)).toEqual([isIn, isIn]);
      }
      expect(await side.rows(key, 'INVITATION#')).toEqual([]);
    }
  }, 60_000);

  test('lets one user in who comes with five browsers, once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { key, owner, stranger } = await side.household();
      const { token } = await side.invite(owner, key);
      const answers = await Promise.all(Array.from({ length: 5 }, () => side.accept(stranger, token)));
      expect(words(answers)).toEqual(Array(5).fill('200'));
      expect(await side.belongs(key, stranger)).toEqual([true, true]);
      expect((await world.accounts.read(stranger, soon()))?.homes).toEqual([key]);
      expect((await side.accept(stranger, token)).status).toBe(200);
    }
  }, 60_000);

  test('and its owner revokes it: who was let in is in, and who was not is not', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { key, owner, stranger } = await side.household();
      const { token, id } = await side.invite(owner, key);
      const [accepted] = await Promise.all([
        side.accept(stranger, token),
        side.as(owner, `DELETE /v1/homes/${key}/invitations/${id}`),
      ]);
      const isIn = accepted.status === 200;
      expect(await side.belongs(key, stranger)).toEqual([isIn, isIn]);
      expect(codeOf(await side.accept(`late-${round}`, token))).toBe('invitation_invalid');
    }
  }, 60_000);

  test('to two homes, with room for one: the other stays good for somebody else', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const guest = `collector-${round}`;
      for (let count = 1; count < MAX_HOMES; count += 1)
        await world.accounts.addHome(guest, `kmany${round}${count}`, soon());
      const houses = [await side.household(), await side.household()];
      const invited = await Promise.all(houses.map(({ owner, key }) => side.invite(owner, key)));
      const answers = await Promise.all(invited.map(({ token }) => side.accept(guest, token)));
      expect(words(answers)).toEqual(['200', 'too_many_homes']);
      for (const [index, { key }] of houses.entries()) {
        const isIn = answers[index]?.status === 200;
        expect(await side.belongs(key, guest)).toEqual([isIn, isIn]);
        if (!isIn) expect((await side.accept(`next-${round}`, invited[index]?.token ?? '')).status).toBe(200);
      }
      expect((await world.accounts.read(guest, soon()))?.homes).toHaveLength(MAX_HOMES);
    }
  }, 60_000);

  test('while the guest deletes the account: nobody is a member whom their tombstone does not name', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { key, owner, stranger } = await side.household();
      const { token } = await side.invite(owner, key);
      const wait = new Promise((resolve) => setTimeout(resolve, round * 4));
      const [answer] = await Promise.all([
        side.accept(stranger, token),
        wait.then(() => side.bury(stranger)),
      ]);
      expect(['200', 'user_deleted']).toContain(words([answer])[0]);
      const [isMember, isNamed] = await side.belongs(key, stranger);
      expect(isMember && !isNamed).toBe(false);
      expect(codeOf(await side.accept(stranger, token))).toBe('user_deleted');
    }
  }, 60_000);

  test('while its home is disconnected: no membership outlives the home', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { key, owner, stranger } = await side.household();
      const { token } = await side.invite(owner, key);
      const wait = new Promise((resolve) => setTimeout(resolve, round * 6));
      const [, gone] = await Promise.all([
        side.accept(stranger, token),
        wait.then(() => side.as(owner, `DELETE /v1/homes/${key}`)),
      ]);
      expect(gone.status).toBe(200);
      expect(await side.rows(key, '')).toEqual([]);
      expect(await side.belongs(key, stranger)).toEqual([false, false]);
    }
  }, 60_000);
});

/** Has something happen right before the first write to an item of this kind. */
function beforeWriting(kind: string, happening: () => Promise<unknown>): () => boolean {
  let hasHappened = false;
  sync.tables.setBefore(async ({ action, body }) => {
    const isWrite = action === 'PutItem' || action === 'UpdateItem' || action === 'DeleteItem';
    const key = JSON.stringify(body.Item ?? body.Key ?? {});
    if (hasHappened || !isWrite || !key.includes(`"sk":{"S":"${kind}`)) return;
    hasHappened = true;
    await happening();
  });
  return () => hasHappened;
}

describe('in the middle of a joining, before the membership is written', () => {
  const happenings: [
    string,
    (house: Awaited<ReturnType<HouseholdSide['household']>>) => Promise<unknown>,
    string,
  ][] = [
    ['the guest deletes the account', ({ stranger }) => side.bury(stranger), 'user_deleted'],
    [
      'the home is gone',
      async ({ key }) => {
        const connection = await world.connections.read(key, soon());
        if (connection !== undefined) await world.connections.delete(connection, soon());
      },
      'invitation_invalid',
    ],
    [
      'somebody takes the home out of the account',
      ({ key, stranger }) => world.accounts.removeHome(stranger, key, soon()),
      'invitation_invalid',
    ],
  ];

  test.each(happenings)('%s: nothing of it is left', async (_what, happen, code) => {
    const house = await side.household();
    const { key, owner, stranger } = house;
    const { token } = await side.invite(owner, key);
    const hasHappened = beforeWriting(`MEMBER#${stranger}`, () => happen(house));
    expect(codeOf(await side.accept(stranger, token))).toBe(code);
    expect(hasHappened()).toBe(true);
    expect(await side.belongs(key, stranger)).toEqual([false, false]);
  });

  test('another comes with the same link: it is the first one’s', async () => {
    const { key, owner, stranger } = await side.household();
    const { token } = await side.invite(owner, key);
    let second = '';
    beforeWriting(`MEMBER#${stranger}`, async () => {
      second = codeOf(await side.accept(`other-${key}`, token)) ?? '';
    });
    expect((await side.accept(stranger, token)).status).toBe(200);
    expect(second).toBe('invitation_invalid');
  });
});

describe('accepting, cut off', () => {
  test('at whatever step: can be done again by the same user, and Alexa hears of what came about', async () => {
    for (let calls = 0; ; calls += 1) {
      sync.queues.forget();
      const { key, owner, stranger } = await side.household();
      await furnish(key, 3);
      await sync.amazon.link(stranger, `amazon-${stranger}`);
      const { token } = await side.invite(owner, key);
      sync.queues.forget();
      sync.crashAfter(calls);
      const { status } = await side.accept(stranger, token);
      sync.crashAfter(undefined);
      // Nobody has a right that they do not see.
      const [isMember, isListed] = await side.belongs(key, stranger);
      expect({ calls, isSeen: isListed || !isMember }).toEqual({ calls, isSeen: true });
      const told = toldTo(await workOff(welcomes()), stranger);
      expect({ calls, told }).toEqual({ calls, told: isMember ? { [key]: ids(3) } : {} });
      // Another has no use of it, once it was taken.
      if (isListed) expect(codeOf(await side.accept(`other-${key}`, token))).toBe('invitation_invalid');
      sync.queues.forget();
      expect({ calls, again: (await side.accept(stranger, token)).status }).toEqual({ calls, again: 200 });
      expect(await side.belongs(key, stranger)).toEqual([true, true]);
      expect(await side.rows(key, 'INVITATION#')).toEqual([]);
      const toldAgain = toldTo(await workOff(welcomes()), stranger);
      expect({ calls, all: { ...told, ...toldAgain } }).toEqual({ calls, all: { [key]: ids(3) } });
      if (status === 200) break;
    }
  }, 120_000);

  test('by a queue that takes nothing: nothing has happened', async () => {
    const { key, owner, stranger } = await side.household();
    const { token } = await side.invite(owner, key);
    const before = await side.rows(key, '');
    sync.queues.setFault(() => ({ status: 400, body: { __type: 'AccessDenied' } }));
    const answer = await side.accept(stranger, token);
    expect([answer.status, codeOf(answer)]).toEqual([503, 'queue_unavailable']);
    sync.queues.setFault(undefined);
    expect(await side.rows(key, '')).toEqual(before);
    expect((await side.accept(`other-${key}`, token)).status).toBe(200);
  });
});

describe('a welcome', () => {
  const welcome = (key: string, sub: string) => ({ type: 'welcome', id: randomUUID(), home: key, sub });

  test('follows a joining at once, and again for sure; it arrives once, at every account of the new member', async () => {
    const { key, owner, stranger } = await side.household();
    await furnish(key, 3);
    for (const region of ['NA', 'EU'] as const)
      await sync.amazon.link(stranger, `${region}-${stranger}`, { region });
    const { token } = await side.invite(owner, key);
    await side.accept(stranger, token);
    const [insurance, message, ...more] = welcomes();
    expect(more).toEqual([]);
    expect(insurance).toEqual({ ...message, after: 30 });
    expect(message).toMatchObject({ home: key, sub: stranger });
    const tellings = await workOff([message, insurance]);
    expect(tellings).toHaveLength(2);
    expect(toldTo(tellings, stranger)).toEqual({ [key]: ids(3) });
    expect(new Set(tellings.map(({ occasion }) => occasion))).toEqual(new Set([message.id]));
  });

  test('is for nobody who is no member, has no account, or is not linked', async () => {
    const { key, member, stranger } = await side.household();
    await furnish(key, 3);
    await sync.amazon.link(stranger, `amazon-${stranger}`);
    await sync.amazon.link(`ghost-${key}`, `ghost-${key}`);
    await world.members.add({ home: key, sub: `ghost-${key}`, role: 'member' }, soon());
    const uninvited = [stranger, `ghost-${key}`, member, 'never-seen'].map((sub) => welcome(key, sub));
    expect(await workOff(uninvited)).toEqual([]);
    await sync.amazon.link(member, `amazon-${member}`);
    await side.bury(member);
    expect(await workOff([welcome(key, member)])).toEqual([]);
  });

  test('names no more devices than there is room for beside those of the other homes', async () => {
    const { key, owner, neighbour, theirs } = await side.household();
    await furnish(theirs, 298);
    await furnish(key, 5);
    await sync.amazon.link(neighbour, `amazon-${neighbour}`);
    const { token } = await side.invite(owner, key);
    await side.accept(neighbour, token);
    expect(toldTo(await workOff(welcomes()), neighbour)).toEqual({ [key]: ids(2) });
  });

  test('that came to an end before the queue took it comes again', async () => {
    const { key, member } = await side.household();
    await furnish(key, 3);
    await sync.amazon.link(member, `amazon-${member}`);
    const message = welcome(key, member);
    sync.crashAfter(2);
    expect(await sync.observe(message)).toBe(false);
    sync.crashAfter(undefined);
    expect(toldTo(await workOff([message]), member)).toEqual({ [key]: ids(3) });
  });
});

describe('handing a home over', () => {
  const handOver = (sub: string, key: string, to: string) =>
    side.as(sub, `PUT /v1/homes/${key}/owner`, { sub: to });
  /** Who is called owner, as each member is told, and who may do what owners may. */
  async function assertOneOwner(key: string) {
    const owner = await ownerOf(key);
    const subs = await subsOf(key);
    expect(subs).toContain(owner);
    for (const sub of subs) {
      const answer = await side.as(sub, `GET /v1/homes/${key}/members`);
      const members = answer.body.members as { sub: string; role: string }[];
      expect(members.filter(({ role }) => role === 'owner').map((one) => one.sub)).toEqual([owner]);
      const may = await side.as(sub, `DELETE /v1/homes/${key}/invitations/none`);
      expect(codeOf(may)).toBe(sub === owner ? 'not_found' : 'forbidden');
    }
    return owner;
  }

  test('cut off at whatever step: one owner, who can go on, and can remove the other', async () => {
    for (let calls = 0; ; calls += 1) {
      const { key, owner, member } = await side.household();
      sync.crashAfter(calls);
      const { status } = await handOver(owner, key, member);
      sync.crashAfter(undefined);
      const now = await assertOneOwner(key);
      expect([owner, member]).toContain(now);
      const other = now === owner ? member : owner;
      expect(codeOf(await handOver(other, key, other))).toBe('forbidden');
      if (calls % 2 === 0) {
        const removed = await side.as(now, `DELETE /v1/homes/${key}/members/${other}`);
        expect({ calls, status: removed.status }).toEqual({ calls, status: 200 });
      } else {
        expect({ calls, status: (await handOver(now, key, other)).status }).toEqual({ calls, status: 200 });
        expect(await ownerOf(key)).toBe(other);
      }
      await assertOneOwner(key);
      if (status === 200) break;
    }
  }, 120_000);

  test('to two at once: one has it', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { key, owner, member, stranger } = await side.household();
      await side.enter(key, stranger);
      const answers = await Promise.all([member, stranger].map((to) => handOver(owner, key, to)));
      expect(words(answers)).toEqual(['200', 'forbidden']);
      const winner = answers[0]?.status === 200 ? member : stranger;
      expect(await assertOneOwner(key)).toBe(winner);
    }
  }, 60_000);

  test('to somebody who leaves, or is removed, at the same moment: the owner is always a member', async () => {
    for (let round = 0; round < 4 * ROUNDS; round += 1) {
      const { key, owner, member } = await side.household();
      const who = round % 2 === 0 ? member : owner;
      const wait = new Promise((resolve) => setTimeout(resolve, Math.floor(round / 2)));
      const answers = await Promise.all([
        wait.then(() => handOver(owner, key, member)),
        side.as(who, `DELETE /v1/homes/${key}/members/${member}`),
      ]);
      const now = await ownerOf(key);
      const subs = await subsOf(key);
      expect({ round, answers: words(answers), isIn: subs.includes(now) }).toMatchObject({ isIn: true });
      expect(subs.includes(member)).toBe(now === member);
    }
  }, 120_000);

  test('to somebody who deletes the account at the same moment: done, or as if it had not been tried', async () => {
    for (let round = 0; round < 2 * ROUNDS; round += 1) {
      const { key, owner, member } = await side.household();
      const wait = new Promise((resolve) => setTimeout(resolve, round * 2));
      const [answer] = await Promise.all([handOver(owner, key, member), wait.then(() => side.bury(member))]);
      expect(['200', 'not_found']).toContain(words([answer])[0]);
      // What is theirs when the tombstone is there goes with it: it names the home.
      expect(await ownerOf(key)).toBe(answer.status === 200 ? member : owner);
      expect((await world.accounts.read(member, soon()))?.homes).toEqual([key]);
    }
  }, 60_000);

  test.each<[string, string]>([
    ['MEMBER#', 'before the mark'],
    ['CONNECTION', 'between the mark and the connection'],
  ])('with a member who leaves before %s is written (%s): not to them', async (kind) => {
    const { key, owner, member } = await side.household();
    const hasHappened = beforeWriting(kind === 'CONNECTION' ? kind : `${kind}${member}`, () =>
      side.as(member, `DELETE /v1/homes/${key}/members/${member}`),
    );
    expect(codeOf(await handOver(owner, key, member))).toBe('not_found');
    expect(hasHappened()).toBe(true);
    expect(await side.belongs(key, member)).toEqual([false, false]);
    expect(await assertOneOwner(key)).toBe(owner);
  });

  test('with a new owner who deletes the account before the connection changes: given back', async () => {
    const { key, owner, member } = await side.household();
    const hasHappened = beforeWriting('CONNECTION', () => side.bury(member));
    expect(codeOf(await handOver(owner, key, member))).toBe('not_found');
    expect(hasHappened()).toBe(true);
    expect(await ownerOf(key)).toBe(owner);
  });

  test('a removal that had begun before finds an owner, and leaves them', async () => {
    const { key, owner, member } = await side.household();
    const hasHappened = beforeWriting(`MEMBER#${member}`, () => handOver(owner, key, member));
    const removed = await side.as(owner, `DELETE /v1/homes/${key}/members/${member}`);
    expect([removed.status, codeOf(removed)]).toEqual([403, 'forbidden']);
    expect(hasHappened()).toBe(true);
    expect(await assertOneOwner(key)).toBe(member);
  });

  test('while the home is connected again: the token is the new one, and the owner one of the two', async () => {
    const { key, owner, member } = await side.household();
    const known = await world.connections.read(key, soon());
    if (known === undefined) throw new Error('no home');
    const answer = await handOver(owner, key, member);
    expect(answer.status).toBe(200);
    // Whoever had read the connection before writes over nothing.
    await expect(world.connections.setOwner(known, known, soon())).rejects.toMatchObject({
      code: 'store_conflict',
    });
    expect(await ownerOf(key)).toBe(member);
  });
});
