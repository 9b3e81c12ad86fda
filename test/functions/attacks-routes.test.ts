import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeAccount } from '../../functions/account/compose.ts';
import { routesOf } from '../../functions/account/routes.ts';
import { vetEndpoints } from '../../lib/alexa/discovery.ts';
import { createLog } from '../../lib/telemetry/logger.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { endpointNamed } from '../harness/samples.ts';
import { asText, dumpTableAt } from '../harness/table-dump.ts';
import { startWorld, type World } from '../harness/world.ts';
import { codeOf } from './account-client.ts';
import { createHouseholdSide, type Household, type HouseholdSide } from './household-side.ts';

/** Every route of the API, tried by everybody who has no business there. A new route has to be entered here. */

let world: World;
let side: HouseholdSide;
let amazon: ReportingSide;
beforeAll(async () => {
  world = await startWorld();
  side = createHouseholdSide(world);
  amazon = createReportingSide(world);
});
afterAll(async () => {
  amazon.close();
  await world.close();
});

/** A house to attack: with a device, an open invitation, and an Alexa of its owner's. */
interface House extends Household {
  invitation: string;
  token: string;
  /** The owner's link with Alexa, by its public id. */
  link: string;
  /** Was a member, and was put out. */
  removed: string;
  /** Had the home before, and stayed as a member. */
  before: string;
}

const alexa = { type: 'AlexaInterface', interface: 'Alexa', version: '3' };

async function house(): Promise<House> {
  const people = await side.household();
  const { key, owner, member } = people;
  const [removed, before] = [`removed-${key}`, `before-${key}`];
  for (const sub of [removed, before]) await side.enter(key, sub);
  expect((await side.as(owner, `DELETE /v1/homes/${key}/members/${removed}`)).status).toBe(200);
  for (const [from, to] of [
    [owner, before],
    [before, owner],
  ])
    expect((await side.as(from ?? '', `PUT /v1/homes/${key}/owner`, { sub: to })).status).toBe(200);
  const lamp = endpointNamed('light#a', 'Lamp');
  const found = vetEndpoints([{ ...lamp, capabilities: [...lamp.capabilities, alexa] }], key);
  await storeDiscovery(world.devices, key, found, Date.now(), world.deadline());
  await amazon.link(owner, `amazon-${owner}`);
  const { id, token } = await side.invite(owner, key);
  const status = await side.as(owner, 'GET /v1/status');
  const [link] = status.body.links as { link: string }[];
  return { ...people, member, invitation: id, token, link: link?.link ?? '', removed, before };
}

