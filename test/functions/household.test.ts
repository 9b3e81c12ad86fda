import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MAX_HOMES } from '../../lib/homes/accounts.ts';
import { createGrants } from '../../lib/homes/grants.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { PORTAL_ORIGIN, startWorld, type World } from '../harness/world.ts';
import { codeOf } from './account-client.ts';
import { createHouseholdSide, type Household, type HouseholdSide, type Who } from './household-side.ts';

let world: World;
let side: HouseholdSide;
let amazon: ReportingSide;

beforeAll(async () => {
  world = await startWorld();
  side = createHouseholdSide(world);
  amazon = createReportingSide(world);
});
afterEach(async () => {
  world.userInfo.setFault(undefined);
  await amazon.take('looks');
});
afterAll(async () => {
  amazon.close();
  await world.close();
});

const soon = () => world.deadline();
const TOKEN = /^pli1\.k[a-z0-9]{7}\.[A-Za-z0-9_-]{43}$/;
const DOWN = { status: 503 };

describe('who may what', () => {
  /** A request about a household, with an invitation that is there. */
  type Request = (house: Household, id: string) => [route: string, body?: object];
  const ROUTES: [string, Request, Record<Who, [status: number, code?: string]>][] = [
    [
      'see the members',
      ({ key }) => [`GET /v1/homes/${key}/members`],
      { owner: [200], member: [200], stranger: [404, 'not_found'], neighbour: [404, 'not_found'] },
    ],
    [
      'invite',
      ({ key }) => [`POST /v1/homes/${key}/invitations`, {}],
      {
        owner: [201],
        member: [403, 'forbidden'],
        stranger: [404, 'not_found'],
        neighbour: [404, 'not_found'],
      },
    ],
    [
      'revoke an invitation',
      ({ key }, id) => [`DELETE /v1/homes/${key}/invitations/${id}`],
      {
        owner: [204],
        member: [403, 'forbidden'],
        stranger: [404, 'not_found'],
        neighbour: [404, 'not_found'],
      },
    ],
    [
      'revoke it by way of a home of their own',
      ({ theirs }, id) => [`DELETE /v1/homes/${theirs}/invitations/${id}`],
      {
        owner: [404, 'not_found'],
        member: [404, 'not_found'],
        stranger: [404, 'not_found'],
        neighbour: [404, 'not_found'],
      },
    ],
    [
      'hand the home to the member',
      ({ key, member }) => [`PUT /v1/homes/${key}/owner`, { sub: member }],
      {
        owner: [200],
        member: [403, 'forbidden'],
        stranger: [404, 'not_found'],
        neighbour: [404, 'not_found'],
      },
    ],
    [
      'hand it to the stranger',
      ({ key, stranger }) => [`PUT /v1/homes/${key}/owner`, { sub: stranger }],
      {
        owner: [404, 'not_found'],
        member: [403, 'forbidden'],
        stranger: [404, 'not_found'],
        neighbour: [404, 'not_found'],
      },
    ],
    [
      'remove the member',
      ({ key, member }) => [`DELETE /v1/homes/${key}/members/${member}`],
      { owner: [200], member: [200], stranger: [404, 'not_found'], neighbour: [404, 'not_found'] },
    ],
  ];
  const ROWS = ROUTES.flatMap(([what, request, allowed]) =>
    (Object.keys(allowed) as Who[]).map((who) => [who, what, request, allowed[who]] as const),
  );

  test.each(ROWS)('the %s: %s', async (who, _what, request, [status, code]) => {
    const house = await side.household();
    const { id } = await side.invite(house.owner, house.key);
    const before = await side.rows(house.key, '');
    const [route, body] = request(house, id);
    const answer = await side.as(house[who], route, body);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    // Who is refused has changed nothing.
    if (status >= 400) expect(await side.rows(house.key, '')).toEqual(before);
  });

  const ALL: Request[] = [
    ...ROUTES.map(([, request]) => request),
    () => ['POST /v1/invitations/preview', { token: 'x' }],
    () => ['POST /v1/invitations/accept', { token: 'x' }],
  ];
  test.each(['a home with its event key', 'somebody signed out', "somebody with Alexa's token"])(
    '%s: nothing',
    async (who) => {
      const house = await side.household();
      const { id } = await side.invite(house.owner, house.key);
      const eventKey = await world.eventKeys.rotate(house.key, soon());
      const credentials: Record<string, string | undefined> = {
        'a home with its event key': `Bearer ${eventKey.reveal()}`,
        "somebody with Alexa's token": `Bearer ${world.alexaToken(house.owner)}`,
      };
      const before = await side.rows(house.key, '');
      for (const request of ALL) {
        const answer = await side.throughTheDoor(credentials[who], ...request(house, id));
        // API Gateway refuses whom the authorizer does not let in.
        expect(answer?.statusCode ?? 403).toBe(403);
      }
      expect(await side.rows(house.key, '')).toEqual(before);
    },
  );

  test('the same door lets the owner in', async () => {
    const { owner, key } = await side.household();
    const authorization = `Bearer ${world.portalToken(owner)}`;
    expect(await side.throughTheDoor(authorization, `GET /v1/homes/${key}/members`)).toMatchObject({
      statusCode: 200,
    });
  });

  test('a stranger learns no more than of a home that never was', async () => {
    const house = await side.household();
    const { id } = await side.invite(house.owner, house.key);
    for (const request of ROUTES.map(([, one]) => one)) {
      const [route, body] = request(house, id);
      const nowhere = route.replace(house.key, 'kabcdefg').replace(house.theirs, 'kabcdefg');
      const [real, none] = [await side.as('nobody', route, body), await side.as('nobody', nowhere, body)];
      expect([real.status, real.text]).toEqual([none.status, none.text]);
    }
  });

  test('somebody whose account was deleted: nothing, though their rows are still there', async () => {
    const house = await side.household();
    const { id, token } = await side.invite(house.owner, house.key);
    const guest = `deleted-guest-${house.key}`;
    for (const sub of [house.owner, guest]) await side.bury(sub);
    const attempts: [string, string, object?][] = [
      ...ROUTES.slice(0, 3).map(([, request]) => [house.owner, ...request(house, id)] as [string, string]),
      [house.owner, `POST /v1/homes/${house.key}/invitations`, {}],
      [house.owner, `PUT /v1/homes/${house.key}/owner`, { sub: house.member }],
      [guest, 'POST /v1/invitations/preview', { token }],
      [guest, 'POST /v1/invitations/accept', { token }],
    ];
    for (const [sub, route, body = {}] of attempts) {
      const answer = await side.as(sub, route, body);
      expect([route, answer.status, codeOf(answer)]).toEqual([route, 410, 'user_deleted']);
    }
    expect(await side.belongs(house.key, guest)).toEqual([false, false]);
  });
});

