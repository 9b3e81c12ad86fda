import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Alexa, createAlexa } from '../../local/alexa/alexa.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { objectAt, valueAt } from '../../local/alexa/checks/json.ts';
import {
  ControlError,
  InvokeError,
  LinkError,
  NotEnabledError,
  NotLinkedError,
  UnreachableError,
} from '../../local/alexa/errors.ts';
import { createInvoke } from '../../local/alexa/invoke.ts';
import { createFileSession, createMemorySession, type SessionStore } from '../../local/alexa/session.ts';
import { parseStack, readStack, type Stack } from '../../local/alexa/stack.ts';
import {
  discovered,
  errorAnswer,
  functionError,
  lambdaAnswer,
  owner,
  type StandIn,
  startStandIn,
} from './alexa-stand-in.ts';

let world: StandIn;
let session: SessionStore;
let clock: number;
const opened: Alexa[] = [];

function open(stack: Stack = world.stack, store = session): Alexa {
  const alexa = createAlexa({ stack, session: store, checker: createChecker(), now: () => clock });
  opened.push(alexa);
  return alexa;
}

beforeEach(async () => {
  world = await startStandIn();
  session = createMemorySession('kim');
  clock = Date.parse('2026-05-04T10:00:00Z');
});
afterEach(async () => {
  for (const alexa of opened.splice(0)) alexa.close();
  await world.close();
});

describe('linking', () => {
  it('goes through the login form with PKCE, state, cookies and hidden fields, and never opens Amazon’s address', async () => {
    const linked = await open().link(owner);
    expect(linked).toMatchObject({
      username: owner.username,
      refreshToken: 'refresh-1',
      linkedAt: clock,
      expiresAt: clock + 14_400_000,
    });
    expect(world.seen.paths).toEqual([
      'GET /oauth2/authorize',
      'GET /login',
      'POST /login',
      'POST /oauth2/token',
    ]);
    expect(Object.fromEntries(world.seen.tokens[0] ?? [])).toMatchObject({
      grant_type: 'authorization_code',
      client_id: 'alexa-client',
    });
    expect(await session.read()).toEqual(linked);
  });

  it('says why the login page refused', async () => {
    const refused = open().link({ ...owner, password: 'wrong' });
    await expect(refused).rejects.toThrow('Signing in was refused: Incorrect username & password.');
    await expect(refused).rejects.toMatchObject({ step: 'sign-in' });
    expect(await session.read()).toBeUndefined();
  });

  it.each([
    ['an error', { error: 'access_denied', error_description: 'not today' }, 'access_denied (not today)'],
    ['another state', { state: 'forged' }, 'state'],
    ['no code', { code: '' }, 'no code'],
  ])('refuses a redirect with %s', async (_name, redirect, message) => {
    world.set.redirect = redirect;
    const refused = open().link(owner);
    await expect(refused).rejects.toThrow(LinkError);
    await expect(refused).rejects.toThrow(message);
    expect(world.seen.tokens).toHaveLength(0);
  });

  it('passes the token endpoint’s refusal on', async () => {
    const stack = {
      ...world.stack,
      cognito: { ...world.stack.cognito, alexaClient: { ...world.stack.cognito.alexaClient, secret: 'no' } },
    };
    await expect(open(stack).link(owner)).rejects.toThrow('401 (invalid_client)');
  });

  it('says that nothing answers, and how to start it', async () => {
    await world.close();
    await expect(open().link(owner)).rejects.toThrow(UnreachableError);
    await expect(open().link(owner)).rejects.toThrow('npm start');
  });
});