type Request = (at: House) => [route: string, body?: object];
/** Who may: `owner`, every `member`, or whoever it is `own` to. */
const ROUTES: Readonly<Record<string, ['owner' | 'member' | 'own', Request]>> = {
  'GET /v1/me': ['own', () => ['GET /v1/me']],
  'GET /v1/me/export': ['own', () => ['GET /v1/me/export']],
  'DELETE /v1/me': ['own', () => ['DELETE /v1/me']],
  'PUT /v1/me/default-home': ['own', ({ key }) => ['PUT /v1/me/default-home', { home: key }]],
  'GET /v1/me/deletion': ['own', () => ['GET /v1/me/deletion']],
  'GET /v1/status': ['own', () => ['GET /v1/status']],
  'DELETE /v1/links/{region}/{link}': ['own', ({ link }) => [`DELETE /v1/links/NA/${link}`]],
  'POST /v1/homes': ['own', () => ['POST /v1/homes', { url: 'https://192.168.0.1', token: 'token' }]],
  'POST /v1/homes/probe': ['own', () => ['POST /v1/homes/probe', { url: 'https://192.168.0.1' }]],
  'POST /v1/homes/oauth': ['own', () => ['POST /v1/homes/oauth', { url: 'https://192.168.0.1' }]],
  'POST /v1/homes/oauth/finish': ['own', () => ['POST /v1/homes/oauth/finish', { state: 's', code: 'c' }]],
  'POST /v1/invitations/preview': ['own', ({ token }) => ['POST /v1/invitations/preview', { token }]],
  'POST /v1/invitations/accept': ['own', ({ token }) => ['POST /v1/invitations/accept', { token }]],
  'GET /v1/homes/{home}/assistants': ['owner', ({ key }) => [`GET /v1/homes/${key}/assistants`]],
  'GET /v1/homes/{home}/devices': ['member', ({ key }) => [`GET /v1/homes/${key}/devices`]],
  'GET /v1/homes/{home}/members': ['member', ({ key }) => [`GET /v1/homes/${key}/members`]],
  'POST /v1/homes/{home}/sync': ['member', ({ key }) => [`POST /v1/homes/${key}/sync`]],
  'POST /v1/homes/{home}/package': ['owner', ({ key }) => [`POST /v1/homes/${key}/package`, {}]],
  'PATCH /v1/homes/{home}': [
    'owner',
    ({ key }) => [`PATCH /v1/homes/${key}`, { name: 'Mine', paused: true }],
  ],
  'PUT /v1/homes/{home}/devices/{endpoint}': [
    'owner',
    ({ key }) => [`PUT /v1/homes/${key}/devices/light%23a`, { hidden: true }],
  ],
  'POST /v1/homes/{home}/invitations': ['owner', ({ key }) => [`POST /v1/homes/${key}/invitations`, {}]],
  'DELETE /v1/homes/{home}/invitations/{invitation}': [
    'owner',
    ({ key, invitation }) => [`DELETE /v1/homes/${key}/invitations/${invitation}`],
  ],
  'PUT /v1/homes/{home}/owner': [
    'owner',
    ({ key, member }) => [`PUT /v1/homes/${key}/owner`, { sub: member }],
  ],
  'DELETE /v1/homes/{home}/members/{member}': [
    'owner',
    ({ key, before }) => [`DELETE /v1/homes/${key}/members/${before}`],
  ],
  'DELETE /v1/homes/{home}': ['owner', ({ key }) => [`DELETE /v1/homes/${key}`]],
};

const everything = async () =>
  asText(await Promise.all(['registry', 'devices'].map((table) => dumpTableAt(world.dynamoDb.url, table))));

const OF_A_HOME = Object.entries(ROUTES).filter(([route]) => route.includes('{home}'));

test('the table has every route', () => {
  const routes = routesOf(composeAccount(process.env, createLog()));
  const known = routes.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(ROUTES).toSorted()).toEqual(known.toSorted());
});

describe('a route of a home', () => {
  /** What the requester is to the home, and whether the home exists for them. */
  const ATTACKERS: [string, (at: House) => string, 'inside' | 'outside'][] = [
    ['a member', ({ member }) => member, 'inside'],
    ['the owner before, still a member', ({ before: former }) => former, 'inside'],
    ['somebody who was put out', ({ removed }) => removed, 'outside'],
    ['a stranger', ({ stranger }) => stranger, 'outside'],
    ['the owner of another home', ({ neighbour }) => neighbour, 'outside'],
  ];

  test('changes nothing for whom it is not for, and to those outside there is no such home', async () => {
    const at = await house();
    await amazon.take('looks');
    const before = await everything();
    for (const [name, [forWhom, request]] of OF_A_HOME) {
      for (const [who, subOf, where] of ATTACKERS) {
        if (where === 'inside' && forWhom === 'member') continue;
        const [route, body] = request(at);
        // Leaving is everybody's own.
        if (subOf(at) === at.before && name.includes('{member}')) continue;
        const answer = await side.as(subOf(at), route, body);
        const expected = where === 'inside' ? [403, 'forbidden'] : [404, 'not_found'];
        expect([name, who, answer.status, codeOf(answer)]).toEqual([name, who, ...expected]);
        if (where === 'inside') continue;
        const never = await side.as(subOf(at), route.replace(at.key, 'kabcdefg'), body);
        expect([name, never.status, never.text]).toEqual([name, answer.status, answer.text]);
      }
    }
    expect(await everything()).toBe(before);
    expect(await amazon.take('looks')).toEqual([]);
  });

  test.each(OF_A_HOME)('%s: the owner may, so the request itself is good', async (_route, [, request]) => {
    const at = await house();
    const answer = await side.as(at.owner, ...request(at));
    // No Home Assistant is behind these homes: what would ask it gets as far as that.
    expect(codeOf(answer) ?? 'fine').toMatch(/^(fine|home_address_blocked)$/);
  });
});

