import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { routesOf as portalRoutesOf } from '../../functions/portal/routes.ts';
import { settingsOf } from '../../functions/portal/settings.ts';
import { ALWAYS, type Item } from '../../lib/homes/table.ts';
import type { AccountAnswer } from '../functions/account-client.ts';
import { codeOf } from '../functions/account-client.ts';
import { createHouseholdSide, type HouseholdSide } from '../functions/household-side.ts';
import { type AwsFault, type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { accountEvent, hintsEvent } from '../harness/http-event.ts';
import { createLeavingSide, type Leaver, type LeavingSide } from '../harness/leaving.ts';
import { answersSeen, checkExchange } from '../harness/openapi/watch.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { selfSigned } from '../harness/tls.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type BadHome, startBadSignIns, startBadSockets } from './api-walk/bad-homes.ts';
import { documentedAnswers, EXCUSED } from './api-walk/coverage.ts';
import { FOR_THE_DELETED, type Row, rowsFor } from './api-walk/rows.ts';

/**
 * Every operation of docs/openapi.yaml, well and in every way to fail that it names. What comes back is held against
 * the document by the world itself.
 */
let world: World;
let store: AwsProxy;
let queues: AwsProxy;
let home: Home;
let flat: Home;
let secure: Home;
let sockets: BadHome[];
let signIns: BadHome[];
let closedPort: number;
let side: HouseholdSide;
let leaving: LeavingSide;
let settled: Leaver;

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  const identity = await selfSigned({ names: ['homeassistant.local'], addresses: [] });
  [home, flat, secure, sockets, signIns, closedPort] = await Promise.all([
    startHome(),
    startHome(),
    startHome({ tls: { key: identity.key, cert: identity.cert } }),
    startBadSockets(),
    startBadSignIns(),
    unusedPort(),
  ]);
  const rough = [...sockets, ...signIns].map(({ server }) => server.port);
  const homeAddressAllowlist = allowing(home.url, flat.url, secure.url, closedPort, ...rough);
  world = await startWorld({ homeAddressAllowlist });
  [store, queues] = await Promise.all([startAwsProxy(world.dynamoDb.url), startAwsProxy(world.sqs.url)]);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = store.url;
  // The SDK sends where the queue's own address leads.
  for (const name of ['LOOKS_QUEUE_URL', 'ERASURES_QUEUE_URL'])
    process.env[name] = process.env[name]?.replace(world.sqs.url, queues.url);
  side = createHouseholdSide(world);
  leaving = createLeavingSide(world);
  settled = await leaving.settle('settled', { home, flat });
});
afterEach(() => {
  store.setFault(undefined);
  store.setBefore(undefined);
  queues.setFault(undefined);
  world.kms.setFault(undefined);
  world.userInfo.setFault(undefined);
});
afterAll(async () => {
  leaving.close();
  await Promise.all([...sockets, ...signIns].map(({ server }) => server.close()));
  await Promise.all([store, queues, home, flat, secure].map((part) => part.close()));
  await world.close();
});

const as = (sub: string, { route, body }: Row): Promise<AccountAnswer> => side.as(sub, route, body);
const rowsOf = ({ home: key, member }: Pick<Leaver, 'home' | 'member'>) =>
  rowsFor({ home: key, member }, home.url);
const rows = () => rowsOf(settled);
const row = (id: string, leaver: Pick<Leaver, 'home' | 'member'> = settled): Row => {
  const found = rowsOf(leaver).find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
};

/** The whole table at once. @returns what each answered, with its code */
async function all(among: readonly Row[], ask: (one: Row) => Promise<AccountAnswer>): Promise<string[]> {
  return Promise.all(
    among.map(async (one) => {
      const answer = await ask(one);
      return `${one.id} ${answer.status} ${codeOf(answer) ?? ''}`;
    }),
  );
}
const eachWith = (among: readonly Row[], end: string) => among.map(({ id }) => `${id} ${end}`);

const hints = async (body: object | string, kind: 'home' | 'user' = 'home', key = settled.home) => {
  const caller = kind === 'home' ? ({ kind, home: key } as const) : ({ kind, sub: 'somebody' } as const);
  const answer = (await world.invoke('hints', hintsEvent(caller, body))) as { statusCode: number };
  return answer.statusCode;
};

async function beginSignIn(sub: string, url: string): Promise<string> {
  const { body } = await side.as(sub, 'POST /v1/homes/oauth', { url });
  return new URL(String(body.authorizeUrl)).searchParams.get('state') ?? '';
}
const finish = (sub: string, state: string, code = 'code') =>
  side.as(sub, 'POST /v1/homes/oauth/finish', { state, code });

