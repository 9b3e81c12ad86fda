import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { VettedEndpoint } from '../../lib/alexa/discovery.ts';
import { createAlexaSide, discovery, reportState, toEndpoint, turnOn } from '../harness/alexa-side.ts';
import { type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

let home: Home;
let world: World;
let store: AwsProxy;
let api: AccountClient;
let alexa: ReturnType<typeof createAlexaSide>;
let people = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  store = await startAwsProxy(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = store.url;
  api = createAccountClient(world);
  alexa = createAlexaSide(world);
});
afterEach(() => {
  store.setFault(undefined);
  home.setFault(undefined);
});
afterAll(async () => {
  await Promise.all([home, store, world].map((part) => part.close()));
});

/** A new user with a home of their own whose devices are known. */
async function move() {
  people += 1;
  const sub = `resident-${people}`;
  const key = await world.connect(sub, home.url, home.token);
  const Records = [{ messageId: 'm', body: JSON.stringify({ v: 1, type: 'sync', home: key }) }];
  expect(await world.invoke('observe', { Records })).toEqual({ batchItemFailures: [] });
  return { sub, key, token: world.alexaToken(sub) };
}
async function want(sub: string, key: string, id: string, override: object): Promise<void> {
  const { status, text } = await api(sub, `PUT /v1/homes/${key}/devices/${encodeURIComponent(id)}`, override);
  expect(status, text).toBe(200);
}
async function discovered(token: string): Promise<Map<string, VettedEndpoint>> {
  const { event } = await alexa.send(discovery(token));
  const endpoints = event.payload.endpoints as VettedEndpoint[];
  return new Map(endpoints.map((endpoint) => [endpoint.endpointId, endpoint]));
}

describe('a device that is held back', () => {
  test('is there no more, for everybody and at once, and comes back', async () => {
    const { sub, key, token } = await move();
    await world.members.add({ home: key, sub: 'guest', role: 'member' }, world.deadline());
    await world.accounts.addHome('guest', key, world.deadline());
    const lamp = `${key}:light#kitchen`;
    await want(sub, key, 'light#kitchen', { hidden: true });
    for (const bearer of [token, world.alexaToken('guest')]) {
      const asked = await home.askedDuring(async () => {
        expect(await alexa.outcome(turnOn(bearer, lamp))).toBe('NO_SUCH_ENDPOINT');
        expect(await alexa.outcome(reportState(bearer, lamp))).toBe('NO_SUCH_ENDPOINT');
      });
      expect(asked).toBe(0);
      const seen = await discovered(bearer);
      expect([seen.has(lamp), seen.has(`${key}:light#hallway`)]).toEqual([false, true]);
    }
    await want(sub, key, 'light#kitchen', {});
    expect(await alexa.outcome(turnOn(token, lamp))).toBe('Alexa/Response');
    expect((await discovered(token)).has(lamp)).toBe(true);
  });

  test.each(['LIGHT#KITCHEN', 'light.kitchen', 'Light#Kitchen', 'light#kitchen '])(
    'is not there by the id %s either, of which Home Assistant may make the same',
    async (id) => {
      const { sub, key, token } = await move();
      await want(sub, key, 'light#kitchen', { hidden: true });
      const message = turnOn(token, `${key}:${id}`);
      const answer = (await world.invoke('directive', message)) as { event: { payload: object } };
      expect(answer.event.payload).toMatchObject({ type: 'NO_SUCH_ENDPOINT' });
    },
  );

  test('is not shown either when the home does not answer, or is paused', async () => {
    const { sub, key, token } = await move();
    await want(sub, key, 'light#kitchen', { hidden: true });
    await want(sub, key, 'light#hallway', { name: 'Corridor' });
    const check = async () => {
      const seen = await discovered(token);
      expect(seen.has(`${key}:light#kitchen`)).toBe(false);
      expect(seen.get(`${key}:light#hallway`)?.friendlyName).toBe('Corridor');
    };
    home.setFault({ status: 500 });
    await check();
    home.setFault(undefined);
    await api(sub, `PATCH /v1/homes/${key}`, { paused: true });
    await check();
    expect(await alexa.outcome(turnOn(token, `${key}:light#kitchen`))).toBe('NO_SUCH_ENDPOINT');
    expect(await alexa.outcome(turnOn(token, `${key}:light#hallway`))).toBe('CLOUD_CONTROL_DISABLED');
    await api(sub, `PATCH /v1/homes/${key}`, { paused: false });
    expect(await alexa.outcome(turnOn(token, `${key}:light#hallway`))).toBe('Alexa/Response');
  });

  test('does not come to light where the store does not say what is held back', async () => {
    const { sub, key, token } = await move();
    await want(sub, key, 'light#kitchen', { hidden: true });
    store.setFault(({ action }) => (action === 'Query' ? SERVICE_DOWN : undefined));
    expect(await alexa.outcome(discovery(token))).toBe('INTERNAL_ERROR');
  });

  test('says nothing to a stranger that another device would not', async () => {
    const { sub, key } = await move();
    await want(sub, key, 'light#kitchen', { hidden: true });
    const stranger = world.alexaToken('stranger');
    const answers = await Promise.all(
      ['light#kitchen', 'light#hallway', 'light#never'].map(
        async (id) => (await alexa.send(turnOn(stranger, `${key}:${id}`))).event.payload,
      ),
    );
    expect(new Set(answers.map((payload) => JSON.stringify(payload))).size).toBe(1);
  });

  test('costs a directive no further call', async () => {
    const { sub, key, token } = await move();
    await want(sub, key, 'light#kitchen', { secure: true });
    await alexa.outcome(reportState(token, `${key}:light#kitchen`));
    store.forget();
    await alexa.outcome(reportState(token, `${key}:light#kitchen`));
    expect(store.calls().map(({ action }) => action)).toEqual(['BatchGetItem']);
    store.forget();
    await alexa.discover(token);
    const queries = store.calls('Query').map(({ body }) => String(body.TableName));
    expect(queries).toEqual(['registry']);
  });
});

