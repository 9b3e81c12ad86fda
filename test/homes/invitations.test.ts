import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createInvitations, type Invitations, MAX_INVITATIONS } from '../../lib/homes/invitations.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

const WEEK_MS = 7 * 24 * 3_600_000;

let store: Store;
let invitations: Invitations;
let now = 1_790_000_000_000;
let homes = 0;

beforeAll(async () => {
  store = await startStore();
  invitations = createInvitations(store.registry, () => now);
});
afterEach(() => store.proxy.setFault(undefined));
afterAll(() => store.close());

const soon = () => store.deadline();
const newHome = () => {
  homes += 1;
  return `khome${homes}`;
};
const create = (home: string, email?: string) => invitations.create({ home, madeBy: 'owner', email }, soon());
const rows = (home: string) => store.registry.query(`HOME#${home}`, 'INVITATION#', soon());

describe('an invitation', () => {
  test('is found by its token, and by nothing else', async () => {
    const home = newHome();
    const { invitation, token } = await create(home, 'guest@example.org');
    expect(invitation).toEqual({
      home,
      madeBy: 'owner',
      id: expect.stringMatching(/^[\w-]{12}$/),
      email: 'guest@example.org',
      createdAt: now,
      expiresAt: now + WEEK_MS,
    });
    expect(await invitations.find(token, soon())).toEqual(invitation);
    const [item] = await rows(home);
    const other = await create(newHome());
    const moved = `pli1.${home}.${other.token.reveal().split('.')[2]}`;
    const wrong = ['', 'x', token.reveal().slice(0, -1), `${token.reveal()}A`, moved, invitation.id];
    for (const text of [...wrong, String(item?.hash), `pli1.${home}.${item?.hash}`, `pli1.${home}#.x`])
      expect(await invitations.find(new Secret(text), soon())).toBeUndefined();
  });

  test('cannot be guessed, and only the hash of its token is kept', async () => {
    const home = newHome();
    const made = await Promise.all(Array.from({ length: 5 }, () => create(home)));
    const secrets = made.map(({ token }) => token.reveal().split('.')[2] ?? '');
    expect(new Set(secrets).size).toBe(5);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const stored = JSON.stringify(await rows(home));
    for (const secret of secrets) expect(stored).not.toContain(secret);
  });

  test.each([
    ['a moment before seven days', WEEK_MS - 1, true],
    ['at seven days', WEEK_MS, false],
    ['a year later', 365 * 86_400_000, false],
  ])('%s: %s, whether it was swept or not', async (_when, later, isLive) => {
    const home = newHome();
    const { invitation, token } = await create(home);
    const [item] = await rows(home);
    expect(item?.ttl).toBe(Math.ceil((now + WEEK_MS) / 1_000));
    now += later;
    expect((await invitations.find(token, soon())) !== undefined).toBe(isLive);
    expect((await invitations.list(home, 'owner', soon())).length).toBe(isLive ? 1 : 0);
    const claim = invitations.claim(invitation, 'guest', soon());
    expect(await outcomeOf(claim)).toBe(isLive ? 'ok' : 'invitation_invalid');
    expect(await rows(home)).toHaveLength(1);
  });

  test('is claimed by one of ten at once, and by that one again', async () => {
    const { invitation, token } = await create(newHome());
    const guests = Array.from({ length: 10 }, (_none, index) => `guest-${index}`);
    const claims = guests.map((guest) => invitations.claim(invitation, guest, soon()));
    expect(await tally(claims)).toEqual({ ok: 1, invitation_invalid: 9 });
    const winner = (await invitations.find(token, soon()))?.takenBy ?? '';
    expect(guests).toContain(winner);
    expect(await outcomeOf(invitations.claim(invitation, winner, soon()))).toBe('ok');
    expect(await outcomeOf(invitations.claim(invitation, 'late', soon()))).toBe('invitation_invalid');
  });

  test('given back is good for another; by whom it was not claimed it is not given back', async () => {
    const { invitation } = await create(newHome());
    await invitations.claim(invitation, 'first', soon());
    await invitations.release(invitation, 'second', soon());
    expect(await outcomeOf(invitations.claim(invitation, 'second', soon()))).toBe('invitation_invalid');
    await invitations.release(invitation, 'first', soon());
    expect(await outcomeOf(invitations.claim(invitation, 'second', soon()))).toBe('ok');
  });

  test('removed is gone, claimed or not; one in the same place is another', async () => {
    const home = newHome();
    const [old, claimed] = [await create(home), await create(home)];
    await invitations.claim(claimed.invitation, 'guest', soon());
    for (const { invitation } of [old, claimed])
      expect(await invitations.remove(home, invitation.id, soon())).toBe(true);
    const next = await create(home);
    for (const { invitation } of [old, claimed]) {
      expect(await invitations.remove(home, invitation.id, soon())).toBe(false);
      expect(await outcomeOf(invitations.claim(invitation, 'guest', soon()))).toBe('invitation_invalid');
    }
    expect(await invitations.list(home, 'owner', soon())).toEqual([next.invitation]);
  });

  test('of another home is not removed', async () => {
    const [mine, theirs] = [newHome(), newHome()];
    const { invitation } = await create(theirs);
    for (const id of [invitation.id, '', '0', '#', 'constructor'])
      expect(await invitations.remove(mine, id, soon())).toBe(false);
    expect(await invitations.list(theirs, 'owner', soon())).toHaveLength(1);
  });

  test('claimed by a user is removed with them, and no other', async () => {
    const home = newHome();
    const [one, two, three] = [await create(home), await create(home), await create(home)];
    await invitations.claim(one.invitation, 'guest', soon());
    await invitations.claim(two.invitation, 'other', soon());
    await invitations.removeClaims(home, 'guest', soon());
    const left = (await invitations.list(home, 'owner', soon())).map(({ id }) => id);
    expect(left.toSorted()).toEqual([two.invitation.id, three.invitation.id].toSorted());
  });

  test('claimed or made by a user who is out is gone, and no other', async () => {
    const home = newHome();
    const [claimed, mine] = [await create(home), await create(home)];
    await invitations.claim(claimed.invitation, 'guest', soon());
    await invitations.removeAllOf(home, 'guest', soon());
    expect((await rows(home)).map(({ id }) => id)).toEqual([mine.invitation.id]);
    await invitations.removeAllOf(home, 'owner', soon());
    expect(await rows(home)).toEqual([]);
  });

  test('of an owner before leaves its place to the next', async () => {
    const home = newHome();
    const before = await invitations.create({ home, madeBy: 'before' }, soon());
    for (let count = 0; count < MAX_INVITATIONS; count += 1) await create(home);
    expect(await outcomeOf(create(home))).toBe('too_many_invitations');
    expect(await invitations.find(before.token, soon())).toBeUndefined();
  });

  test('says what it is when the store is down', async () => {
    const home = newHome();
    const { invitation, token } = await create(home);
    store.proxy.setFault(() => SERVICE_DOWN);
    const works = [
      create(home),
      invitations.find(token, soon()),
      invitations.claim(invitation, 'guest', soon()),
      invitations.remove(home, invitation.id, soon()),
    ];
    expect(await tally(works)).toEqual({ store_unavailable: 4 });
  });
});

