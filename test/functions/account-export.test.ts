import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccountExport, LEFT_OUT } from '../../lib/bridge/export-account.ts';
import type { OwnedHomeExport } from '../../lib/bridge/export-home.ts';
import { createBegunHomes } from '../../lib/homes/begun-homes.ts';
import { linkIdOf } from '../../lib/homes/grants.ts';
import type { Item } from '../../lib/homes/table.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { accountEvent } from '../harness/http-event.ts';
import { createLeavingSide, type Leaver, type LeavingSide, type Row } from '../harness/leaving.ts';
import { endpointNamed } from '../harness/samples.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createAccountClient } from './account-client.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LAMBDA_ANSWER_BYTES = 6 * 1024 * 1024;

let world: World;
let home: Home;
let flat: Home;
let leaving: LeavingSide;
let leaver: Leaver;
let stranger: Leaver;
let text: string;
let held: AccountExport;
let rows: Row[];

beforeAll(async () => {
  [home, flat] = await Promise.all([startHome(), startHome()]);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url, flat.url) });
  leaving = createLeavingSide(world);
  leaver = await leaving.settle('anna', { home, flat });
  stranger = await leaving.settle('bert', { home, flat });
  await world.accounts.revokeLink(leaver.sub, 'an-old-link', world.deadline());
  const answer = await createAccountClient(world)(leaver.sub, 'GET /v1/me/export');
  expect(answer.status).toBe(200);
  text = answer.text;
  held = answer.body as unknown as AccountExport;
  rows = await leaving.rows();
});
afterAll(async () => {
  leaving.close();
  await Promise.all([world.close(), home.close(), flat.close()]);
});

const own = (): OwnedHomeExport => {
  const [first] = held.homes;
  if (first === undefined) throw new Error('no home in the export');
  return first;
};
const kindOf = ({ pk, sk }: Item) => `${pk.split('#')[0]} ${sk.split('#')[0]}`;
const idOf = ({ sk }: Item) => sk.slice(sk.indexOf('#') + 1);

/** Where each kind of item that belongs to a user is in their export. */
const FOUND: Readonly<Record<string, (item: Item) => boolean>> = {
  'USER ACCOUNT': ({ homes, defaultHome }) =>
    JSON.stringify(held.account.homes) === JSON.stringify(homes) && held.account.defaultHome === defaultHome,
  'USER GRANT': ({ sk }) =>
    held.links.some(
      ({ link, signIn, region }) =>
        sk === `GRANT#${region}#${signIn}` && link === linkIdOf({ originJti: signIn }),
    ),
  'USER LINK': ({ name }) => held.signInsUnderWay.some((one) => one.name === name),
  'USER ALEXAUSER': (item) => held.alexaUsers.some(({ hash }) => hash === idOf(item)),
  'ALEXAUSER ENABLEMENT': ({ pk }) =>
    held.alexaUsers.some(({ hash, links }) => pk === `ALEXAUSER#${hash}` && links.length === 1),
  'HOME CONNECTION': ({ pk, name, url }) =>
    `HOME#${own().home}` === pk && own().name === name && own().url === url,
  'HOME EVENTKEY': ({ createdAt }) => own().eventKey?.createdAt === new Date(Number(createdAt)).toISOString(),
  'HOME INVITATION': ({ id, email }) => own().invitations.some((one) => one.id === id && one.email === email),
  'HOME OVERRIDE': (item) =>
    own().overrides.some((one) => one.device === idOf(item) && one.name === item.name),
  'HOME CATALOGUE': ({ devices }) => own().catalogue?.devices === devices,
  'HOME PRESENCE': () => own().presence !== null,
  'HOME DEVICE': (item) =>
    own().devices.some(({ id, endpoint }) => id === idOf(item) && JSON.stringify(endpoint) === item.endpoint),
  'HOME TOLD': (item) =>
    own().told.some(
      ({ id, properties }) => id === idOf(item) && JSON.stringify(properties) === item.properties,
    ),
  'HOME MEMBER': ({ pk, email }) =>
    pk === `HOME#${own().home}`
      ? own().membership.email === email
      : held.memberships.some((one) => pk === `HOME#${one.home}` && one.email === email),
};

/** What is left out, by the reasons that the export itself gives. */
function isLeftOut(item: Item): boolean {
  const reasons = LEFT_OUT.map(({ what }) => what).join('; ');
  if (kindOf(item) === 'HOME MEMBER') {
    return idOf(item) !== leaver.sub && reasons.includes('Other members');
  }
  return kindOf(item) === 'HOME PRESS' && reasons.includes('doorbell');
}

/** Whatever stands under the user's name, or that of their home, or names them. */
const belongsToLeaver = ({ item, text: words }: Row) =>
  item.pk === `USER#${leaver.sub}` || item.pk === `HOME#${leaver.home}` || words.includes(leaver.sub);

