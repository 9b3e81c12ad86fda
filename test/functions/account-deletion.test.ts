import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDeletions } from '../../lib/homes/deletions.ts';
import { createAlexaSide, discovery } from '../harness/alexa-side.ts';
import { createEventSources, type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLeavingSide, type Leaver, type LeavingSide } from '../harness/leaving.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

const clock = startSkippingClock();
let world: World;
let home: Home;
let flat: Home;
let leaving: LeavingSide;
let sources: EventSources;
let workers: Worker[];
let api: AccountClient;

beforeAll(async () => {
  [home, flat] = await Promise.all([startHome(), startHome()]);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url, flat.url) });
  leaving = createLeavingSide(world);
  sources = createEventSources(world, clock);
  workers = await Promise.all(['observe', 'report', 'erasure'].map((name) => startWorker(name as 'observe')));
  api = createAccountClient(world);
  // Loads the function: on a busy machine that takes long, and what waits meanwhile counts as late.
  await api('somebody', 'GET /v1/me');
});
afterEach(async () => {
  home.setFault(undefined);
  world.kms.setFault(undefined);
  world.keySet.users.setFault(undefined);
  await leaving.amazon.setFaults({});
});
afterAll(async () => {
  clock.restore();
  leaving.close();
  sources.close();
  await Promise.all([world.close(), home.close(), flat.close()]);
});

const settle = (name: string) => leaving.settle(name, { home, flat });
const statusWith = async (token: string) =>
  (await fetch(`${home.url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;
const receiptOf = async ({ sub }: Leaver) => (await api(sub, 'GET /v1/me/deletion')).body;
const work = () => sources.settle(workers, 10_000);

async function deleted(leaver: Leaver) {
  const answer = await api(leaver.sub, 'DELETE /v1/me');
  expect(answer.status).toBe(202);
  await work();
  expect((await sources.dead()).filter((letter) => letter.startsWith('erasures'))).toEqual([]);
  return receiptOf(leaver);
}

const step = (what: string, status: string, more: object = {}) =>
  expect.objectContaining({ what, status, ...more });

/** What is left of somebody: the tombstone, the receipt, and in neither more than that. */
async function expectGone(leaver: Leaver) {
  const left = await leaving.rowsOf(leaver);
  expect(left.map(({ item }) => `${item.pk} ${item.sk}`).toSorted()).toEqual([
    `USER#${leaver.sub} ACCOUNT`,
    `USER#${leaver.sub} DELETION`,
  ]);
  const tombstone = left.find(({ item }) => item.sk === 'ACCOUNT')?.item;
  expect(tombstone).toEqual({
    v: 1,
    pk: `USER#${leaver.sub}`,
    sk: 'ACCOUNT',
    homes: [],
    revokedLinks: [],
    deletedAt: expect.any(Number),
    deletion: expect.any(String),
    version: expect.any(Number),
    ttl: expect.any(Number),
  });
  const days = (ttl: unknown) => Math.round((Number(ttl) * 1_000 - Date.now()) / 86_400_000);
  expect(left.map(({ item }) => days(item.ttl)).toSorted()).toEqual([30, 90]);
  expect(world.keySet.users.has(leaver.sub)).toBe(false);
}