describe('what goes well', () => {
  test('from connecting to leaving', async () => {
    const sub = 'walker';
    expect((await as(sub, row('probeHome'))).status).toBe(200);
    const begun = await as(sub, row('startSignIn'));
    expect(begun.status).toBe(200);
    const back = await signInAtHome(String(begun.body.authorizeUrl), home);
    const connected = await finish(sub, back.state, back.code);
    expect(connected.status).toBe(201);
    const again = await side.as(sub, 'POST /v1/homes', { url: flat.url, token: flat.token, name: 'Flat' });
    expect(again.status).toBe(201);
    expect((await as(sub, row('getMe'))).status).toBe(200);
    const [key] = [String(connected.body.home)];
    const { token } = await side.invite(sub, key);
    expect((await side.preview('guest', token)).status).toBe(200);
    expect((await side.accept('guest', token)).status).toBe(200);
    expect((await side.as(sub, `DELETE /v1/homes/${key}/members/guest`)).status).toBe(200);
    expect((await side.as(sub, `DELETE /v1/homes/${key}`)).body).toMatchObject({ token: 'revoked' });
  });

  test('of a home that is in use', async () => {
    const { sub, member, home: key } = settled;
    const reading = ['getStatus', 'listAssistants', 'exportMe', 'listDevices', 'listMembers', 'syncHome'];
    const changing = ['chooseHome', 'changeHome', 'changeDevice', 'makePackage'];
    for (const id of [...reading, ...changing]) {
      const answer = await as(sub, row(id));
      expect([id, String(answer.status)[0]]).toEqual([id, '2']);
    }
    const { id } = await side.invite(sub, key);
    expect((await side.as(sub, `DELETE /v1/homes/${key}/invitations/${id}`)).status).toBe(204);
    expect((await as(sub, row('handOver'))).status).toBe(200);
    expect((await side.as(member, `PUT /v1/homes/${key}/owner`, { sub })).status).toBe(200);
  });

  test('until everything is left', async () => {
    const leaver = await leaving.settle('leaver', { home, flat });
    const { links } = (await as(leaver.sub, row('getStatus'))).body as { links: { link: string }[] };
    expect((await side.as(leaver.sub, `DELETE /v1/links/NA/${links[0]?.link}`)).status).toBe(200);
    expect((await as(leaver.sub, row('deleteMe'))).status).toBe(202);
    expect((await as(leaver.sub, row('getDeletion'))).body).toMatchObject({ state: 'running' });
  });

  test('hints, and what a client knows before anybody has signed in', async () => {
    expect(await hints({ entity_id: 'light.kitchen' })).toBe(202);
    const routes = portalRoutesOf({ page: '', assets: {} }, settingsOf(process.env).config);
    const route = routes.find(({ path }) => path === '/config.json');
    const event = accountEvent('', 'GET', '/config.json') as unknown as APIGatewayProxyEventV2;
    const answer = (await route?.handler(
      event,
      {} as never,
      () => undefined,
    )) as APIGatewayProxyStructuredResultV2;
    checkExchange(event, answer);
    expect(answer.statusCode).toBe(200);
  });
});

