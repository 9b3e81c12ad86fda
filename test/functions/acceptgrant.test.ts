import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AlexaResponse } from '../../lib/alexa/message.ts';
import { createGrants, type GrantId, type Grants } from '../../lib/homes/grants.ts';
import { accountKey, grantKey, messagingKey } from '../../lib/homes/keys.ts';
import { createMessagingCredentials } from '../../lib/homes/messaging-credentials.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import { parseSealed } from '../../lib/vault/envelope.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { type AwsCall, type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

const DONE = 'AcceptGrant.Response';
const FAILED = 'ACCEPT_GRANT_FAILED';

let world: World;
let proxy: AwsProxy;
let grants: Grants;
const checker = createChecker();
let users = 0;
let sub = '';

beforeAll(async () => {
  world = await startWorld();
  // Between the functions and the tables, so that a test can fail what only the functions do.
  proxy = await startAwsProxy(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
  grants = createGrants(world.registry, world.vault);
});
beforeEach(() => {
  users += 1;
  sub = `user-${users}`;
});
afterEach(async () => {
  proxy.setFault(undefined);
  world.kms.setFault(undefined);
  world.keySet.setFault(undefined);
  world.invokeApi.register('acceptgrant', (event) => world.invoke('acceptgrant', event));
  await failLogin({});
});
afterAll(async () => {
  console.info(checker.summary());
  await proxy.close();
  await world.close();
});

async function post<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(`${world.amazon.control}/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

const newCode = async () => (await post<{ code: string }>('grants', {})).code;
const failLogin = (fault: Record<string, unknown>) => post('faults', { lwa: fault });
const ledger = async () =>
  (await (await fetch(`${world.amazon.control}/ledger`)).json()) as Record<
    'tokenRequests' | 'exchanges' | 'replays',
    number
  >;

function messageWith(code: unknown, token: string) {
  const grant = { type: 'OAuth2.AuthorizationCode', code };
  return {
    directive: {
      header: {
        namespace: 'Alexa.Authorization',
        name: 'AcceptGrant',
        messageId: randomUUID(),
        payloadVersion: '3',
      },
      payload: { grant, grantee: { type: 'BearerToken', token } },
    },
  };
}

/** The answer in a word, after the checker has seen it. */
function judge(answer: unknown, message: unknown): string {
  expect(checker.check(answer, { directive: message })).toEqual([]);
  const { header, payload } = (answer as AlexaResponse).event;
  expect(header.namespace).toBe('Alexa.Authorization');
  return header.name === 'ErrorResponse' ? String(payload.type) : header.name;
}

interface Attempt {
  code: string;
  sub?: string;
  originJti?: string;
  region?: string;
  remainingMs?: number;
  token?: string;
}

const messageOf = ({ code, token, ...who }: Attempt) =>
  messageWith(
    code,
    token ??
      world.alexaToken(who.sub ?? sub, who.originJti === undefined ? {} : { originJti: who.originJti }),
  );

/** As Alexa does it: the directive function, which invokes `acceptgrant`. */
async function accept(attempt: Attempt): Promise<string> {
  const message = messageOf(attempt);
  return judge(await world.invoke('directive', message, attempt.remainingMs), message);
}

/** As the directive function does it. */
async function acceptDirectly(attempt: Attempt): Promise<string> {
  const message = messageOf(attempt);
  const request = { v: 1, region: attempt.region ?? 'NA', message };
  return judge(await world.invoke('acceptgrant', request, attempt.remainingMs), message);
}

const idOf = (more: Partial<GrantId> = {}): GrantId => ({
  sub,
  region: 'NA',
  originJti: `link-of-${more.sub ?? sub}`,
  ...more,
});

const itemOf = (id: GrantId = idOf()) =>
  world.registry.get(grantKey(id.sub, id.region, id.originJti), world.deadline());

async function tokensOf(id: GrantId = idOf()): Promise<{ accessToken: string; refreshToken: string }> {
  const binding = { ...grantKey(id.sub, id.region, id.originJti), purpose: 'grant' as const };
  const sealed = parseSealed((await itemOf(id))?.sealed, 'grant');
  return JSON.parse((await world.vault.unseal(sealed, binding, world.deadline())).reveal());
}

const kept = async (user = sub) => (await grants.list(user, world.deadline())).length;
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));

describe('a grant', () => {
  test('is kept, sealed, by the time that Alexa is answered', async () => {
    const code = await newCode();
    expect(await accept({ code })).toBe(DONE);
    const item = await itemOf();
    const text = inspect(item, { depth: null }) + JSON.stringify(item);
    expect(text).not.toMatch(/Atz[ar]\|/);
    expect(text).not.toContain(code);
    const { accessToken, refreshToken } = await tokensOf();
    expect([accessToken, refreshToken]).toEqual([
      expect.stringMatching(/^Atza\|/),
      expect.stringMatching(/^Atzr\|/),
    ]);
  });

  test('opens for no other purpose', async () => {
    await accept({ code: await newCode() });
    const sealed = parseSealed((await itemOf())?.sealed, 'grant');
    const binding = { ...grantKey(sub, 'NA', `link-of-${sub}`), purpose: 'connection' as const };
    expect(await outcomeOf(world.vault.unseal(sealed, binding, world.deadline()))).toBe('seal_broken');
  });

  test('needs no account: people enable the skill before they open the portal', async () => {
    expect(await world.accounts.read(sub, world.deadline())).toBeUndefined();
    expect(await accept({ code: await newCode() })).toBe(DONE);
  });

  test('is accepted again for the same code and link, without a second exchange', async () => {
    const code = await newCode();
    const before = await ledger();
    for (const again of [accept, acceptDirectly, accept]) expect(await again({ code })).toBe(DONE);
    const after = await ledger();
    expect(after.exchanges - before.exchanges).toBe(1);
    expect(after.tokenRequests - before.tokenRequests).toBe(1);
  });

  test('is exchanged once, however many ask at once', async () => {
    const code = await newCode();
    await failLogin({ delayMs: 250 });
    const before = await ledger();
    const answers = await Promise.all(
      times(20, (index) => (index % 4 === 0 ? accept : acceptDirectly)({ code })),
    );
    expect(answers).toEqual(times(20, () => DONE));
    const after = await ledger();
    expect(after.tokenRequests - before.tokenRequests).toBe(1);
    expect(await kept()).toBe(1);
  });

  test('fails for all of many when the one exchange fails, and works when Alexa tries again', async () => {
    const code = await newCode();
    await failLogin({ status: 503, times: 5 });
    const answers = await Promise.all(times(5, () => acceptDirectly({ code })));
    expect(answers).toEqual(times(5, () => FAILED));
    expect(await accept({ code })).toBe(DONE);
  });

  test('belongs to one of two Amazon accounts on one login', async () => {
    const links = ['account-a', 'account-b'];
    for (const originJti of links) {
      expect(await accept({ code: await newCode(), originJti })).toBe(DONE);
    }
    expect(await kept()).toBe(2);
    const [one, two] = await Promise.all(links.map((originJti) => tokensOf(idOf({ originJti }))));
    expect(one?.refreshToken).not.toBe(two?.refreshToken);
  });

  test('belongs to one region', async () => {
    for (const region of ['NA', 'EU', 'FE']) {
      expect(await acceptDirectly({ code: await newCode(), region })).toBe(DONE);
    }
    const listed = await grants.list(sub, world.deadline());
    expect(listed.map(({ region }) => region).toSorted()).toEqual(['EU', 'FE', 'NA']);
  });

  test('replaces the one before', async () => {
    await accept({ code: await newCode() });
    const first = await tokensOf();
    await accept({ code: await newCode() });
    const second = await tokensOf();
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await kept()).toBe(1);
  });

  test('at the same time as another code of the same link: both are accepted, one is kept', async () => {
    const codes = [await newCode(), await newCode()];
    await failLogin({ delayMs: 150 });
    const before = await ledger();
    const answers = await Promise.all([...codes, ...codes].map((code) => acceptDirectly({ code })));
    expect(answers).toEqual(times(4, () => DONE));
    const after = await ledger();
    expect(after.tokenRequests - before.tokenRequests).toBe(2);
    expect(await kept()).toBe(1);
    for (const code of codes) expect(await acceptDirectly({ code })).toBe(DONE);
    expect((await ledger()).tokenRequests).toBe(after.tokenRequests);
  });

  test('with a code that another user has used fails, and leaves that user alone', async () => {
    const code = await newCode();
    await accept({ code, sub: `${sub}-victim` });
    const before = await tokensOf(idOf({ sub: `${sub}-victim` }));
    expect(await accept({ code, sub: `${sub}-thief` })).toBe(FAILED);
    expect(await kept(`${sub}-thief`)).toBe(0);
    expect(await tokensOf(idOf({ sub: `${sub}-victim` }))).toEqual(before);
  });

  test('with a code of the same user but another link fails', async () => {
    const code = await newCode();
    await accept({ code });
    expect(await accept({ code, originJti: 'another-link' })).toBe(FAILED);
  });

  test('with a code that never was fails', async () => {
    expect(await accept({ code: 'ANnever-given' })).toBe(FAILED);
    expect(await kept()).toBe(0);
  });
});

describe('Login with Amazon', () => {
  const whole = { access_token: 'Atza|a', refresh_token: 'Atzr|r', token_type: 'bearer', expires_in: 3_600 };

  test.each<[string, Record<string, unknown>]>([
    ['refuses the request', { status: 400, error: 'invalid_request' }],
    ['refuses the code', { status: 400, error: 'invalid_grant' }],
    ['refuses the client', { status: 401, error: 'invalid_client' }],
    ['forbids', { status: 403, error: 'unauthorized_client' }],
    ['throttles', { status: 429 }],
    ['fails', { status: 500, error: 'server_error' }],
    ['fails with a good body', { status: 500, body: JSON.stringify(whole) }],
    ['is unavailable', { status: 503, body: '<html>503</html>' }],
    ['answers a web page', { status: 200, body: '<html>sign in</html>' }],
    ['answers nothing', { status: 200, body: '' }],
    ['answers null', { status: 200, body: 'null' }],
    ['answers half', { status: 200, body: JSON.stringify(whole).slice(0, 40) }],
    ['answers without a refresh token', { body: JSON.stringify({ ...whole, refresh_token: undefined }) }],
    ['answers empty tokens', { body: JSON.stringify({ ...whole, access_token: '' }) }],
    ['answers tokens that are none', { body: JSON.stringify({ ...whole, access_token: { a: 1 } }) }],
    ['answers far too much', { body: JSON.stringify({ ...whole, padding: 'x'.repeat(200_000) }) }],
    ['drops the connection', { truncate: true }],
  ])('%s: the grant fails, and nothing is kept', async (_name, fault) => {
    await failLogin(fault);
    expect(await accept({ code: await newCode() })).toBe(FAILED);
    expect(await kept()).toBe(0);
    expect(await itemOf()).not.toHaveProperty('sealed');
  });

  test('takes longer than 4.5 s: the grant fails while Alexa still listens', async () => {
    await failLogin({ delayMs: 20_000 });
    const started = performance.now();
    const codes = [await newCode(), await newCode()];
    const answers = await Promise.all([
      accept({ code: codes[0] ?? '' }),
      acceptDirectly({ code: codes[1] ?? '', sub: `${sub}-direct` }),
    ]);
    const ms = performance.now() - started;
    expect(answers).toEqual([FAILED, FAILED]);
    expect(ms).toBeGreaterThan(4_400);
    expect(ms).toBeLessThan(6_500);
  });

  test('is asked within the time that is left, if that is less', async () => {
    await failLogin({ delayMs: 20_000 });
    const started = performance.now();
    expect(await acceptDirectly({ code: await newCode(), remainingMs: 600 })).toBe(FAILED);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe("the skill's credentials", () => {
  const write = (secret: string) =>
    createMessagingCredentials(world.registry, world.vault, SKILL_ID).write(
      { clientId: 'amzn1.application-oa2-client.harness', clientSecret: new Secret(secret) },
      world.deadline(),
    );
  afterEach(() => write('messaging-secret'));

  test('were never entered', async () => {
    await world.registry.delete(messagingKey(SKILL_ID), null, world.deadline());
    const before = await ledger();
    expect(await accept({ code: await newCode() })).toBe(FAILED);
    expect((await ledger()).tokenRequests).toBe(before.tokenRequests);
  });

  test('are wrong, and then put right: the same code still works', async () => {
    const code = await newCode();
    await write('not-the-secret');
    expect(await accept({ code })).toBe(FAILED);
    await write('messaging-secret');
    expect(await accept({ code })).toBe(DONE);
  });

  test('of another skill, moved here, are not used', async () => {
    const other = createMessagingCredentials(world.registry, world.vault, 'another-skill');
    await other.write({ clientId: 'x', clientSecret: new Secret('messaging-secret') }, world.deadline());
    const item = await world.registry.get(messagingKey('another-skill'), world.deadline());
    await world.registry.put({ ...item, ...messagingKey(SKILL_ID) }, ALWAYS, world.deadline());
    expect(await accept({ code: await newCode() })).toBe(FAILED);
  });
});

describe('who may grant', () => {
  test.each<[string, () => string]>([
    ['nobody', () => 'not-a-token'],
    ['an expired link', () => world.alexaToken(sub, { expiresIn: -3_600 })],
    ['the portal', () => world.portalToken(sub)],
    ['a link without our scope', () => world.alexaToken(sub, { scope: 'openid' })],
    ["a stranger's key", () => world.alexaToken(sub, { header: { kid: 'strange' } })],
  ])('not %s', async (_name, token) => {
    const before = await ledger();
    expect(await accept({ code: await newCode(), token: token() })).toBe(FAILED);
    expect((await ledger()).tokenRequests).toBe(before.tokenRequests);
    expect(await kept()).toBe(0);
  });

  test.each<[string, () => Record<string, unknown>]>([
    ['a deleted user', () => ({ deletedAt: Date.now() })],
    ['a disconnected link', () => ({ revokedLinks: [`link-of-${sub}`] })],
  ])('not %s', async (_name, state) => {
    const account = { v: 1, ...accountKey(sub), homes: [], revokedLinks: [], version: 1, ...state() };
    await world.registry.put(account, ALWAYS, world.deadline());
    const before = await ledger();
    expect(await accept({ code: await newCode() })).toBe(FAILED);
    expect((await ledger()).tokenRequests).toBe(before.tokenRequests);
    expect(await kept()).toBe(0);
  });

  test('a new link of a user who disconnected another', async () => {
    const account = { v: 1, ...accountKey(sub), homes: [], revokedLinks: ['an-old-link'], version: 1 };
    await world.registry.put(account, ALWAYS, world.deadline());
    expect(await accept({ code: await newCode() })).toBe(DONE);
  });
});

describe('a message that is none', () => {
  const good = () => messageWith('ANcode', world.alexaToken(sub));
  type Message = ReturnType<typeof good>;

  test.each<[string, (message: Message) => unknown]>([
    ['no grant', ({ directive }) => ({ ...directive, payload: { grantee: directive.payload.grantee } })],
    ['no grantee', ({ directive }) => ({ ...directive, payload: { grant: directive.payload.grant } })],
    ['no payload', ({ directive }) => ({ header: directive.header })],
    [
      'no code',
      ({ directive }) => ({ ...directive, payload: { ...directive.payload, grant: { type: 'x' } } }),
    ],
    [
      'a code that is a number',
      ({ directive }) => ({ ...directive, payload: { ...directive.payload, grant: { code: 7 } } }),
    ],
    [
      'a grantee of another kind',
      ({ directive }) => ({
        ...directive,
        payload: { ...directive.payload, grantee: { type: 'DirectedId', token: 'x' } },
      }),
    ],
    [
      'another payload version',
      ({ directive }) => ({ ...directive, header: { ...directive.header, payloadVersion: '2' } }),
    ],
  ])('(%s) is answered all the same', async (_name, change) => {
    const message = { directive: change(good()) };
    expect(judge(await world.invoke('directive', message), message)).toBe(FAILED);
    const request = { v: 1, region: 'NA', message };
    expect(judge(await world.invoke('acceptgrant', request), message)).toBe(FAILED);
  });

  test.each(['XX', '', undefined, null, 7])('(of region %s) is answered all the same', async (region) => {
    const message = good();
    expect(judge(await world.invoke('acceptgrant', { v: 1, region, message }), message)).toBe(FAILED);
  });
});

describe('a grant without time to keep what the code brings', () => {
  test('does not send the code, which is good for another try', async () => {
    const code = await newCode();
    const before = await ledger();
    expect(await acceptDirectly({ code, remainingMs: 1_600 })).toBe(FAILED);
    expect((await ledger()).tokenRequests - before.tokenRequests).toBe(0);
    expect(await accept({ code })).toBe(DONE);
  });
});

describe('services that fail', () => {
  /** The one write that keeps the tokens; taking and giving back the claim are others. */
  const isKeeping = ({ action, body }: AwsCall) =>
    action === 'UpdateItem' && JSON.stringify(body.ExpressionAttributeNames).includes('"sealed"');

  test.each([
    ['is down', SERVICE_DOWN, undefined],
    ['does not answer', 'hang', 2_500],
  ] as const)(
    'the store %s after the exchange: not accepted, and not claimed later either',
    async (_name, fault, ms) => {
      const code = await newCode();
      const before = await ledger();
      proxy.setFault((call) => (isKeeping(call) ? fault : undefined));
      const answer = await acceptDirectly({ code, ...(ms !== undefined && { remainingMs: ms }) });
      expect(answer).toBe(FAILED);
      expect((await ledger()).exchanges - before.exchanges).toBe(1);
      proxy.setFault(undefined);
      expect(await kept()).toBe(0);
      // The tokens are gone with the code: saying that all is well would be a lie.
      expect(await accept({ code })).toBe(FAILED);
    },
  );

  test('the store is down from the start: the code is not spent', async () => {
    const code = await newCode();
    const before = await ledger();
    proxy.setFault(() => SERVICE_DOWN);
    expect(await accept({ code })).toBe(FAILED);
    expect((await ledger()).tokenRequests).toBe(before.tokenRequests);
    proxy.setFault(undefined);
    expect(await accept({ code })).toBe(DONE);
  });

  test('the key service is down: not accepted', async () => {
    world.kms.setFault('down');
    expect(await accept({ code: await newCode() })).toBe(FAILED);
    expect(await kept()).toBe(0);
  });

  test('another invocation that died keeps a repetition waiting, not for ever', async () => {
    const code = await newCode();
    await grants.claim(idOf(), new Secret(code), world.deadline());
    const started = performance.now();
    expect(await acceptDirectly({ code, remainingMs: 800 })).toBe(FAILED);
    expect(performance.now() - started).toBeLessThan(2_500);
    await grants.release(idOf(), new Secret(code), world.deadline());
    expect(await accept({ code })).toBe(DONE);
  });

  test.each<[string, () => void, number | undefined]>([
    ['is not deployed', () => world.invokeApi.unregister('acceptgrant'), undefined],
    [
      'crashes',
      () =>
        world.invokeApi.register('acceptgrant', async () => {
          throw new Error('crashed');
        }),
      undefined,
    ],
    ['answers nothing', () => world.invokeApi.register('acceptgrant', async () => undefined), undefined],
    ['answers null', () => world.invokeApi.register('acceptgrant', async () => null), undefined],
    [
      'answers nonsense',
      () => world.invokeApi.register('acceptgrant', async () => ({ ok: true })),
      undefined,
    ],
    [
      'answers another message',
      () =>
        world.invokeApi.register('acceptgrant', async () => ({
          event: {
            header: { namespace: 'Alexa', name: 'Response', messageId: 'm', payloadVersion: '3' },
            payload: {},
          },
        })),
      undefined,
    ],
    [
      'does not answer',
      () => world.invokeApi.register('acceptgrant', () => new Promise(() => undefined)),
      700,
    ],
  ])('acceptgrant %s: the directive function says that it failed', async (_name, breakIt, remainingMs) => {
    breakIt();
    const started = performance.now();
    const attempt = { code: await newCode(), ...(remainingMs !== undefined && { remainingMs }) };
    expect(await accept(attempt)).toBe(FAILED);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('acceptgrant is invoked once, whatever comes of it', async () => {
    let invocations = 0;
    world.invokeApi.register('acceptgrant', async () => {
      invocations += 1;
      throw new Error('crashed');
    });
    await accept({ code: await newCode() });
    expect(invocations).toBe(1);
  });
});

test('the key set is down before it was ever read: nobody is refused for good, and no code is spent', async () => {
  const code = await newCode();
  const before = await ledger();
  // A key id that is new makes the verifier look again.
  world.keySet.setFault({ status: 500 });
  const token = world.alexaToken(sub, { header: { kid: 'rotated' } });
  expect(await accept({ code, token })).toBe(FAILED);
  expect((await ledger()).tokenRequests).toBe(before.tokenRequests);
});