describe('an account that is deleted', () => {
  test('leaves a tombstone and a receipt, no user, a token that the home refuses, and accounts that know', async () => {
    const leaver = await settle('anna');
    const { sub, member, landlord, amazonUsers } = leaver;
    const devices = (key: string) =>
      home.entities().map(({ entityId }) => `${key}:${entityId.replace('.', '#')}`);
    const shown = (await createAlexaSide(world).send(discovery(world.alexaToken(sub)))).event.payload
      .endpoints as { endpointId: string }[];
    expect(await statusWith(leaver.token)).toBe(200);
    expect(devices(leaver.home)).toContain(`${leaver.home}:light#kitchen`);

    const receipt = await deleted(leaver);
    expect(receipt).toMatchObject({
      state: 'done',
      deletion: expect.any(String),
      doneAt: expect.any(String),
    });
    expect(receipt.steps).toEqual(
      [
        { what: 'alexa', status: 'done', region: 'NA' },
        { what: 'membership', status: 'done', home: expect.any(String), name: 'Home' },
        { what: 'login', status: 'done' },
        { what: 'records', status: 'done' },
      ].toSpliced(1, 0, { what: 'home', status: 'done', home: leaver.home, name: 'Home' }),
    );

    await expectGone(leaver);
    expect(await statusWith(leaver.token)).toBe(401);
    const told = await leaving.toldGone(amazonUsers.own);
    expect([...new Set(told)].toSorted()).toEqual(shown.map(({ endpointId }) => endpointId).toSorted());
    expect(new Set(told.map((id) => id.split(':')[0]))).toEqual(new Set([leaver.home, leaver.flat]));

    // The other in the home is out of it, and was told; the home of the other has one member less, and goes on.
    expect((await api(member, 'GET /v1/me')).body.homes).toEqual([]);
    const memberTold = await leaving.toldGone(amazonUsers.member);
    expect(memberTold.length).toBeGreaterThan(5);
    expect(memberTold.every((id) => id.startsWith(`${leaver.home}:`))).toBe(true);
    expect(await world.members.list(leaver.flat, world.deadline())).toMatchObject([{ sub: landlord }]);
    expect((await api(landlord, 'GET /v1/status')).body.homes).toHaveLength(1);
  });

  test('is told that it is, by every other route, for as long as its token is good', async () => {
    const leaver = await settle('bert');
    await api(leaver.sub, 'DELETE /v1/me');
    for (const route of [
      'GET /v1/me',
      'GET /v1/status',
      'GET /v1/me/export',
      'POST /v1/homes',
      'POST /v1/homes/probe',
      'POST /v1/homes/oauth',
      `POST /v1/homes/${leaver.home}/sync`,
      `POST /v1/homes/${leaver.home}/package`,
      `DELETE /v1/homes/${leaver.home}`,
      `GET /v1/homes/${leaver.flat}/members`,
      'POST /v1/invitations/accept',
      `DELETE /v1/links/NA/abc`,
      'GET /v1/never-was',
    ]) {
      const answer = await api(leaver.sub, route);
      expect([route, answer.status, codeOf(answer)]).toEqual([route, 410, 'user_deleted']);
    }
    expect(await receiptOf(leaver)).toMatchObject({ state: 'running' });
    const again = await api(leaver.sub, 'DELETE /v1/me');
    expect([again.status, again.body.deletion]).toEqual([202, (await receiptOf(leaver)).deletion]);
    await work();
    await expectGone(leaver);
    expect((await api(leaver.sub, 'GET /v1/me')).status).toBe(410);
    expect(await receiptOf(leaver)).toMatchObject({ state: 'done', deletion: again.body.deletion });
  });

  test('loses its links at the next directive, from the first moment on', async () => {
    const leaver = await settle('carl');
    await api(leaver.sub, 'DELETE /v1/me');
    const { event } = await createAlexaSide(world).send(discovery(world.alexaToken(leaver.sub)));
    expect(event.payload).toMatchObject({ type: 'INVALID_AUTHORIZATION_CREDENTIAL' });
    await work();
    await expectGone(leaver);
  });

  test('and one that never had a home is a tombstone too', async () => {
    world.keySet.users.add('nobody-yet');
    expect((await api('nobody-yet', 'DELETE /v1/me')).status).toBe(202);
    await work();
    expect(world.keySet.users.has('nobody-yet')).toBe(false);
    expect((await api('nobody-yet', 'GET /v1/me/deletion')).body).toMatchObject({
      state: 'done',
      steps: [step('login', 'done'), step('records', 'done')],
    });
  });

  test('is nobody to ask about where nothing was deleted', async () => {
    const answer = await api('stays', 'GET /v1/me/deletion');
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    expect((await leaving.rows()).filter(({ text }) => text.includes('USER#stays'))).toEqual([]);
  });
});