describe('the export of an account', () => {
  test('holds every item of both tables that belongs to the user, or says why not', () => {
    const belonging = rows.filter(belongsToLeaver);
    expect(new Set(belonging.map(({ item }) => kindOf(item)))).toEqual(new Set(Object.keys(FOUND)));
    const missing = belonging
      .filter(({ item }) => !isLeftOut(item) && FOUND[kindOf(item)]?.(item) !== true)
      .map(({ item }) => `${item.pk} ${item.sk}`);
    expect(missing).toEqual([]);
  });

  test('says what is left out, and why', () => {
    expect(held.leftOut).toEqual(LEFT_OUT);
    expect(held.leftOut.every(({ what, why }) => what.length > 10 && why.length > 10)).toBe(true);
  });

  test('holds no secret, sealed or not, and no hash of one', () => {
    expect(text).not.toContain(leaver.token);
    expect(text).not.toContain(Buffer.from('sealed').toString('base64'));
    for (const { item } of rows.filter(belongsToLeaver)) {
      const { sealed, hash, codes } = item as {
        sealed?: Record<string, unknown>;
        hash?: string;
        codes?: string[];
      };
      const parts = Object.values(sealed ?? {}).filter((part) => part instanceof Uint8Array);
      for (const part of parts) {
        expect(text).not.toContain(Buffer.from(part as Uint8Array).toString('base64'));
      }
      for (const secret of [hash, ...(codes ?? [])])
        if (secret !== undefined) expect(text).not.toContain(secret);
    }
  });

  test('holds nothing of anybody else', () => {
    for (const other of [
      stranger.sub,
      stranger.home,
      stranger.member,
      leaver.member,
      leaver.landlord,
      'amazon-bert',
      'bert@example.org',
    ])
      expect(text).not.toContain(other);
  });

  test('is of this user and this moment', () => {
    expect(Math.abs(Date.parse(held.exportedAt) - Date.now())).toBeLessThan(60_000);
    expect(held.account).toMatchObject({
      sub: leaver.sub,
      defaultHome: leaver.flat,
      disconnectedLinks: ['an-old-link'],
    });
    expect(held.memberships).toEqual([
      {
        home: leaver.flat,
        name: 'Home',
        since: expect.any(String),
        email: 'anna@example.org',
        invitations: [],
      },
    ]);
    expect(own()).toMatchObject({ home: leaver.home, homeAssistantVersion: '2026.8.3', paused: false });
  });

  test('holds a home whose connecting was cut off', async () => {
    const sub = 'cut-off';
    const soon = world.deadline();
    const key = await world.connect(sub, home.url, 'token');
    await world.accounts.removeHome(sub, key, soon);
    await createBegunHomes(world.registry).note(sub, key, soon);
    const { body } = await createAccountClient(world)(sub, 'GET /v1/me/export');
    expect(body).toMatchObject({ account: { homes: [] }, homes: [{ home: key }], memberships: [] });
  });

  test('of more than Lambda can answer with comes compressed', async () => {
    const key = await world.connect('collector', home.url, 'token');
    const description = 'Light via Home Assistant, which says a lot about it. '.repeat(2_200);
    const endpoints = Array.from({ length: 60 }, (_none, at) => ({
      ...endpointNamed(`light#${at}`),
      description,
    }));
    await storeDiscovery(world.devices, key, { endpoints, heldBack: [] }, Date.now(), world.deadline());
    const headers = { 'accept-encoding': 'gzip, deflate, br' };
    const event = accountEvent('collector', 'GET', '/v1/me/export', undefined, headers);
    const answer = (await world.invoke('account', event)) as APIGatewayProxyStructuredResultV2;
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'content-encoding': 'gzip' });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(LAMBDA_ANSWER_BYTES);
    const plain = gunzipSync(Buffer.from(answer.body ?? '', 'base64'));
    expect(plain.length).toBeGreaterThan(LAMBDA_ANSWER_BYTES);
    const { homes } = JSON.parse(plain.toString('utf8')) as AccountExport;
    expect(homes[0]?.devices).toHaveLength(60);
  });

  test('of somebody of whom nothing is held says so', async () => {
    const { body } = await createAccountClient(world)('newcomer', 'GET /v1/me/export');
    expect(body).toMatchObject({
      account: { sub: 'newcomer', createdAt: null, homes: [] },
      homes: [],
      memberships: [],
      links: [],
      alexaUsers: [],
      signInsUnderWay: [],
    });
  });

  test('of a sign-in that was begun without a name says that there is none', async () => {
    const api = createAccountClient(world);
    await api('nameless', 'POST /v1/homes/oauth', { url: home.url });
    expect((await api('nameless', 'GET /v1/me/export')).body.signInsUnderWay).toEqual([
      { name: null, expiresAt: expect.any(String) },
    ]);
  });
});
