import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../harness/world.ts';
import { codeOf } from './account-client.ts';
import { createHouseholdSide, type HouseholdSide } from './household-side.ts';

let world: World;
let side: HouseholdSide;
beforeAll(async () => {
  world = await startWorld();
  side = createHouseholdSide(world);
});
afterAll(() => world.close());

const INVALID = [404, 'invitation_invalid'];

/** Tries a link both ways; nobody may come in by it. */
async function isGoodForNobody(token: string, key: string, sub: string): Promise<void> {
  for (const ask of [side.preview, side.accept]) {
    const answer = await ask(sub, token);
    expect([answer.status, codeOf(answer)]).toEqual(INVALID);
  }
  expect(await side.belongs(key, sub)).toEqual([false, false]);
}

describe('a link that somebody kept from when the home was theirs', () => {
  const handOver = async (from: string, key: string, to: string) => {
    expect((await side.as(from, `PUT /v1/homes/${key}/owner`, { sub: to })).status).toBe(200);
  };

  test('lets no friend of theirs in, once the home is somebody else’s', async () => {
    const { key, owner, member, stranger } = await side.household();
    const { token } = await side.invite(owner, key);
    await handOver(owner, key, member);
    await isGoodForNobody(token, key, stranger);
    const { body } = await side.as(member, `GET /v1/homes/${key}/members`);
    expect(body.invitations).toEqual([]);
  });

  test('does not let themselves in again, after the new owner has put them out', async () => {
    const { key, owner, member } = await side.household();
    const kept = await side.invite(owner, key);
    const bound = await side.invite(owner, key, `${owner}@example.org`);
    await handOver(owner, key, member);
    expect((await side.as(member, `DELETE /v1/homes/${key}/members/${owner}`)).status).toBe(200);
    for (const { token } of [kept, bound]) await isGoodForNobody(token, key, owner);
    // Nothing of theirs is left there.
    expect(await side.rows(key, 'INVITATION#')).toEqual([]);
  });

  test('takes no place away from the new owner', async () => {
    const { key, owner, member, stranger } = await side.household();
    for (let count = 0; count < 10; count += 1) await side.invite(owner, key);
    await handOver(owner, key, member);
    const { token } = await side.invite(member, key);
    expect((await side.accept(stranger, token)).status).toBe(200);
  });
});

describe('somebody else’s invitation', () => {
  test.each([
    ['a letter that becomes another in small letters', 'kim@example.org', '\u212Aim@example.org'],
    ['a letter of another alphabet', 'anna@example.org', '\u0430nna@example.org'],
    ['a domain that only looks like it', 'anna@example.org', 'anna@xn--exmple-cua.org'],
    ['a part after a plus', 'anna@example.org', 'anna+x@example.org'],
    ['a second address behind it', 'anna@example.org', 'anna@example.org, eve@example.org'],
    ['a zero byte behind it', 'anna@example.org', 'anna@example.org\u0000'],
  ])('is not for an address with %s', async (_what, invited, email) => {
    const { key, owner, stranger } = await side.household();
    const { token } = await side.invite(owner, key, invited);
    world.userInfo.set(stranger, { email, email_verified: 'true' });
    for (const ask of [side.preview, side.accept]) {
      const answer = await ask(stranger, token);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'invitation_not_yours']);
    }
    expect(await side.belongs(key, stranger)).toEqual([false, false]);
  });

  test('is not found by what its owner’s list shows of it, nor by another home’s key', async () => {
    const { key, theirs, owner, member, stranger } = await side.household();
    const { id, token } = await side.invite(owner, key);
    const secret = token.split('.')[2] ?? '';
    const hash = String((await side.rows(key, 'INVITATION#'))[0]?.hash);
    const tries = [id, `pli1.${key}.${id}`, `pli1.${key}.${hash}`, `pli1.${theirs}.${secret}`, `${token}x`];
    for (const one of [...tries, token.toUpperCase(), `pli1.${key}#.${secret}`])
      await isGoodForNobody(one, key, stranger);
    // A member sees no invitation, and has no use of the link: they are in already, as what they were.
    expect((await side.as(member, `GET /v1/homes/${key}/members`)).body.invitations).toEqual([]);
    expect((await side.accept(member, token)).status).toBe(200);
    expect((await world.members.read(key, member, world.deadline()))?.role).toBe('member');
    expect((await side.accept(stranger, token)).status).toBe(200);
  });
});