describe('what cannot be reached stops nothing', () => {
  test.each([
    ['a home that fails', { status: 503 }, 'home_failed'],
    ['a home behind a login wall', { status: 302, body: '' }, 'home_redirects'],
  ])('%s: the receipt says so, and how to delete the token by hand', async (name, fault, because) => {
    const leaver = await settle(name.replaceAll(' ', '-'));
    home.setFault(fault);
    const { steps } = await deleted(leaver);
    expect(steps).toContainEqual(
      step('home', 'failed', { home: leaver.home, because, remedy: expect.stringContaining('Security') }),
    );
    await expectGone(leaver);
  });

  test('a token that was pasted stays, and the receipt says so', async () => {
    const leaver = await settle('dora');
    const before = await world.connections.read(leaver.home, world.deadline());
    if (before === undefined) throw new Error('not connected');
    const item = await world.registry.get({ pk: `HOME#${leaver.home}`, sk: 'CONNECTION' }, world.deadline());
    await world.registry.put(
      { ...item, pk: `HOME#${leaver.home}`, sk: 'CONNECTION', revokeOnDisconnect: false },
      { expression: 'attribute_exists(pk)' },
      world.deadline(),
    );
    const { steps } = await deleted(leaver);
    expect(steps).toContainEqual(
      step('home', 'done', { because: 'token_kept', remedy: expect.stringContaining('by hand') }),
    );
    expect(await statusWith(leaver.token)).toBe(200);
    await expectGone(leaver);
  });

  test('an Alexa account that takes no news: said, and its tokens go', async () => {
    const leaver = await settle('emil');
    await leaving.amazon.setFaults({
      gateway: { error: 'SKILL_DISABLED_EXCEPTION' },
    });
    const { steps } = await deleted(leaver);
    expect(steps).toContainEqual(
      step('alexa', 'failed', { because: 'grant_dead', remedy: expect.stringContaining('Alexa app') }),
    );
    await expectGone(leaver);
  });

  test('a gateway that is away is waited for, and the account told before its tokens go', async () => {
    const leaver = await settle('fritz');
    await leaving.amazon.setFaults({ gateway: { status: 503, times: 6 } });
    const { steps } = await deleted(leaver);
    expect(steps).toContainEqual(step('alexa', 'done'));
    expect((await leaving.toldGone(leaver.amazonUsers.own)).length).toBeGreaterThan(5);
    await expectGone(leaver);
  });

  test('a gateway that stays away is given up: said, and the account is deleted', async () => {
    const leaver = await settle('greta');
    await leaving.amazon.setFaults({ gateway: { status: 503, times: 100_000 } });
    expect((await api(leaver.sub, 'DELETE /v1/me')).status).toBe(202);
    await work();
    expect((await receiptOf(leaver)).steps).toContainEqual(
      step('alexa', 'failed', { because: 'gateway_unavailable' }),
    );
    await expectGone(leaver);
  }, 90_000);
});

