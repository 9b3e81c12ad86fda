import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AwsProxy, SERVICE_DOWN, startAwsProxy, THROTTLED } from '../harness/aws-proxy.ts';
import { accountEvent } from '../harness/http-event.ts';
import { createAuthority } from '../harness/tls.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

let world: World;
let proxy: AwsProxy;
let api: AccountClient;
let keys: { mine: string; other: string; certificate: string };
beforeAll(async () => {
  world = await startWorld();
  proxy = await startAwsProxy(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
  api = createAccountClient(world);
  const authority = await createAuthority();
  const [client, another] = await Promise.all([authority.client(), authority.client()]);
  keys = { certificate: client.cert, mine: client.key, other: another.key };
});
afterEach(() => {
  proxy.setFault(undefined);
  world.kms.setFault(undefined);
});
afterAll(async () => {
  await Promise.all([proxy.close(), world.close()]);
});

/** Stands in every value that is wrong, and may be in no answer. */
const SECRET = 'hunter2hunter2';
const url = 'https://home.example';
const pem = (what: string) => `-----BEGIN ${what}-----\n${SECRET}\n-----END ${what}-----`;

const PROBE = 'POST /v1/homes/probe';
const OAUTH = 'POST /v1/homes/oauth';
const FINISH = 'POST /v1/homes/oauth/finish';
const CONNECT = 'POST /v1/homes';

describe('a body that does not fit names the field and never quotes it', () => {
  test.each<[string, object, string]>([
    [PROBE, {}, 'url'],
    [PROBE, { url: '' }, 'url'],
    [PROBE, { url: 7 }, 'url'],
    [PROBE, { url: null }, 'url'],
    [PROBE, { url: [url] }, 'url'],
    [PROBE, { url: `ftp://${SECRET}` }, 'url'],
    [PROBE, { url: `https://${SECRET}:${SECRET}@home.example` }, 'url'],
    [PROBE, { url: `${url}/${'x'.repeat(2_100)}` }, 'url'],
    [PROBE, { url: 'https://home.example:22' }, 'url'],
    [PROBE, { url, token: `${SECRET} ${SECRET}` }, 'token'],
    [PROBE, { url, token: `${SECRET}\n` + `x: ${SECRET}` }, 'token'],
    [PROBE, { url, token: '' }, 'token'],
    [PROBE, { url, token: { value: SECRET } }, 'token'],
    [PROBE, { url, token: SECRET.repeat(400) }, 'token'],
    [PROBE, { url, headers: SECRET }, 'headers'],
    [PROBE, { url, headers: [] }, 'headers'],
    [PROBE, { url, headers: [SECRET] }, 'headers'],
    [PROBE, { url, headers: { 'x-key': 7 } }, 'headers.x-key'],
    [PROBE, { url, headers: { Authorization: SECRET } }, 'headers.Authorization'],
    [PROBE, { url, headers: { 'X-Forwarded-For': SECRET } }, 'headers.X-Forwarded-For'],
    [PROBE, { url, headers: { host: SECRET } }, 'headers.host'],
    [PROBE, { url, headers: { 'x-key': `${SECRET}\r\nHost: elsewhere` } }, 'headers.x-key'],
    [
      PROBE,
      { url, headers: Object.fromEntries(Array.from({ length: 11 }, (_none, i) => [`x-${i}`, SECRET])) },
      'headers',
    ],
    [PROBE, { url, tls: SECRET }, 'tls'],
    [PROBE, { url, tls: [] }, 'tls'],
    [PROBE, { url, tls: { clientCertificate: [SECRET] } }, 'tls.clientCertificate'],
    [PROBE, { url, tls: { ca: SECRET } }, 'tls.ca'],
    [PROBE, { url, tls: { ca: pem('CERTIFICATE') } }, 'tls.ca'],
    [PROBE, { url, tls: { pinnedCertificate: pem('CERTIFICATE') } }, 'tls.pinnedCertificate'],
    [PROBE, { url, tls: { rejectUnauthorized: false } }, 'tls.rejectUnauthorized'],
    [
      PROBE,
      { url, tls: { clientCertificate: { certificate: pem('CERTIFICATE') } } },
      'tls.clientCertificate.key',
    ],
    [
      PROBE,
      { url, tls: { clientCertificate: { certificate: SECRET, key: pem('PRIVATE KEY') } } },
      'tls.clientCertificate.certificate',
    ],
    [
      PROBE,
      { url, tls: { clientCertificate: { certificate: pem('CERTIFICATE'), key: pem('PRIVATE KEY') } } },
      'tls.clientCertificate',
    ],
    [PROBE, { url, rejectUnauthorized: false }, 'rejectUnauthorized'],
    [OAUTH, { url, token: SECRET }, 'token'],
    [OAUTH, { url, name: '   ' }, 'name'],
    [OAUTH, { url, name: SECRET.repeat(5) }, 'name'],
    [FINISH, { code: SECRET }, 'state'],
    [FINISH, { state: SECRET }, 'code'],
    [FINISH, { state: SECRET, code: SECRET.repeat(200) }, 'code'],
    [FINISH, { state: SECRET.repeat(20), code: SECRET }, 'state'],
    [FINISH, { state: SECRET, code: SECRET, url }, 'url'],
    [CONNECT, { url }, 'token'],
    [CONNECT, { url, token: SECRET, revokeOnDisconnect: 'yes' }, 'revokeOnDisconnect'],
    [CONNECT, { url, token: SECRET, name: 7 }, 'name'],
    [CONNECT, { url, token: SECRET, owner: 'somebody' }, 'owner'],
    [CONNECT, [], 'body'],
  ])('%s %j', async (route, body, field) => {
    const answer = await api('owner', route, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'request_invalid', field } } });
    expect(answer.text).not.toContain(SECRET);
    expect(Object.keys(answer.body.error as object).sort()).toEqual(['code', 'field', 'message']);
  });

  test('a client certificate whose key belongs to another', async () => {
    const clientCertificate = { certificate: keys.certificate, key: keys.other };
    const answer = await api('owner', PROBE, { url, tls: { clientCertificate } });
    expect(answer).toMatchObject({ status: 400, body: { error: { field: 'tls.clientCertificate' } } });
    expect(answer.text).not.toContain('PRIVATE');
  });

  test('one that belongs together is fine', async () => {
    const clientCertificate = { certificate: keys.certificate, key: keys.mine };
    const body = { url: 'https://no-such-home.invalid', tls: { clientCertificate } };
    expect(await api('owner', PROBE, body)).toMatchObject({ status: 200, body: { ok: false } });
  });
});