describe('a home has ten open invitations at most', () => {
  test('however many are made at once', async () => {
    const home = newHome();
    const made = Array.from({ length: 14 }, () => create(home));
    expect(await tally(made)).toEqual({ ok: MAX_INVITATIONS, too_many_invitations: 4 });
    expect(await rows(home)).toHaveLength(MAX_INVITATIONS);
    expect(await outcomeOf(create(newHome()))).toBe('ok');
  });

  test('one that was revoked or has expired leaves room for one', async () => {
    const home = newHome();
    for (let count = 0; count < MAX_INVITATIONS; count += 1) {
      now += 1_000;
      await create(home);
    }
    const [oldest, second] = await invitations.list(home, 'owner', soon());
    expect(await outcomeOf(create(home))).toBe('too_many_invitations');
    await invitations.remove(home, second?.id ?? '', soon());
    now = (oldest?.expiresAt ?? 0) + 1;
    expect(await tally([create(home), create(home), create(home)])).toEqual({
      ok: 2,
      too_many_invitations: 1,
    });
    expect(await rows(home)).toHaveLength(MAX_INVITATIONS);
  });

  test('an item that makes no sense opens nothing', async () => {
    const home = newHome();
    const { token } = await create(home);
    await store.registry.put({ pk: `HOME#${home}`, sk: 'INVITATION#0', v: 1 }, ALWAYS, soon());
    expect(await invitations.find(token, soon())).toBeUndefined();
    expect(await invitations.list(home, 'owner', soon())).toEqual([]);
    const hollow = { home, id: 'undefined', madeBy: 'undefined', createdAt: 0, expiresAt: 0 };
    expect(await outcomeOf(invitations.claim(hollow, 'guest', soon()))).toBe('invitation_invalid');
  });
});