describe('what may happen to each', () => {
  test('there is a row for every operation', () => {
    const ids = new Set(documentedAnswers().map((one) => one.split(' ')[0]));
    expect([...rows().map(({ id }) => id), 'sendHints', 'getConfig'].sort()).toEqual([...ids].sort());
  });

  test('a home with its key is nobody here, and a person no home', async () => {
    const answers = await all(rows(), async ({ route, body }) => {
      const [method = '', path = ''] = route.split(' ');
      const event = accountEvent('', method, path, body);
      const requestContext = {
        ...event.requestContext,
        authorizer: { lambda: { kind: 'home', home: 'kabcdef' } },
      };
      const answer = (await world.invoke('account', { ...event, requestContext })) as {
        statusCode: number;
        body: string;
      };
      return { status: answer.statusCode, headers: {}, text: answer.body, body: JSON.parse(answer.body) };
    });
    expect(answers).toEqual(eachWith(rows(), '403 forbidden'));
    expect(await hints({ entity_id: 'light.kitchen' }, 'user')).toBe(403);
  });

  test('a body that does not fit', async () => {
    const withBody = rows().filter(({ body }) => body !== undefined);
    const answers = await all(withBody, (one) => as(settled.sub, { ...one, body: { nonsense: true } }));
    expect(answers).toEqual(eachWith(withBody, '400 request_invalid'));
    expect(await hints({ nonsense: true })).toBe(400);
  });

  test('an account that was deleted', async () => {
    await side.bury('buried');
    const among = rows().filter(({ id }) => !FOR_THE_DELETED.has(id));
    expect(await all(among, (one) => as('buried', one))).toEqual(eachWith(among, '410 user_deleted'));
  });

  test('nothing there', async () => {
    const nowhere = rowsOf({ home: 'knowhere', member: 'nobody' });
    const among = nowhere.filter(
      ({ id, route }) =>
        route.includes('knowhere') || ['chooseHome', 'disconnectLink', 'getDeletion'].includes(id),
    );
    expect(await all(among, (one) => as('stranger', one))).toEqual(eachWith(among, '404 not_found'));
    const invitations = ['previewInvitation', 'acceptInvitation'].map((id) => row(id));
    expect(await all(invitations, (one) => as('stranger', one))).toEqual(
      eachWith(invitations, '404 invitation_invalid'),
    );
  });

  test('a store that is down', async () => {
    store.setFault(() => SERVICE_DOWN);
    expect(await all(rows(), (one) => as(settled.sub, one))).toEqual(
      eachWith(rows(), '503 store_unavailable'),
    );
  });

  test('a store that hangs', async () => {
    store.setFault(() => 'hang');
    expect(await all(rows(), (one) => as(settled.sub, one))).toEqual(
      eachWith(rows(), '503 store_unavailable'),
    );
  });

  test('time that runs out', async () => {
    const leaver = await leaving.settle('timed', { home, flat });
    const { links } = (await as(leaver.sub, row('getStatus'))).body as { links: { link: string }[] };
    const state = await beginSignIn(leaver.sub, home.url);
    const real: Record<string, Row> = {
      disconnectLink: { id: 'disconnectLink', route: `DELETE /v1/links/NA/${links[0]?.link}` },
      finishSignIn: { ...row('finishSignIn'), body: { state, code: 'code' } },
      connectHome: { ...row('connectHome'), body: { url: home.url, token: leaver.token } },
    };
    const among = rowsOf(leaver)
      .filter(({ id }) => !Object.hasOwn(EXCUSED, `${id} 504 out_of_time`))
      // What was given up may still be done, so this comes last.
      .toSorted((one, other) => Number(one.id === 'deleteMe') - Number(other.id === 'deleteMe'));
    const clock = startSkippingClock();
    store.setBefore(async () => clock.skip(30_000));
    try {
      const answers: string[] = [];
      for (const one of among)
        answers.push(...(await all([real[one.id] ?? one], (it) => as(leaver.sub, it))));
      expect(answers).toEqual(eachWith(among, '504 out_of_time'));
    } finally {
      clock.restore();
    }
  });

  test('a store that makes no sense', async () => {
    const nonsense: AwsFault = { status: 200, body: { Item: { pk: { N: '7' }, sk: { S: 'ACCOUNT' } } } };
    store.setFault(({ action }) => (action === 'GetItem' ? nonsense : undefined));
    expect(await all(rows(), (one) => as(settled.sub, one))).toEqual(eachWith(rows(), '500 internal_error'));
  });
});