describe('GET /v1/homes/{home}/members', () => {
  const list = async (sub: string, key: string) =>
    (await side.as(sub, `GET /v1/homes/${key}/members`)).body as {
      members: Record<string, unknown>[];
      invitations: Record<string, unknown>[];
    };

  test('names everybody, the owner first; invitations are for the owner', async () => {
    const { key, owner, member } = await side.household();
    await side.enter(key, 'aaron');
    await amazon.link(member, `amazon-${member}`);
    const open = await side.invite(owner, key, 'Guest@example.org');
    const { members, invitations } = await list(owner, key);
    const since = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(members).toEqual([
      { sub: owner, role: 'owner', email: `${owner}@example.org`, since, linked: false, you: true },
      { sub: member, role: 'member', since, linked: true, you: false },
      { sub: 'aaron', role: 'member', since, linked: false, you: false },
    ]);
    expect(invitations).toEqual([
      { id: open.id, email: 'Guest@example.org', createdAt: since, expiresAt: open.expiresAt },
    ]);
    const seen = await list(member, key);
    expect(seen.invitations).toEqual([]);
    expect(seen.members.map(({ sub, you }) => [sub, you])).toEqual([
      [owner, false],
      [member, true],
      ['aaron', false],
    ]);
  });

  test('a link that Alexa takes no events for is none', async () => {
    const { key, owner, member } = await side.household();
    const grant = await amazon.link(member, `dead-${member}`);
    const place = { pk: `USER#${member}`, sk: `GRANT#${grant.region}#${grant.originJti}` };
    const die = { update: 'SET dead = :why', expression: 'attribute_exists(pk)', values: { ':why': 'x' } };
    await world.registry.update(place, die, soon());
    expect(await createGrants(world.registry, world.vault).list(member, soon())).toHaveLength(1);
    expect((await list(owner, key)).members[1]).toMatchObject({ sub: member, linked: false });
  });

  test('whose token a member item cannot be: what was deleted is not listed', async () => {
    const { key, owner, member } = await side.household();
    await side.as(owner, `DELETE /v1/homes/${key}/members/${member}`);
    expect((await list(owner, key)).members.map(({ sub }) => sub)).toEqual([owner]);
  });
});

