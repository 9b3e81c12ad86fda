import { afterAll, beforeAll, expect, test } from 'vitest';
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
  expect(await members.list('k1', soon())).toEqual([
    { home: 'k1', sub: 'child', role: 'member' },
    { home: 'k1', sub: 'owner', role: 'owner' },
  ]);
  await members.remove('k1', 'child', soon());
  await members.remove('k1', 'never-there', soon());
  expect(await members.list('k1', soon())).toEqual([{ home: 'k1', sub: 'owner', role: 'owner' }]);
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