describe('what may happen to some', () => {
  test('queues that are down', async () => {
    const leaver = await leaving.settle('queued', { home, flat });
    const { links } = (await as(leaver.sub, row('getStatus'))).body as { links: { link: string }[] };
    const invited = await side.invite(leaver.sub, leaver.home);
    queues.setFault(() => SERVICE_DOWN);
    const own = ['syncHome', 'changeDevice', 'removeMember', 'disconnectHome', 'deleteMe'].map((id) =>
      row(id, leaver),
    );
    const among: Row[] = [
      ...own,
      { ...row('changeHome', leaver), body: { paused: false } },
      { id: 'disconnectLink', route: `DELETE /v1/links/NA/${links[0]?.link}` },
    ];
    expect(await all(among, (one) => as(leaver.sub, one))).toEqual(eachWith(among, '503 queue_unavailable'));
    expect(codeOf(await side.accept('waiting', invited.token))).toBe('queue_unavailable');
    expect(await hints({ entity_id: 'light.kitchen' })).toBe(503);
  });

  test('keys that cannot be had', async () => {
    const leaver = await leaving.settle('sealed', { home, flat });
    const state = await beginSignIn('sealed', home.url);
    world.kms.setFault('down');
    const among: Row[] = [
      row('startSignIn'),
      { ...row('finishSignIn'), body: { state, code: 'code' } },
      { ...row('connectHome'), body: { url: home.url, token: home.token } },
    ];
    expect(await all(among, (one) => as('sealed', one))).toEqual(eachWith(among, '503 vault_unavailable'));
    expect(codeOf(await as(leaver.sub, row('listAssistants', leaver)))).toBe('vault_unavailable');
    expect(codeOf(await as(leaver.sub, row('disconnectHome', leaver)))).toBe('vault_unavailable');
  });

  test('others who change the same at the same time', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const [one, two, three, four, five] = await Promise.all(
      names.map((name) => leaving.settle(`conflict-${name}`, { home, flat })),
    );
    if (!one || !two || !three || !four || !five) throw new Error('nobody settled');
    const { links } = (await as(one.sub, row('getStatus'))).body as { links: { link: string }[] };
    const { token } = await side.invite(two.sub, two.home);
    const begun = await as('conflicting', row('startSignIn'));
    const back = await signInAtHome(String(begun.body.authorizeUrl), home);
    const isContested = ({ action, body }: { action: string; body: Record<string, unknown> }) =>
      action !== 'GetItem' &&
      body.ConditionExpression !== undefined &&
      !/"(LINK|INVITATION)#/.test(JSON.stringify(body));
    const conflict: AwsFault = {
      status: 400,
      body: {
        __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        message: 'changed',
      },
    };
    store.setFault((call) => (isContested(call) ? conflict : undefined));
    const requests: [string, Row][] = [
      [one.sub, { id: 'disconnectLink', route: `DELETE /v1/links/NA/${links[0]?.link}` }],
      [one.sub, row('deleteMe')],
      [two.sub, row('changeHome', two)],
      [two.sub, row('chooseHome', two)],
      [two.sub, row('makePackage', two)],
      [three.sub, row('handOver', three)],
      [four.sub, row('removeMember', four)],
      [five.sub, row('disconnectHome', five)],
      ['conflicting', { ...row('acceptInvitation'), body: { token } }],
      ['conflicting', { ...row('finishSignIn'), body: back }],
      ['conflicting', { ...row('connectHome'), body: { url: flat.url, token: flat.token } }],
    ];
    const answers = await Promise.all(requests.map(([sub, request]) => all([request], (it) => as(sub, it))));
    expect(answers.flat()).toEqual(requests.map(([, { id }]) => `${id} 409 store_conflict`));
  });

  test('a seal that was broken', async () => {
    const [mine] = [await beginSignIn('forger', home.url), await beginSignIn('forger', flat.url)];
    const items = await world.registry.query('USER#forger', 'LINK#', world.deadline());
    const [first, second] = items;
    const swapped = items.map(
      (item) => ({ ...item, sealed: (item === first ? second : first)?.sealed }) as Item,
    );
    for (const item of swapped) await world.registry.put(item, ALWAYS, world.deadline());
    expect(codeOf(await finish('forger', mine))).toBe('seal_broken');
  });

  test('too much of something', async () => {
    const invited = await side.invite(settled.sub, settled.home);
    const begun = await as('collector', row('startSignIn'));
    const back = await signInAtHome(String(begun.body.authorizeUrl), home);
    for (let count = 0; count < 10; count += 1)
      await world.connect('collector', `https://home-${count}.example`, 'token');
    const among: Row[] = [
      row('startSignIn'),
      { ...row('finishSignIn'), body: back },
      { ...row('connectHome'), body: { url: home.url, token: home.token } },
      { ...row('acceptInvitation'), body: { token: invited.token } },
    ];
    expect(await all(among, (one) => as('collector', one))).toEqual(eachWith(among, '409 too_many_homes'));

    const codes: (string | undefined)[] = [];
    for (let count = 0; count < 10; count += 1) codes.push(codeOf(await as(settled.sub, row('invite'))));
    expect(codes.at(-1)).toBe('too_many_invitations');

    const many = Array.from({ length: 100 }, (_, index) => ({ entity_id: `light.lamp_${index}` }));
    const flood: number[] = [];
    for (let count = 0; count < 5; count += 1) flood.push(await hints(many, 'home', 'kflooding'));
    expect(flood.at(-1)).toBe(429);
  });

  test('a home that is paused', async () => {
    const { home: key, sub } = await leaving.settle('paused', { home, flat });
    await side.as(sub, `PATCH /v1/homes/${key}`, { paused: true });
    expect(codeOf(await side.as(sub, `POST /v1/homes/${key}/sync`))).toBe('home_paused');
  });

  test('an invitation for somebody else, or for nobody knows whom; a sign-in that never was', async () => {
    const { sub, home: key } = await leaving.settle('inviting', { home, flat });
    const { token } = await side.invite(sub, key, 'guest@example.org');
    const codes = async () => [
      codeOf(await side.preview('other', token)),
      codeOf(await side.accept('other', token)),
    ];
    expect(await codes()).toEqual(['invitation_not_yours', 'invitation_not_yours']);
    world.userInfo.setFault({ status: 500 });
    expect(await codes()).toEqual(['user_info_unavailable', 'user_info_unavailable']);
    expect(codeOf(await finish('other', 'state'))).toBe('sign_in_state_invalid');
  });

  test('an address or a method that is not here', async () => {
    expect(codeOf(await side.as('somebody', 'GET /v1/nothing'))).toBe('not_found');
    expect(codeOf(await side.as('somebody', 'PUT /v1/me'))).toBe('method_not_allowed');
  });
});