describe('an invitation by link', () => {
  test('from being made to the member that it makes', async () => {
    const { key, owner, stranger } = await side.household();
    const { link, token, id } = await side.invite(owner, key);
    expect(link).toBe(`${PORTAL_ORIGIN}/join#${token}`);
    expect(token).toMatch(TOKEN);
    const preview = await side.preview(stranger, token);
    const { expiresAt } = preview.body;
    expect(preview).toMatchObject({
      status: 200,
      body: { homeName: 'Home', owner: `${owner}@example.org`, expiresAt },
    });
    const days = (Date.parse(String(expiresAt)) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.99);
    expect(days).toBeLessThanOrEqual(7);
    expect(await side.belongs(key, stranger)).toEqual([false, false]);
    const accepted = await side.accept(stranger, token);
    expect([accepted.status, accepted.body]).toEqual([200, { home: key, name: 'Home' }]);
    expect(await side.belongs(key, stranger)).toEqual([true, true]);
    expect(await world.members.read(key, stranger, soon())).toMatchObject({
      role: 'member',
      email: `${stranger}@example.org`,
    });
    expect(await side.rows(key, 'INVITATION#')).toEqual([]);
    expect((await side.as(owner, `DELETE /v1/homes/${key}/invitations/${id}`)).status).toBe(404);
    expect((await side.as(stranger, 'GET /v1/me')).body.homes).toMatchObject([{ home: key, role: 'member' }]);
  });

  test('works once; there is one answer for all that is wrong with one', async () => {
    const house = await side.household();
    const [used, revoked, old] = [
      await side.invite(house.owner, house.key),
      await side.invite(house.owner, house.key),
      await side.invite(house.owner, house.key),
    ];
    expect((await side.accept(house.stranger, used.token)).status).toBe(200);
    await side.as(house.owner, `DELETE /v1/homes/${house.key}/invitations/${revoked.id}`);
    const [left] = await side.rows(house.key, 'INVITATION#');
    if (left === undefined) throw new Error('no invitation');
    // Too old, and not swept yet.
    const always = { expression: 'attribute_exists(pk)' };
    await world.registry.put({ ...left, expiresAt: Date.now() - 1 }, always, soon());
    const flipped = `${used.token.slice(0, -2)}${used.token.endsWith('AA') ? 'BB' : 'AA'}`;
    const unknown = [flipped, `pli1.${house.theirs}.${used.token.slice(-43)}`, 'pli1', '__proto__', 'x'];
    const answers = [];
    for (const token of [used.token, revoked.token, old.token, ...unknown])
      for (const ask of [side.preview, side.accept]) answers.push(await ask('latecomer', token));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({
      status: 404,
      body: { error: { code: 'invitation_invalid', remedy: expect.stringContaining('new link') } },
    });
    expect(await world.accounts.read('latecomer', soon())).toBeUndefined();
  });

  test('accepted again by the same user is harmless, and so is one accepted by who is in', async () => {
    const { key, owner, member, stranger } = await side.household();
    const { token } = await side.invite(owner, key);
    for (let count = 0; count < 3; count += 1) {
      const { status, body } = await side.accept(stranger, token);
      expect([status, body]).toEqual([200, { home: key, name: 'Home' }]);
    }
    const members = await world.members.list(key, soon());
    const fresh = await side.invite(owner, key);
    for (const sub of [owner, member, stranger])
      expect((await side.accept(sub, fresh.token)).status).toBe(200);
    // Nobody became less, or more, than they were; and the invitation is still good for another.
    const roles = (all: typeof members) => all.map(({ sub, role, since }) => [sub, role, since]);
    expect(roles(await world.members.list(key, soon()))).toEqual(roles(members));
    expect((await world.connections.read(key, soon()))?.owner).toBe(owner);
    expect((await side.accept('another', fresh.token)).status).toBe(200);
  });

  test('somebody who was removed does not come back by it, used up or cut off in the middle', async () => {
    const { key, owner, stranger } = await side.household();
    const { token } = await side.invite(owner, key);
    await side.accept(stranger, token);
    await side.as(owner, `DELETE /v1/homes/${key}/members/${stranger}`);
    expect(codeOf(await side.accept(stranger, token))).toBe('invitation_invalid');
    // A joining that came to grief after the last step but one leaves the claim behind.
    const next = await side.invite(owner, key);
    const [row] = await side.rows(key, 'INVITATION#');
    await world.registry.put(
      { ...row, pk: `HOME#${key}`, sk: 'INVITATION#0', takenBy: stranger },
      {
        expression: 'attribute_exists(pk)',
      },
      soon(),
    );
    await side.enter(key, stranger);
    await side.as(owner, `DELETE /v1/homes/${key}/members/${stranger}`);
    expect(codeOf(await side.accept(stranger, next.token))).toBe('invitation_invalid');
    expect(await side.belongs(key, stranger)).toEqual([false, false]);
  });

  test('of a home that was disconnected is none, even if a row of it is left', async () => {
    const { key, owner, stranger } = await side.household();
    const { token } = await side.invite(owner, key);
    const connection = await world.connections.read(key, soon());
    if (connection === undefined) throw new Error('no home');
    await world.connections.delete(connection, soon());
    for (const ask of [side.preview, side.accept])
      expect(codeOf(await ask(stranger, token))).toBe('invitation_invalid');
    expect(await side.belongs(key, stranger)).toEqual([false, false]);
  });

  test('nobody gets into more homes than one may have, and the invitation stays good', async () => {
    const { key, owner, stranger } = await side.household();
    for (let count = 0; count < MAX_HOMES; count += 1)
      await world.accounts.addHome('collector', `kmany${count}00`, soon());
    const { token } = await side.invite(owner, key);
    const answer = await side.accept('collector', token);
    expect([answer.status, codeOf(answer)]).toEqual([409, 'too_many_homes']);
    expect(await side.belongs(key, 'collector')).toEqual([false, false]);
    await world.accounts.removeHome('collector', 'kmany000', soon());
    expect((await side.accept('collector', token)).status).toBe(200);
    expect(codeOf(await side.accept(stranger, token))).toBe('invitation_invalid');
  });

  test('there are ten at most, and the eleventh says what to do', async () => {
    const { key, owner } = await side.household();
    for (let count = 0; count < 10; count += 1) await side.invite(owner, key);
    const answer = await side.as(owner, `POST /v1/homes/${key}/invitations`, {});
    expect([answer.status, codeOf(answer)]).toEqual([409, 'too_many_invitations']);
    expect(answer.text).toContain('Revoke');
  });

  test('needs no login service: without it nobody knows by whom it is', async () => {
    const { key, owner, stranger } = await side.household();
    world.userInfo.setFault(DOWN);
    const { token } = await side.invite(owner, key);
    expect(Object.keys((await side.preview(stranger, token)).body).toSorted()).toEqual([
      'expiresAt',
      'homeName',
    ]);
    expect((await side.accept(stranger, token)).status).toBe(200);
    expect(await world.members.read(key, stranger, soon())).not.toHaveProperty('email');
  });

  test('an address that is not verified is not shown to anybody', async () => {
    const { key, owner, stranger } = await side.household();
    for (const sub of [owner, stranger])
      world.userInfo.set(sub, { email: 'ceo@example.org', email_verified: 'false' });
    const { token } = await side.invite(owner, key);
    await side.accept(stranger, token);
    expect(JSON.stringify(await side.rows(key, ''))).not.toContain('ceo@example.org');
  });
});