test('a link with Alexa of somebody else is none, whoever tries and however it is named', async () => {
  const at = await house();
  const before = await everything();
  const [, originJti = ''] =
    (await amazon.grants.list(at.owner, world.deadline())).map(({ region, originJti: jti }) =>
      `${region} ${jti}`.split(' '),
    )[0] ?? [];
  const answers = [];
  for (const sub of [at.member, at.stranger, at.neighbour])
    for (const link of [at.link, 'AAAAAAAAAAAAAAAAAAAAAA', originJti])
      for (const region of ['NA', 'EU', '__proto__', 'NA%23'])
        answers.push(await side.as(sub, `DELETE /v1/links/${region}/${link}`));
  // Its own owner too, by the name that it has inside.
  answers.push(await side.as(at.owner, `DELETE /v1/links/NA/${originJti}`));
  answers.push(await side.as(at.owner, `DELETE /v1/links/EU/${at.link}`));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(404);
  expect(await everything()).toBe(before);
  expect((await side.as(at.owner, `DELETE /v1/links/NA/${at.link}`)).status).toBe(200);
});

describe('at the door, every route', () => {
  test('is shut for whoever is not signed in at the portal', async () => {
    const at = await house();
    const eventKey = (await world.eventKeys.rotate(at.key, world.deadline())).reveal();
    const idToken = { token_use: 'id', aud: 'portal-client', client_id: undefined, scope: undefined };
    const portal = (more: Parameters<World['portalToken']>[1]) => world.portalToken(at.owner, more);
    const [head = '', , signature = ''] = portal({}).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    const [, claims = ''] = portal({}).split('.');
    const CREDENTIALS: [string, string | undefined][] = [
      ['nothing', undefined],
      ['an empty word', 'Bearer '],
      ['another scheme', `Basic ${Buffer.from(`${at.owner}:x`).toString('base64')}`],
      ["Alexa's token of the owner", `Bearer ${world.alexaToken(at.owner)}`],
      ['an ID token', `Bearer ${portal({ claims: idToken })}`],
      ['one without our scope', `Bearer ${portal({ scope: 'openid email' })}`],
      ["one with Alexa's scope besides another client", `Bearer ${portal({ clientId: 'alexa-client' })}`],
      ['one that has ended', `Bearer ${portal({ expiresIn: -3_600 })}`],
      ['one that is not signed', `Bearer ${none}.${claims}.`],
      [
        'one with the claims of another',
        `Bearer ${head}.${world.portalToken('x').split('.')[1]}.${signature}`,
      ],
      ['two at once', `Bearer ${portal({})}, Bearer ${portal({})}`],
      ['the event key of the home', `Bearer ${eventKey}`],
      ["an invitation's token", `Bearer ${at.token}`],
    ];
    const before = await everything();
    for (const [what, authorization] of CREDENTIALS) {
      for (const [name, [, request]] of Object.entries(ROUTES)) {
        const answer = await side.throughTheDoor(authorization, ...request(at));
        expect([what, name, answer?.statusCode ?? 403]).toEqual([what, name, 403]);
      }
    }
    expect(await everything()).toBe(before);
  });

  test('says 410 to somebody whose account was deleted, but how far that is', async () => {
    const at = await house();
    await side.bury(at.owner);
    const before = await everything();
    const LEFT = ['DELETE /v1/me', 'GET /v1/me/deletion'];
    for (const [name, [, request]] of Object.entries(ROUTES)) {
      if (LEFT.includes(name)) continue;
      const answer = await side.as(at.owner, ...request(at));
      expect([name, answer.status, codeOf(answer)]).toEqual([name, 410, 'user_deleted']);
      // Nor by another spelling of the two that are left.
      const [method] = name.split(' ');
      for (const path of ['/v1/me/', '/v1//me', '/v1/me/deletion/', '/v1/./me']) {
        const around = await side.as(at.owner, `${method} ${path}`, {});
        expect([method, path, around.status]).toEqual([method, path, 410]);
      }
    }
    expect(await everything()).toBe(before);
  });
});