describe('what is no JSON object', () => {
  test.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['half an object', `{"url":"${SECRET}`],
    ['a form', `url=${SECRET}`],
    ['null', 'null'],
    ['a text', `"${SECRET}"`],
    ['a list', `["${SECRET}"]`],
    ['a prototype', `{"url":"${url}","__proto__":{"token":"${SECRET}"}}`],
    ['a prototype further in', `{"url":"${url}","headers":{"__proto__":{"x":"${SECRET}"}}}`],
    ['a constructor', `{"url":"${url}","constructor":{"prototype":{"x":"${SECRET}"}}}`],
  ])('%s', async (_what, body) => {
    const answer = await api('owner', PROBE, body, { 'content-type': 'application/json' });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'request_invalid', field: 'body' } },
    });
    expect(answer.text).not.toContain(SECRET);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'JSON that calls itself "%s"',
    async (type) => {
      const answer = await api('owner', PROBE, JSON.stringify({ url }), { 'content-type': type });
      expect(answer).toMatchObject({ status: 400, body: { error: { field: 'body' } } });
    },
  );

  test('a body in base64 is read, as the HTTP API may send it', async () => {
    const text = Buffer.from(JSON.stringify({ url: 'nonsense://x' })).toString('base64');
    const event = { ...accountEvent('owner', 'POST', '/v1/homes/probe', text), isBase64Encoded: true };
    const answer = (await world.invoke('account', event)) as { statusCode: number; body: string };
    expect([answer.statusCode, JSON.parse(answer.body).error.field]).toEqual([400, 'url']);
  });
});