describe('an invitation that is bound to an address', () => {
  const ADDRESS = 'guest@example.org';

  test.each<[string, string, string | boolean]>([
    ['that address', ADDRESS, 'true'],
    ['the address in capitals', 'GUEST@Example.ORG', 'true'],
    ['the address, verified as a boolean', ADDRESS, true],
  ])('is for whoever has %s', async (_what, email, verified) => {
    const { key, owner, stranger } = await side.household();
    const { token } = await side.invite(owner, key, ADDRESS);
    world.userInfo.set(stranger, { email, email_verified: verified });
    expect((await side.preview(stranger, token)).status).toBe(200);
    expect((await side.accept(stranger, token)).status).toBe(200);
    expect(await world.members.read(key, stranger, soon())).toMatchObject({ email });
  });

  test.each<[string, string, string | boolean]>([
    ['another address', 'somebody@example.org', 'true'],
    ['the address, not verified', ADDRESS, 'false'],
    ['the address, not verified as a boolean', ADDRESS, false],
    ['an address that begins like it', `${ADDRESS}.evil.example`, 'true'],
    ['an address that looks like it', 'gue\u017Ft@example.org', 'true'],
    ['no address', '', 'true'],
  ])('is not for whoever has %s, and stays good', async (_what, email, verified) => {
    const { key, owner, stranger } = await side.household();
    const { token } = await side.invite(owner, key, ADDRESS);
    world.userInfo.set(stranger, { email, email_verified: verified });
    for (const ask of [side.preview, side.accept]) {
      const answer = await ask(stranger, token);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'invitation_not_yours']);
      expect(answer.text).not.toContain(ADDRESS);
    }
    expect(await side.belongs(key, stranger)).toEqual([false, false]);
    world.userInfo.set(stranger, { email: ADDRESS, email_verified: 'true' });
    expect((await side.accept(stranger, token)).status).toBe(200);
  });

  test('is for nobody while the login service does not say who it is', async () => {
    const { key, owner, stranger } = await side.household();
    const { token } = await side.invite(owner, key, ADDRESS);
    world.userInfo.set(stranger, { email: ADDRESS, email_verified: 'true' });
    const bodies = [DOWN, { body: '{' }, { status: 401 }, { body: `{"sub":"x","email":"${ADDRESS}"}` }];
    for (const fault of bodies) {
      world.userInfo.setFault(fault);
      for (const ask of [side.preview, side.accept]) {
        const answer = await ask(stranger, token);
        expect([answer.status, codeOf(answer)]).toEqual([503, 'user_info_unavailable']);
      }
    }
    world.userInfo.setFault(undefined);
    // The token that the address is asked with must be the caller's own.
    const theirs = { authorization: `Bearer ${world.portalToken(stranger)}` };
    for (const headers of [{}, theirs]) {
      const answer = await side.api('thief', 'POST /v1/invitations/accept', { token }, headers);
      expect(codeOf(answer)).toBe('user_info_unavailable');
    }
    expect((await side.accept(stranger, token)).status).toBe(200);
  });

  test.each(['', 'guest', 'guest@', '@example.org', 'guest@localhost', 'a b@example.org'])(
    '"%s" is no address',
    async (email) => {
      const { key, owner } = await side.household();
      const answer = await side.as(owner, `POST /v1/homes/${key}/invitations`, { email });
      expect(answer).toMatchObject({ status: 400, body: { error: { field: 'email' } } });
      expect(await side.rows(key, 'INVITATION#')).toEqual([]);
    },
  );

  test.each([
    'guest@example.org?bcc=all@example.org',
    'guest@example.org\r\nBcc: all@example.org',
    'guest@example.org,all@example.org',
    'gue\u017Ft@example.org',
    `${'x'.repeat(250)}@example.org`,
  ])('"%s" is none that a link for mail could carry', async (email) => {
    const { key, owner } = await side.household();
    const answer = await side.as(owner, `POST /v1/homes/${key}/invitations`, { email });
    expect(answer).toMatchObject({ status: 400, body: { error: { field: 'email' } } });
  });
});

