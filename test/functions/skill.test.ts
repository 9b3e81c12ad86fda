import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLooksSide } from '../harness/looks-queue.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { skillEvent } from '../harness/skill-events.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

const ALEXA_USER = 'amzn1.ask.account.AHBXQ7RAWUSERID';
const HASH = createHash('sha256').update(ALEXA_USER).digest('base64url');
const SILENCE = { version: '1.0', response: {} };
const AN_HOUR_AGO = Date.now() - 3_600_000;

let world: World;
let looks: ReturnType<typeof createLooksSide>;
let logged = '';
const writers = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
const tokens: string[] = [];

beforeAll(async () => {
  process.env.LOG_LEVEL = 'DEBUG';
  for (const { stream } of writers) {
    stream.write = (chunk: string | Uint8Array) => {
      logged += String(chunk);
      return true;
    };
  }
  world = await startWorld();
  // Read when the function is loaded, which is with the first request.
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  looks = createLooksSide(world);
});
afterEach(async () => {
  world.keySet.setFault(undefined);
  await looks.take();
});
afterAll(async () => {
  for (const { stream, write } of writers) stream.write = write;
  delete process.env.LOG_LEVEL;
  delete process.env.POWERTOOLS_METRICS_DISABLED;
  looks.close();
  await world.close();
});

const ask = (message: unknown, remainingMs?: number) => world.invoke('skill', message, remainingMs);
const noting = (token: string): string => {
  tokens.push(token);
  return token;
};
const linkedWith = (token: string) =>
  skillEvent('SkillAccountLinked', { userId: ALEXA_USER, at: AN_HOUR_AGO, accessToken: noting(token) });

/** A request of the custom model, which events are not. */
const spoken = (type: string, applicationId = SKILL_ID) => ({
  version: '1.0',
  session: { new: true, sessionId: 's', user: { userId: ALEXA_USER }, application: { applicationId } },
  context: { System: { application: { applicationId }, user: { userId: ALEXA_USER } } },
  request: { type, requestId: 'r', timestamp: new Date().toISOString(), locale: 'en-US' },
});

// First of all, while no key set is known yet.
describe('an event that cannot be taken, not even with a second try, fails the invocation', () => {
  test('when the key set cannot be had', async () => {
    const event = linkedWith(world.alexaToken('kai'));
    world.keySet.setFault({ status: 503 });
    expect(await outcomeOf(ask(event))).toBe('key_set_unavailable');
    expect(await looks.take()).toEqual([]);
    // Over before the second try.
    setTimeout(() => world.keySet.setFault(undefined), 100);
    expect(await ask(event)).toEqual(SILENCE);
    expect(await looks.take()).toMatchObject([{ link: { sub: 'kai', originJti: 'link-of-kai' } }]);
  });

  test('when no time is left', async () => {
    expect(await outcomeOf(ask(skillEvent('SkillDisabled', { userId: ALEXA_USER }), 100))).toBe(
      'out_of_time',
    );
  });
});

describe('an operator is told', () => {
  const said = async (message: unknown) => {
    const before = logged.length;
    await ask(message);
    return logged.slice(before);
  };

  test('of events that are dropped, and of what is meant for another skill', async () => {
    expect(await said(linkedWith('not-a-token-at-all'))).toContain('"DroppedSkillEvents":1');
    expect(await said(spoken('LaunchRequest', 'amzn1.ask.skill.another'))).toContain(
      '"RefusedSkillRequests":1',
    );
    expect(await said(skillEvent('SkillEnabled', { userId: ALEXA_USER }))).not.toMatch(/Dropped|Refused/);
  });
});