describe('the token', () => {
  it('is used as it is until a minute before its end, then refreshed', async () => {
    const alexa = open();
    const { accessToken } = await alexa.link(owner);
    clock += 14_400_000 - 61_000;
    expect((await alexa.fresh()).accessToken).toBe(accessToken);
    clock += 2_000;
    const renewed = await alexa.fresh();
    expect(renewed.accessToken).not.toBe(accessToken);
    expect(renewed).toMatchObject({ refreshToken: 'refresh-1', expiresAt: clock + 14_400_000 });
    expect(world.seen.tokens[1]?.get('refresh_token')).toBe('refresh-1');
  });

  it('keeps a refresh token that was rotated', async () => {
    const alexa = open();
    await alexa.link(owner);
    world.set.rotate = true;
    clock += 15_000_000;
    expect((await alexa.fresh()).refreshToken).toBe('refresh-2');
  });

  it('takes the link with it when its refresh is refused', async () => {
    const alexa = open();
    await alexa.link(owner);
    world.set.refresh = 'refused';
    clock += 15_000_000;
    const gone = alexa.discover();
    await expect(gone).rejects.toThrow(NotLinkedError);
    await expect(gone).rejects.toMatchObject({ gone: true });
    await expect(alexa.discover()).rejects.toMatchObject({ gone: false });
    expect(world.seen.events).toHaveLength(0);
  });

  it('outlives a token endpoint that is down, and so does the link', async () => {
    const alexa = open();
    const { accessToken } = await alexa.link(owner);
    world.set.refresh = 'down';
    clock += 14_400_000 - 30_000;
    expect((await alexa.fresh()).accessToken).toBe(accessToken);
    clock += 60_000;
    await expect(alexa.fresh()).rejects.toThrow('503');
    world.set.refresh = 'good';
    expect((await alexa.fresh()).accessToken).not.toBe(accessToken);
  });
});

describe('directives', () => {
  it('carry what Alexa sends, and the answer is checked', async () => {
    const alexa = open();
    const { accessToken } = await alexa.link(owner);
    await alexa.discover();
    const light = 'k3f9a2:light#kitchen';
    const exchange = await alexa.directive('Alexa.BrightnessController', 'SetBrightness', light, {
      brightness: 40,
    });
    expect(exchange).toMatchObject({ error: undefined, problems: [], unlinked: false });
    expect(world.seen.events[1]).toEqual({
      directive: {
        header: {
          namespace: 'Alexa.BrightnessController',
          name: 'SetBrightness',
          payloadVersion: '3',
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          correlationToken: expect.stringMatching(/^[A-Za-z0-9+/=]{100,}$/),
        },
        endpoint: {
          scope: { type: 'BearerToken', token: accessToken },
          endpointId: light,
          cookie: { home: light },
        },
        payload: { brightness: 40 },
      },
    });
    await alexa.directive('Alexa.ModeController', 'SetMode', light, {}, 'fan.speed');
    expect(world.seen.events[2]).toMatchObject({ directive: { header: { instance: 'fan.speed' } } });
  });

  it('discover with the token in the payload, and remember what was found', async () => {
    const alexa = open();
    const { accessToken } = await alexa.link(owner);
    expect((await alexa.discover()).problems).toEqual([]);
    expect(world.seen.events[0]).toMatchObject({
      directive: {
        header: { name: 'Discover' },
        payload: { scope: { type: 'BearerToken', token: accessToken } },
      },
    });
    expect(JSON.stringify(world.seen.events[0])).not.toContain('correlationToken');
    const known = (await alexa.session())?.catalogue?.endpoints ?? [];
    expect(known.map(({ endpointId }) => endpointId)).toEqual(discovered.map(({ endpointId }) => endpointId));
    expect(known[0]?.capabilities[1]).toEqual({
      interface: 'Alexa.PowerController',
      retrievable: ['powerState'],
    });
  });

  it('grant with a code from the stand-in, for this Amazon account', async () => {
    const alexa = open();
    const { accessToken } = await alexa.link(owner);
    expect(await alexa.grant()).toMatchObject({ error: undefined, problems: [] });
    expect(world.seen.events[0]).toMatchObject({
      directive: {
        header: { namespace: 'Alexa.Authorization', name: 'AcceptGrant' },
        payload: {
          grant: { type: 'OAuth2.AuthorizationCode', code: 'AN-amzn1.account.kim' },
          grantee: { type: 'BearerToken', token: accessToken },
        },
      },
    });
  });

  it('report problems of an answer', async () => {
    const alexa = open();
    await alexa.link(owner);
    world.set.skill = () => lambdaAnswer({ event: { header: { namespace: 'Alexa', name: 'Response' } } });
    const { problems } = await alexa.reportState('k3f9a2:light#kitchen');
    // Amazon's schema, where it is there, has the same to say in its own words.
    const ours = problems.map(({ rule }) => rule).filter((rule) => rule !== 'amazon-schema');
    expect(new Set(ours)).toEqual(
      new Set([
        'envelope',
        'payload-version',
        'correlation-token',
        'endpoint-id',
        'answer-name',
        'message-id',
      ]),
    );
  });

  it.each([
    ['INVALID_AUTHORIZATION_CREDENTIAL', true],
    ['EXPIRED_AUTHORIZATION_CREDENTIAL', true],
    ['BRIDGE_UNREACHABLE', false],
    ['INTERNAL_ERROR', false],
  ])('answered by %s end the link: %s', async (type, ends) => {
    const alexa = open();
    await alexa.link(owner);
    world.set.skill = (event) => errorAnswer(event, type);
    expect(await alexa.reportState('k3f9a2:light#kitchen')).toMatchObject({
      error: type,
      unlinked: ends,
      problems: [],
    });
    expect((await session.read()) === undefined).toBe(ends);
  });

  it('with somebody else’s token do not end this link', async () => {
    const alexa = open();
    await alexa.link(owner);
    world.set.skill = (event) => errorAnswer(event, 'INVALID_AUTHORIZATION_CREDENTIAL');
    const foreign = {
      directive: { header: { namespace: 'Alexa.Discovery', name: 'Discover', messageId: 'a' }, payload: {} },
    };
    expect(await alexa.send(foreign)).toMatchObject({ unlinked: false });
    expect(await session.read()).toBeDefined();
  });

  it('need a link', async () => {
    await expect(open().reportState('k3f9a2:light#kitchen')).rejects.toThrow('is not linked');
  });
});