describe('PUT /v1/homes/{home}/owner', () => {
  const handOver = (sub: string, key: string, to: string) =>
    side.as(sub, `PUT /v1/homes/${key}/owner`, { sub: to });
  const roles = async (sub: string, key: string) => {
    const { members } = (await side.as(sub, `GET /v1/homes/${key}/members`)).body as {
      members: { sub: string; role: string }[];
    };
    return Object.fromEntries(members.map((one) => [one.sub, one.role]));
  };

  test('changes places: what the one might, the other may now', async () => {
    const { key, owner, member, stranger } = await side.household();
    const before = await world.connections.read(key, soon());
    const open = await side.invite(owner, key);
    const answer = await handOver(owner, key, member);
    expect([answer.status, answer.body]).toEqual([200, { home: key, owner: member }]);
    expect(await roles(owner, key)).toEqual({ [owner]: 'member', [member]: 'owner' });
    const stored = await world.members.list(key, soon());
    expect(stored.map(({ sub, role }) => [sub, role])).toEqual([
      [member, 'owner'],
      [owner, 'member'],
    ]);
    // Token, address and whatever else there is of the connection stay.
    const after = await world.connections.read(key, soon());
    expect(after).toEqual({
      ...before,
      owner: member,
      handedOver: true,
      version: Number(before?.version) + 1,
    });
    expect(codeOf(await handOver(owner, key, owner))).toBe('forbidden');
    expect(codeOf(await side.as(owner, `DELETE /v1/homes/${key}`))).toBe('forbidden');
    expect(codeOf(await side.as(owner, `POST /v1/homes/${key}/invitations`, {}))).toBe('forbidden');
    expect(codeOf(await side.as(owner, `POST /v1/homes/${key}/package`, {}))).toBe('forbidden');
    expect((await side.as(member, `DELETE /v1/homes/${key}/invitations/${open.id}`)).status).toBe(204);
    await side.invite(member, key);
    expect(codeOf(await side.as(owner, `DELETE /v1/homes/${key}/members/${member}`))).toBe('forbidden');
    expect((await side.as(member, `DELETE /v1/homes/${key}/members/${owner}`)).status).toBe(200);
    expect(codeOf(await handOver(member, key, stranger))).toBe('not_found');
  });

  test('to oneself changes nothing', async () => {
    const { key, owner } = await side.household();
    const before = await side.rows(key, '');
    expect((await handOver(owner, key, owner)).status).toBe(200);
    expect(await side.rows(key, '')).toEqual(before);
  });

  test('to somebody who has left, or whose account was deleted, is refused', async () => {
    const { key, owner, member } = await side.household();
    await side.enter(key, `gone-${key}`);
    await side.bury(`gone-${key}`);
    await side.as(member, `DELETE /v1/homes/${key}/members/${member}`);
    for (const to of [member, `gone-${key}`, '', '__proto__', 'x#MEMBER']) {
      const answer = await handOver(owner, key, to);
      expect(answer.status).toBe(to === '' ? 400 : 404);
    }
    expect((await world.connections.read(key, soon()))?.owner).toBe(owner);
    expect((await world.members.list(key, soon())).filter(({ role }) => role === 'owner')).toHaveLength(1);
  });

  test('there and back', async () => {
    const { key, owner, member } = await side.household();
    await handOver(owner, key, member);
    await handOver(member, key, owner);
    expect(await roles(owner, key)).toEqual({ [owner]: 'owner', [member]: 'member' });
  });
});