describe('what goes to the queue', () => {
  test('an account that was linked, verified', async () => {
    expect(await ask(linkedWith(world.alexaToken('anna', { originJti: 'jti-1' })))).toEqual(SILENCE);
    expect(await looks.take()).toEqual([
      {
        v: 1,
        type: 'enablement',
        event: 'linked',
        alexaUser: HASH,
        at: AN_HOUR_AGO,
        link: { sub: 'anna', originJti: 'jti-1' },
      },
    ]);
  });

  test('a skill that was disabled', async () => {
    const event = skillEvent('SkillDisabled', {
      userId: ALEXA_USER,
      at: AN_HOUR_AGO,
      body: { userInformationPersistenceStatus: 'NOT_PERSISTED' },
    });
    expect(await ask(event)).toEqual(SILENCE);
    expect(await looks.take()).toEqual([
      { v: 1, type: 'enablement', event: 'disabled', alexaUser: HASH, at: AN_HOUR_AGO },
    ]);
  });

  test('nothing of the future', async () => {
    const before = Date.now();
    await ask(skillEvent('SkillDisabled', { userId: ALEXA_USER, at: before + 10 * 365 * 24 * 3_600_000 }));
    const [{ at } = {}] = await looks.take();
    expect(Number(at)).toBeGreaterThanOrEqual(before);
    expect(Number(at)).toBeLessThanOrEqual(Date.now());
  });

  test.each<[string, () => unknown]>([
    ['the skill was enabled', () => skillEvent('SkillEnabled', { userId: ALEXA_USER })],
    [
      'permissions were accepted',
      () =>
        skillEvent('SkillPermissionAccepted', {
          userId: ALEXA_USER,
          body: { acceptedPermissions: [{ scope: 'alexa::async_event:write' }] },
        }),
    ],
    [
      'permissions were taken away',
      () => skillEvent('SkillPermissionChanged', { userId: ALEXA_USER, body: { acceptedPermissions: [] } }),
    ],
    ['an event that nobody knows', () => skillEvent('SkillAdmired', { userId: ALEXA_USER })],
    ['a name that every object has', () => spoken('constructor')],
    ['a session that ended', () => spoken('SessionEndedRequest')],
    ['an exception that was met', () => spoken('System.ExceptionEncountered')],
    ['disabled, by nobody', () => skillEvent('SkillDisabled', { userId: '' })],
    [
      'disabled, at no time',
      () =>
        skillEvent('SkillDisabled', {
          userId: ALEXA_USER,
          extra: { eventCreationTime: 'never', timestamp: undefined },
        }),
    ],
    ['linked, without a token', () => skillEvent('SkillAccountLinked', { userId: ALEXA_USER })],
    ['linked, with a token that is none', () => linkedWith('not-a-token-at-all')],
    ['linked, with an unsigned one', () => linkedWith(`${world.alexaToken('eve').split('.', 2).join('.')}.`)],
    [
      'linked, with a forged one',
      () =>
        linkedWith(
          world.alexaToken('eve', { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }),
        ),
    ],
    ['linked, with one that has expired', () => linkedWith(world.alexaToken('eve', { expiresIn: -600 }))],
    ['linked, with one of the portal', () => linkedWith(noting(world.portalToken('eve')))],
    ['linked, with one of another scope', () => linkedWith(world.alexaToken('eve', { scope: 'openid' }))],
    [
      'linked, meant for another skill',
      () =>
        skillEvent('SkillAccountLinked', {
          userId: ALEXA_USER,
          accessToken: noting(world.alexaToken('eve')),
          applicationId: 'amzn1.ask.skill.another',
        }),
    ],
    [
      'disabled, meant for another skill',
      () => skillEvent('SkillDisabled', { userId: ALEXA_USER, applicationId: 'amzn1.ask.skill.another' }),
    ],
    [
      'disabled, meant for none',
      () => skillEvent('SkillDisabled', { userId: ALEXA_USER, applicationId: '' }),
    ],
    [
      'a directive',
      () => ({
        directive: {
          header: { namespace: 'Alexa.PowerController', name: 'TurnOn', messageId: 'm', payloadVersion: '3' },
          endpoint: {
            endpointId: 'light#kitchen',
            scope: { type: 'BearerToken', token: noting(world.alexaToken('eve')) },
          },
          payload: {},
        },
      }),
    ],
    ['nothing', () => undefined],
    ['null', () => null],
    ['a text', () => 'hello'],
    ['an empty object', () => ({})],
  ])('nothing, and silence for an answer: %s', async (_name, message) => {
    expect(await ask(message())).toEqual(SILENCE);
    expect(await looks.take()).toEqual([]);
  });
});

test('whether it could do something without being named is not promised', async () => {
  expect(await ask(spoken('CanFulfillIntentRequest'))).toEqual({
    version: '1.0',
    response: { canFulfillIntent: { canFulfill: 'NO' } },
  });
});

test('the log says what happened, and neither a token nor an Alexa user', () => {
  expect(logged).toContain('SkillPermissionAccepted');
  expect(logged).toContain('alexa::async_event:write');
  expect(logged).toContain('token_forged');
  expect(logged).toContain('meant for another skill');
  expect(logged).not.toContain(ALEXA_USER);
  expect(tokens.length).toBeGreaterThan(8);
  for (const token of tokens) {
    for (const part of token.split('.').filter(({ length }) => length > 0))
      expect(logged).not.toContain(part);
  }
});