describe('homes that have to be put right', () => {
  const addressOf = ({ server }: BadHome) => `http://127.0.0.1:${server.port}`;
  const withoutTls = () => home.url.replace('http:', 'https:');
  const refusing = () => `http://127.0.0.1:${closedPort}`;

  test('when a sign-in is begun', async () => {
    const codes = ['https://192.168.1.5', 'https://no-such-home.invalid', 'http://1.1.1.1'].map(async (url) =>
      codeOf(await side.as('unlucky', 'POST /v1/homes/oauth', { url })),
    );
    expect(await Promise.all(codes)).toEqual([
      'home_address_blocked',
      'home_name_unresolved',
      'home_plain_http',
    ]);
  });

  test('when it is connected with a token', async () => {
    const table: [string, string][] = [
      ['https://192.168.1.5', 'home_address_blocked'],
      ['https://no-such-home.invalid', 'home_name_unresolved'],
      // Nothing is sent there.
      ['http://1.1.1.1', 'home_plain_http'],
      [refusing(), 'home_connection_refused'],
      [secure.url, 'home_tls_failed'],
      [withoutTls(), 'home_without_tls'],
      [home.url, 'home_token_refused'],
      ...sockets.map((bad): [string, string] => [addressOf(bad), bad.code]),
    ];
    const codes = table.map(async ([url]) =>
      codeOf(await side.as('unlucky', 'POST /v1/homes', { url, token: 'wrong' })),
    );
    expect(await Promise.all(codes)).toEqual(table.map(([, code]) => code));
  });

  test('when it is asked for its assistants', async () => {
    flat.setAgent(undefined);
    const table: [string, string, string][] = [
      ['https://192.168.1.5', 'token', 'home_address_blocked'],
      ['https://no-such-home.invalid', 'token', 'home_name_unresolved'],
      ['http://1.1.1.1', 'token', 'home_plain_http'],
      [refusing(), 'token', 'home_connection_refused'],
      [secure.url, 'token', 'home_tls_failed'],
      [withoutTls(), 'token', 'home_without_tls'],
      [home.url, 'wrong', 'home_token_refused'],
      [flat.url, flat.token, 'home_conversation_not_enabled'],
      ...sockets.map((bad): [string, string, string] => [addressOf(bad), 'token', bad.code]),
    ];
    const codes = table.map(async ([url, token], index) => {
      const key = await world.connect(`asking-${index}`, url, token);
      return codeOf(await side.as(`asking-${index}`, `GET /v1/homes/${key}/assistants`));
    });
    expect(await Promise.all(codes)).toEqual(table.map(([, , code]) => code));
  });

  test('when a sign-in is finished', async () => {
    const table: [string, string][] = [
      [refusing(), 'home_connection_refused'],
      [secure.url, 'home_tls_failed'],
      [withoutTls(), 'home_without_tls'],
      ...signIns.map((bad): [string, string] => [addressOf(bad), bad.code]),
    ];
    const codes = table.map(async ([url]) =>
      codeOf(await finish('unlucky', await beginSignIn('unlucky', url))),
    );
    expect(await Promise.all(codes)).toEqual(table.map(([, code]) => code));
  });
});

test('every answer that the document names was seen, but for those that cannot be', () => {
  const unseen = documentedAnswers().filter((answer) => !answersSeen.has(answer));
  expect(unseen.sort()).toEqual(Object.keys(EXCUSED).sort());
});