describe('what passes is waited for', () => {
  test('a login service that is away: everything else is done, and the user goes when it is back', async () => {
    const leaver = await settle('hanna');
    world.keySet.users.setFault({ status: 500, type: 'InternalErrorException' });
    await api(leaver.sub, 'DELETE /v1/me');
    for (let turn = 0; turn < 6; turn += 1) {
      await sources.drain(workers);
      clock.skip(95_000);
    }
    const { steps, state } = await receiptOf(leaver);
    expect(state).toBe('running');
    expect(steps).toEqual(
      expect.arrayContaining([step('home', 'done'), step('alexa', 'done'), step('login', 'pending')]),
    );
    expect(await statusWith(leaver.token)).toBe(401);
    expect(world.keySet.users.has(leaver.sub)).toBe(true);
    world.keySet.users.setFault(undefined);
    await work();
    expect(await receiptOf(leaver)).toMatchObject({ state: 'done' });
    await expectGone(leaver);
  });

  test('a key service that is away: the home stays until its token can be revoked', async () => {
    const leaver = await settle('ida');
    world.kms.setFault('down');
    await api(leaver.sub, 'DELETE /v1/me');
    await sources.drain(workers);
    expect(await world.connections.read(leaver.home, world.deadline())).toBeDefined();
    world.kms.setFault(undefined);
    await work();
    expect(await statusWith(leaver.token)).toBe(401);
    await expectGone(leaver);
  });

  test('a message that comes twice, or long after, finds nothing to do', async () => {
    const leaver = await settle('jan');
    await deleted(leaver);
    const body = JSON.stringify({ v: 1, type: 'user', sub: leaver.sub, turn: 3 });
    const before = await leaving.rowsOf(leaver);
    const record = { messageId: 'late', body };
    expect(await world.invoke('erasure', { Records: [record, { ...record, messageId: 'twice' }] })).toEqual({
      batchItemFailures: [],
    });
    expect(await leaving.rowsOf(leaver)).toEqual(before);
  });

  test('a message without a tombstone harms nobody', async () => {
    const { sub, home: key, token } = await settle('kurt');
    const body = JSON.stringify({ v: 1, type: 'user', sub, turn: 0 });
    expect(await world.invoke('erasure', { Records: [{ messageId: 'm', body }] })).toEqual({
      batchItemFailures: [],
    });
    expect(await createDeletions(world.registry).read(sub, world.deadline())).toBeUndefined();
    expect(await world.connections.read(key, world.deadline())).toBeDefined();
    expect([await statusWith(token), world.keySet.users.has(sub)]).toEqual([200, true]);
  });

  test('one that cannot be read ends where somebody sees it', async () => {
    for (const body of ['{', '{"v":2,"type":"user","sub":"x","turn":0}', '{"v":1,"type":"__proto__"}']) {
      expect(await world.invoke('erasure', { Records: [{ messageId: 'odd', body }] })).toEqual({
        batchItemFailures: [{ itemIdentifier: 'odd' }],
      });
    }
  });
});

describe('what is under way when the account goes', () => {
  test('what a request wrote after all is swept', async () => {
    const leaver = await settle('lena');
    await api(leaver.sub, 'DELETE /v1/me');
    await sources.drain(workers);
    // A request that had looked before there was a tombstone, and writes now.
    await world.members.add({ home: leaver.flat, sub: leaver.sub, role: 'member' }, world.deadline());
    await leaving.amazon.link(leaver.sub, 'amazon-too-late', { originJti: 'too-late' });
    await world.eventKeys.rotate(leaver.home, world.deadline());
    await work();
    await expectGone(leaver);
  });

  test('nothing is added to a tombstone', async () => {
    const { sub } = await settle('max');
    await world.accounts.bury(sub, world.deadline());
    await expect(world.accounts.addHome(sub, 'knew', world.deadline())).rejects.toMatchObject({
      code: 'user_deleted',
    });
    await expect(world.accounts.revokeLink(sub, 'x', world.deadline())).rejects.toMatchObject({
      code: 'user_deleted',
    });
  });

  test('what Alexa says of the skill afterwards begins nothing anew', async () => {
    const leaver = await settle('nina');
    await deleted(leaver);
    const link = { sub: leaver.sub, originJti: 'link-of-amazon-nina' };
    const message = {
      v: 1,
      type: 'enablement',
      event: 'linked',
      alexaUser: 'hash-of-nina',
      at: Date.now(),
      link,
    };
    expect(
      await world.invoke('observe', { Records: [{ messageId: 'm', body: JSON.stringify(message) }] }),
    ).toEqual({ batchItemFailures: [] });
    await expectGone(leaver);
  });
});