describe('a device that looks otherwise', () => {
  test('is discovered by its name and category, and works', async () => {
    const { sub, key, token } = await move();
    const id = `${key}:light#kitchen`;
    const before = (await discovered(token)).get(id);
    await want(sub, key, 'light#kitchen', { name: 'Sun', category: 'OTHER' });
    const after = (await discovered(token)).get(id);
    expect(after).toEqual({ ...before, friendlyName: 'Sun', displayCategories: ['OTHER'] });
    expect(await alexa.outcome(turnOn(token, id))).toBe('Alexa/Response');
  });

  test('may have the name of another one', async () => {
    const { sub, key, token } = await move();
    await want(sub, key, 'light#kitchen', { name: 'Hallway light' });
    const names = [...(await discovered(token)).values()].map(({ friendlyName }) => friendlyName);
    expect(names.filter((name) => name === 'Hallway light')).toHaveLength(2);
  });
});

describe('a secured device', () => {
  const stateOf = (entityId: string) => home.entities().find((entity) => entity.entityId === entityId)?.state;

  test.each<[string, string, object, object, boolean]>([
    ['lock#front_door', 'LockController/Unlock', {}, {}, false],
    ['lock#front_door', 'LockController/Lock', {}, {}, true],
    [
      'cover#garage_door',
      'ModeController/SetMode',
      { mode: 'position.open' },
      { instance: 'cover.position' },
      false,
    ],
    [
      'cover#garage_door',
      'ModeController/SetMode',
      { mode: 'position.closed' },
      { instance: 'cover.position' },
      true,
    ],
    ['cover#bedroom_blinds', 'PowerController/TurnOn', {}, {}, false],
    ['cover#bedroom_blinds', 'PowerController/TurnOff', {}, {}, true],
    [
      'cover#bedroom_blinds',
      'RangeController/SetRangeValue',
      { rangeValue: 70 },
      { instance: 'cover.position' },
      false,
    ],
    [
      'cover#bedroom_blinds',
      'RangeController/SetRangeValue',
      { rangeValue: 0 },
      { instance: 'cover.position' },
      true,
    ],
    ['switch#coffee_machine', 'PowerController/TurnOn', {}, {}, false],
    ['script#good_night', 'SceneController/Activate', {}, {}, false],
  ])(
    '%s, %s: refused before the home hears of it, or passed on',
    async (id, name, payload, extra, isPassed) => {
      const { sub, key, token } = await move();
      const message = () => toEndpoint(token, `${key}:${id}`, `Alexa.${name}`, { ...payload }, { ...extra });
      await want(sub, key, id, { secure: true });
      const asked = await home.askedDuring(async () => {
        const { event } = await alexa.send(message());
        if (isPassed) expect(event.header.name).not.toBe('ErrorResponse');
        else expect(event.payload).toMatchObject({ type: 'INSUFFICIENT_PERMISSIONS' });
      });
      expect(asked).toBe(isPassed ? 1 : 0);
      expect(await alexa.outcome(reportState(token, `${key}:${id}`))).toMatch(/^Alexa\/StateReport$/);
      await want(sub, key, id, {});
      expect(await alexa.outcome(message())).toMatch(/^Alexa/);
    },
  );

  test('stays locked', async () => {
    const { sub, key, token } = await move();
    const unlock = () => toEndpoint(token, `${key}:lock#front_door`, 'Alexa.LockController/Unlock');
    await alexa.send(toEndpoint(token, `${key}:lock#front_door`, 'Alexa.LockController/Lock'));
    await expect.poll(() => stateOf('lock.front_door')).toBe('locked');
    await want(sub, key, 'lock#front_door', { secure: true });
    const { event } = await alexa.send(unlock());
    expect(event.payload.message).toMatch(/owner/);
    expect(stateOf('lock.front_door')).toBe('locked');
    await want(sub, key, 'lock#front_door', {});
    await alexa.send(unlock());
    await expect.poll(() => stateOf('lock.front_door')).toBe('unlocked');
  });
});