describe('the function', () => {
  it('that throws is a clear failure without its details', async () => {
    const alexa = open();
    await alexa.link(owner);
    world.set.skill = functionError;
    const failed = alexa.discover();
    await expect(failed).rejects.toMatchObject({ kind: 'function-error' });
    await expect(failed).rejects.toThrow('TypeError');
    await expect(failed).rejects.not.toThrow('secret detail');
  });

  it.each([
    ['no-json', { status: 200, body: '<html>' }],
    ['refused', { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: '{}' }],
  ])('gives %s away as such', async (kind, answer) => {
    const alexa = open();
    await alexa.link(owner);
    world.set.skill = () => answer;
    await expect(alexa.discover()).rejects.toMatchObject({ name: 'InvokeError', kind });
  });

  it('is given up when the time is up, and is asked once only', async () => {
    world.set.skill = () => new Promise(() => {});
    const invoke = createInvoke({ lambda: world.stack.lambda, region: 'us-east-1', timeoutMs: 60 });
    const started = performance.now();
    await expect(invoke.invoke({})).rejects.toThrow(InvokeError);
    await expect(invoke.invoke({})).rejects.toMatchObject({ kind: 'timeout' });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(world.seen.events).toHaveLength(2);
    invoke.close();
  });

  it('that nobody serves is the stack not running', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const lambda = { endpoint: `http://127.0.0.1:${port}`, directive: 'directive' };
    const invoke = createInvoke({ lambda, region: 'us-east-1' });
    await expect(invoke.invoke({})).rejects.toThrow('npm start');
    invoke.close();
  });
});