test('a home that only the account names, and no membership, is shown to nobody', async () => {
  const { key, member, owner } = await side.household();
  await world.members.remove(key, member, soon());
  expect(await side.belongs(key, member)).toEqual([false, true]);
  expect((await side.as(member, 'GET /v1/me')).body.homes).toEqual([]);
  expect((await side.as(member, 'GET /v1/status')).body.homes).toEqual([]);
  expect((await side.as(owner, 'GET /v1/me')).body.homes).toMatchObject([{ home: key }]);
  // And is still theirs to be rid of.
  expect((await side.as(member, `DELETE /v1/homes/${key}/members/${member}`)).status).toBe(200);
  expect(await side.belongs(key, member)).toEqual([false, false]);
});

test('bodies that do not fit name the field and quote nothing', async () => {
  const { key, owner } = await side.household();
  const SECRET = 'hunter2hunter2';
  const rows: [string, object, string][] = [
    ['POST /v1/invitations/accept', {}, 'token'],
    ['POST /v1/invitations/accept', { token: SECRET.repeat(20) }, 'token'],
    ['POST /v1/invitations/preview', { token: [SECRET] }, 'token'],
    ['POST /v1/invitations/preview', { token: 'x', home: SECRET }, 'home'],
    [`POST /v1/homes/${key}/invitations`, { email: 7 }, 'email'],
    [`POST /v1/homes/${key}/invitations`, { role: 'owner' }, 'role'],
    [`PUT /v1/homes/${key}/owner`, {}, 'sub'],
    [`PUT /v1/homes/${key}/owner`, { sub: { S: SECRET } }, 'sub'],
  ];
  for (const [route, body, field] of rows) {
    const answer = await side.as(owner, route, body);
    expect([route, answer.status, answer.body]).toMatchObject([route, 400, { error: { field } }]);
    expect(answer.text).not.toContain(SECRET);
  }
});
