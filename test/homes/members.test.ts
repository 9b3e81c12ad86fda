import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMembers, type Members } from '../../lib/homes/members.ts';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let members: Members;

beforeAll(async () => {
  store = await startStore();
  members = createMembers(store.registry);
});
afterAll(() => store.close());

const soon = () => store.deadline();

test('the members of a home are its own, each once', async () => {
  await members.add({ home: 'k1', sub: 'owner', role: 'owner' }, soon());
  await members.add({ home: 'k1', sub: 'child', role: 'member' }, soon());
  await members.add({ home: 'k1', sub: 'child', role: 'member' }, soon());
  await members.add({ home: 'k12', sub: 'neighbour', role: 'owner' }, soon());
  expect(await members.list('k1', soon())).toMatchObject([
    { home: 'k1', sub: 'child', role: 'member' },
    { home: 'k1', sub: 'owner', role: 'owner' },
  ]);
  await members.remove('k1', 'child', soon());
  await members.remove('k1', 'never-there', soon());
  expect(await members.list('k1', soon())).toMatchObject([{ home: 'k1', sub: 'owner', role: 'owner' }]);
});

describe('a member', () => {
  let now = 1_790_000_000_000;
  const timed = () => createMembers(store.registry, () => now);

  test('added again stays so since then, and keeps the address', async () => {
    const person = { home: 'k2', sub: 'owner', role: 'owner' } as const;
    await timed().add({ ...person, email: 'owner@example.org' }, soon());
    const first = await members.read('k2', 'owner', soon());
    expect(first).toEqual({ ...person, email: 'owner@example.org', since: now, version: 1 });
    now += 1_000;
    await timed().add(person, soon());
    expect(await members.read('k2', 'owner', soon())).toEqual({ ...first, version: 2 });
    await timed().add({ ...person, email: 'new@example.org' }, soon());
    expect(await members.read('k2', 'owner', soon())).toMatchObject({ email: 'new@example.org' });
  });

  test('has an address noted, and whoever is none has not', async () => {
    await members.add({ home: 'k3', sub: 'child', role: 'member' }, soon());
    for (let count = 0; count < 2; count += 1)
      await members.noteEmail('k3', 'child', 'child@example.org', soon());
    await members.noteEmail('k3', 'nobody', 'nobody@example.org', soon());
    expect(await members.list('k3', soon())).toMatchObject([{ email: 'child@example.org', version: 2 }]);
  });

  test('changes and goes only as they were read', async () => {
    await members.add({ home: 'k4', sub: 'child', role: 'member' }, soon());
    const read = await members.read('k4', 'child', soon());
    if (read === undefined) throw new Error('no member');
    await members.setRole(read, 'owner', soon());
    expect(await outcomeOf(members.setRole(read, 'member', soon()))).toBe('store_conflict');
    expect(await outcomeOf(members.removeAsRead(read, soon()))).toBe('store_conflict');
    const again = await members.read('k4', 'child', soon());
    if (again === undefined) throw new Error('no member');
    expect(again).toEqual({ ...read, role: 'owner', version: 2 });
    await members.removeAsRead(again, soon());
    expect(await outcomeOf(members.setRole(again, 'member', soon()))).toBe('store_conflict');
    expect(await members.list('k4', soon())).toEqual([]);
  });
});

test("the skill's messaging credentials are kept sealed, for that skill alone", async () => {
  const skill = createMessagingCredentials(store.registry, store.vault, 'skill-1');
  await expect(skill.read(soon())).rejects.toMatchObject({
    code: 'messaging_credentials_invalid',
    data: { reason: 'missing' },
  });
  await skill.write({ clientId: 'client', clientSecret: new Secret('first-secret') }, soon());
  await skill.write({ clientId: 'client', clientSecret: new Secret('second-secret') }, soon());
  const { clientId, clientSecret } = await skill.read(soon());
  expect([clientId, clientSecret.reveal()]).toEqual(['client', 'second-secret']);

  const item = await store.registry.get({ pk: 'SKILL#skill-1', sk: 'MESSAGING' }, soon());
  expect(JSON.stringify(item)).not.toContain('second-secret');
  if (item === undefined) throw new Error('nothing was kept');
  const moved = { ...item, pk: 'SKILL#skill-2' };
  await store.registry.put(moved, { expression: 'attribute_not_exists(pk)' }, soon());
  const other = createMessagingCredentials(store.registry, store.vault, 'skill-2');
  expect(await outcomeOf(other.read(soon()))).toBe('seal_broken');
});