describe('routes', () => {
  test.each([
    'GET /',
    'GET /v1',
    'GET /v1/nothing',
    'GET /v1/me/more',
    'POST /v1/homes/oauth/finish/more',
    'GET /v1/__proto__',
    'GET /v1/constructor',
    'GET /v2/me',
    'GET /v1/ME',
  ])('%s is none', async (route) => {
    expect(await api('owner', route)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  test.each([
    ['POST /v1/me', 'GET, DELETE'],
    ['DELETE /v1/status', 'GET'],
    ['GET /v1/homes', 'POST'],
    ['PUT /v1/homes', 'POST'],
    ['PUT /v1/homes/kabcdefg', 'PATCH, DELETE'],
    ['GET /v1/invitations/accept', 'POST'],
    ['GET /v1/homes/kabcdefg/invitations', 'POST'],
    ['POST /v1/homes/kabcdefg/owner', 'PUT'],
    ['GET /v1/homes/oauth/finish', 'POST'],
    ['OPTIONS /v1/me', 'GET, DELETE'],
  ])('%s: use %s', async (route, allow) => {
    const answer = await api('owner', route);
    expect(answer).toMatchObject({ status: 405, body: { error: { code: 'method_not_allowed' } } });
    expect(answer.headers.allow).toBe(allow);
  });

  test('what is allowed is listed as HTTP lists it', async () => {
    expect((await api('owner', 'PUT /v1/homes/oauth')).headers.allow).toBe('POST, PATCH, DELETE');
  });

  // DynamoDB takes keys of two kilobytes, and of one; whatever is longer was never the name of anything.
  test.each([
    ['DELETE', (name: string) => `/v1/homes/${name}`],
    ['GET', (name: string) => `/v1/homes/${name}/members`],
    ['DELETE', (name: string) => `/v1/homes/kabcdefg/members/${name}`],
    ['DELETE', (name: string) => `/v1/links/NA/${name}`],
  ])('%s, with a name of any length or kind, is no fault of ours', async (method, path) => {
    for (const name of [
      'x'.repeat(1_100),
      'x'.repeat(3_000),
      'ü'.repeat(1_000),
      '%F0%9F%8F%A0'.repeat(300),
    ]) {
      const answer = await api('owner', `${method} ${path(name)}`);
      expect([name.length, answer.status, codeOf(answer)]).toEqual([name.length, 404, 'not_found']);
    }
  });

  test('a slash at the end does no harm', async () => {
    expect((await api('owner', 'GET /v1/me/')).status).toBe(200);
  });
});

describe('who is calling is what the authorizer says, and nothing else', () => {
  const ROUTES = ['GET /v1/me', 'GET /v1/status', `DELETE /v1/homes/kabcdefg`, PROBE, OAUTH, FINISH, CONNECT];
  const bodies: Record<string, object> = {
    [PROBE]: { url },
    [OAUTH]: { url },
    [FINISH]: { state: 's', code: 'c' },
    [CONNECT]: { url, token: 'token' },
  };
  const callers: [string, unknown][] = [
    ['nobody', undefined],
    ['no authorizer context', {}],
    ['an empty name', { lambda: { kind: 'user', sub: '' } }],
    ['a home', { lambda: { kind: 'home', sub: 'owner' } }],
    ['no kind', { lambda: { sub: 'owner' } }],
    ['a JWT authorizer', { jwt: { claims: { sub: 'owner' } } }],
  ];
  test.each(callers)('%s is let in nowhere', async (_who, authorizer) => {
    for (const route of ROUTES) {
      const [method = '', path = ''] = route.split(' ');
      const event = accountEvent('owner', method, path, bodies[route]);
      const bent = { ...event, requestContext: { ...event.requestContext, authorizer } };
      const answer = (await world.invoke('account', bent)) as { statusCode: number };
      expect(`${route} ${answer.statusCode}`).toBe(`${route} 403`);
    }
  });

  test('a name in a header or in the body changes nothing', async () => {
    const answer = await api('owner', 'GET /v1/me', undefined, { 'x-sub': 'other', sub: 'other' });
    expect(answer.body).toEqual({ sub: 'owner', homes: [], defaultHome: null });
  });
});

describe('while something of ours is down', () => {
  test.each([
    ['fails', SERVICE_DOWN],
    ['throttles', THROTTLED],
    ['hangs up', 'drop' as const],
  ])('the store %s: 503', async (_what, fault) => {
    proxy.setFault(() => fault);
    for (const route of ['GET /v1/me', 'GET /v1/status', 'DELETE /v1/homes/kabcdefg']) {
      expect(await api('owner', route)).toMatchObject({
        status: 503,
        body: { error: { code: 'store_unavailable' } },
      });
    }
    expect(codeOf(await api('owner', FINISH, { state: 's', code: 'c' }))).toBe('store_unavailable');
  });

  test.each(['down', 'throttled'] as const)('KMS is %s: 503', async (fault) => {
    world.kms.setFault(fault);
    expect(await api('owner', OAUTH, { url: 'https://8.8.8.8' })).toMatchObject({
      status: 503,
      body: { error: { code: 'vault_unavailable' } },
    });
  });

  test('a probe needs no key service; but without the store nobody is let in: the account may be deleted', async () => {
    world.kms.setFault('down');
    expect((await api('owner', PROBE, { url: 'https://no-such-home.invalid' })).status).toBe(200);
    proxy.setFault(() => SERVICE_DOWN);
    expect((await api('owner', PROBE, { url: 'https://no-such-home.invalid' })).status).toBe(503);
  });

  test('a home whose sealed part makes no sense is still shown, with nothing of it told', async () => {
    const item = { pk: 'USER#garbled', sk: 'ACCOUNT', v: 1, homes: ['kgarbled'], version: 1 };
    const always = { expression: 'attribute_not_exists(pk)' };
    await world.registry.put(item, always, world.deadline());
    const broken = {
      pk: 'HOME#kgarbled',
      sk: 'CONNECTION',
      v: 1,
      name: 'Home',
      url,
      sealed: SECRET,
      version: 1,
    };
    await world.registry.put(broken, always, world.deadline());
    await world.members.add({ home: 'kgarbled', sub: 'garbled', role: 'owner' }, world.deadline());
    const answer = await api('garbled', 'GET /v1/me');
    expect(answer).toMatchObject({ status: 200, body: { homes: [{ home: 'kgarbled' }] } });
    expect(answer.text).not.toContain(SECRET);
  });

  test('somebody whose account was deleted is told so, everywhere', async () => {
    const item = { pk: 'USER#deleted', sk: 'ACCOUNT', v: 1, homes: [], deletedAt: Date.now(), version: 1 };
    await world.registry.put(item, { expression: 'attribute_not_exists(pk)' }, world.deadline());
    for (const [route, body] of [['GET /v1/me'], ['GET /v1/status'], [OAUTH, { url }]] as const) {
      expect(await api('deleted', route, body)).toMatchObject({
        status: 410,
        body: { error: { code: 'user_deleted' } },
      });
    }
  });
});