describe('events about the skill', () => {
  const said = (): Record<string, unknown>[] =>
    world.seen.skillEvents.map((event) => ({
      ...objectAt(event, 'request'),
      skill: valueAt(event, 'context', 'System', 'application', 'applicationId'),
      user: valueAt(event, 'context', 'System', 'user', 'userId'),
      session: event.session,
    }));

  it('say that it was enabled and whose account was linked, then that it was disabled', async () => {
    const alexa = open();
    const { accessToken } = await alexa.link(owner);
    const told = await alexa.enable();
    clock += 60_000;
    const { type, problems } = await alexa.disable();
    expect([...told, { type, problems }]).toMatchObject([
      { type: 'AlexaSkillEvent.SkillEnabled', problems: [] },
      { type: 'AlexaSkillEvent.SkillAccountLinked', problems: [] },
      { type: 'AlexaSkillEvent.SkillDisabled', problems: [] },
    ]);
    const [enabled, linked, disabled] = said();
    expect(linked).toMatchObject({
      type: 'AlexaSkillEvent.SkillAccountLinked',
      eventCreationTime: '2026-05-04T10:00:00.000Z',
      body: { accessToken },
      skill: 'amzn1.ask.skill.stand-in',
      user: expect.stringMatching(/^amzn1\.ask\.account\.[0-9A-F]{96}$/),
      session: undefined,
    });
    expect(enabled).not.toHaveProperty('body');
    expect(disabled).toMatchObject({ eventCreationTime: '2026-05-04T10:01:00.000Z', user: linked?.user });
    expect(JSON.stringify(disabled)).not.toContain(accessToken);
    expect(await alexa.session()).toBeUndefined();
  });

  it('name another user each time that the skill is enabled, and the same as long as it is', async () => {
    const alexa = open();
    await alexa.link(owner);
    await alexa.enable();
    await alexa.enable();
    await alexa.disable();
    await alexa.link(owner);
    await alexa.enable();
    const [first, , again, , disabled, anew] = said().map(({ user }) => user);
    expect(again).toBe(first);
    expect(disabled).toBe(first);
    expect(anew).not.toBe(first);
  });

  it('need a link, and an enabled skill', async () => {
    const alexa = open();
    await expect(alexa.enable()).rejects.toThrow(NotLinkedError);
    await alexa.link(owner);
    await expect(alexa.disable()).rejects.toThrow(NotEnabledError);
    expect(said()).toEqual([]);
  });

  it('leave the link as it is when nobody took the event', async () => {
    const alexa = open();
    await alexa.link(owner);
    await alexa.enable();
    world.set.skillEvent = functionError;
    await expect(alexa.disable()).rejects.toThrow('The skill function failed (TypeError)');
    world.set.skillEvent = () => lambdaAnswer({ version: '1.0', response: {} });
    await alexa.disable();
    expect(await alexa.session()).toBeUndefined();
  });

  it.each([
    [
      '{"version":"1.0","response":{"outputSpeech":{"type":"PlainText","text":"Hello"}}}',
      '/response/outputSpeech',
    ],
    ['{"version":"2.0","response":{}}', '/version'],
    ['{"version":"1.0"}', '/response'],
    ['{"version":"1.0","response":{"speech":"Hello"}}', '/response/speech'],
    ['{"event":{},"version":"1.0","response":{}}', '/event'],
    ['null', ''],
  ])('show that %s is no answer to them', async (answer, path) => {
    const alexa = open();
    await alexa.link(owner);
    await alexa.enable();
    world.set.skillEvent = () => ({ ...lambdaAnswer(null), body: answer });
    expect((await alexa.disable()).problems).toMatchObject([{ rule: 'skill-response', path }]);
  });

  it('need a stack file that names the function and the skill', async () => {
    const { skill: _id, ...nameless } = world.stack;
    const { skill: _function, ...functionless } = world.stack.lambda;
    const one = open(nameless);
    await one.link(owner);
    await expect(one.enable()).rejects.toThrow('lacks skill.id');
    await expect(open({ ...world.stack, lambda: functionless }).enable()).rejects.toThrow(
      'lacks lambda.functions.skill',
    );
  });
});

describe('events', () => {
  it('come after a number, with where to go on', async () => {
    const event = (seq: number) => ({
      seq,
      at: '2026-05-04T10:00:00.000Z',
      amazonUser: 'u',
      message: { event: {} },
    });
    world.set.gateway = [event(1), event(2)];
    expect(await open().events(1)).toEqual({ events: [event(2)], next: 2 });
    expect(await open().events(2)).toEqual({ events: [], next: 2 });
  });

  it('and grants are the real Alexa’s own where there is no stand-in', async () => {
    const { amazon: _none, ...stack } = world.stack;
    const alexa = open(stack);
    await alexa.link(owner);
    await expect(alexa.events(0)).rejects.toThrow(ControlError);
    await expect(alexa.grant()).rejects.toThrow('the real Alexa');
  });
});

describe('files', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'alexa-files-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('keep each account’s session apart, for its owner’s eyes only', async () => {
    const kim = createFileSession({ directory: join(directory, 'alexa'), account: 'kim' });
    const lee = createFileSession({ directory: join(directory, 'alexa'), account: 'lee' });
    const alexa = open(world.stack, kim);
    const linked = await alexa.link(owner);
    await alexa.discover();
    expect(await lee.read()).toBeUndefined();
    const kept = await kim.read();
    expect(kept).toMatchObject(linked);
    expect(kept?.catalogue?.endpoints[0]).toMatchObject({
      friendlyName: 'Kitchen light',
      cookie: { home: 'k3f9a2:light#kitchen' },
    });
    expect(kept?.catalogue?.endpoints[0]?.capabilities[1]?.retrievable).toEqual(['powerState']);
    const { mode } = await stat(join(directory, 'alexa', 'kim.json'));
    expect((mode & 0o777).toString(8)).toBe('600');
    await kim.remove();
    await kim.remove();
    expect(await kim.read()).toBeUndefined();
  });

  it.each(['../kim', '', 'a/b', 'a'.repeat(41), '.hidden'])(
    'are not made for an account called %j',
    (account) => {
      expect(() => createFileSession({ directory, account })).toThrow('no account name');
    },
  );

  it('name the stack: a missing file says how to get one', async () => {
    await expect(readStack(join(directory, 'stack.json'))).rejects.toThrow('npm start');
    expect(await readFile(join(directory, 'stack.json')).catch(() => 'none')).toBe('none');
  });

  it.each([
    ['cognito.tokenUrl', { ...fileOf(), cognito: { ...fileOf().cognito, tokenUrl: undefined } }],
    ['cognito.authorizeUrl', { ...fileOf(), cognito: { ...fileOf().cognito, authorizeUrl: 'nowhere' } }],
    ['lambda.functions.directive', { ...fileOf(), lambda: {} }],
    [
      'cognito.alexaClient.redirectUris',
      {
        ...fileOf(),
        cognito: {
          ...fileOf().cognito,
          alexaClient: { id: 'a', secret: 'b', scopes: ['c'], redirectUris: [] },
        },
      },
    ],
  ])('name the field %s of the stack that is missing or wrong', (field, file) => {
    expect(() => parseStack(file)).toThrow(field);
  });

  it('describe a deployment on AWS with less', () => {
    expect(
      parseStack({
        ...fileOf(),
        lambda: { functions: { directive: 'arn:aws:lambda:eu-west-1:1:function:d' } },
      }),
    ).toEqual({
      cognito: fileOf().cognito,
      lambda: { directive: 'arn:aws:lambda:eu-west-1:1:function:d' },
    });
  });
});

function fileOf() {
  return {
    cognito: {
      region: 'us-east-1',
      authorizeUrl: 'https://login.example.com/oauth2/authorize',
      tokenUrl: 'https://login.example.com/oauth2/token',
      alexaClient: {
        id: 'a',
        secret: 'b',
        scopes: ['openid'],
        redirectUris: ['https://pitangui.amazon.com/x'],
      },
    },
    lambda: { functions: { directive: 'directive' } },
  };
}
