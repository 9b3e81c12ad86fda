import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoHome, type Device, demoDevices } from '../../local/demo-home/start.ts';
import {
  answerIn,
  directive,
  entity,
  objection,
  owner,
  post,
  propertyIn,
  send,
  startHome,
} from './demo-home-client.ts';

let home: DemoHome;
let token: string;
beforeAll(async () => {
  home = await startHome();
  token = await home.createLongLivedToken('tests');
});
afterAll(() => home.close());

const discover = { namespace: 'Alexa.Discovery', name: 'Discover' };
const route = (): string => `${home.url}/api/alexa/smart_home`;

describe('HTTP statuses of the Alexa route', () => {
  const good = JSON.stringify(directive(discover));
  const rows: readonly (readonly [
    situation: string,
    token: 'good' | 'bad' | 'none',
    body: string,
    status: number,
    text: RegExp,
  ])[] = [
    ['a good token', 'good', good, 200, /^\{/],
    ['no token', 'none', good, 401, /^401: Unauthorized$/],
    ['a token that is none', 'bad', good, 401, /^401: Unauthorized$/],
    ['an empty body', 'good', '', 500, /Server got itself in trouble/],
    ['no JSON', 'good', 'no JSON', 500, /trouble/],
    ['no directive', 'good', '{}', 500, /trouble/],
    [
      'payload version 2',
      'good',
      good.replace('"payloadVersion":"3"', '"payloadVersion":"2"'),
      500,
      /trouble/,
    ],
    [
      'a payload version that is a number',
      'good',
      good.replace('Version":"3"', 'Version":3'),
      500,
      /trouble/,
    ],
    ['no payload', 'good', '{"directive":{"header":{"payloadVersion":"3"}}}', 500, /trouble/],
  ];
  test.each(rows)('%s', async (_situation, which, body, status, text) => {
    const presented = { good: token, bad: `${token}x`, none: undefined }[which];
    const response = await post(home, presented, body);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(text);
    expect(response.headers.get('content-type')).toMatch(status === 200 ? /json/ : /text\/plain/);
  });

  test.each(['GET', 'HEAD', 'PUT'])('%s is refused before any token is looked at', async (method) => {
    const response = await fetch(route(), { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('OPTIONS,POST');
  });

  test('without smart_home the route does not exist, with or without token', async () => {
    home.setSmartHome(false);
    try {
      expect((await post(home, token, good)).status).toBe(404);
      expect((await post(home, undefined, good)).status).toBe(404);
      const get = await fetch(route());
      expect(get.status).toBe(404);
      expect(await get.text()).toBe('404: Not Found');
    } finally {
      home.setSmartHome(true);
    }
    expect((await post(home, token, good)).status).toBe(200);
  });

  test('what came through a proxy that the home does not know is refused', async () => {
    const response = await fetch(`${home.url}/api/`, { headers: { 'x-forwarded-for': '192.0.2.7' } });
    expect(response.status).toBe(400);
  });

  test.each(['deflate', 'gzip', 'identity'])(
    'answers can be read with accept-encoding %s',
    async (encoding) => {
      const response = await fetch(route(), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'accept-encoding': encoding },
        body: good,
      });
      expect(response.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
      expect(await response.json()).toHaveProperty('event.payload.endpoints');
    },
  );
});

describe('discovery', () => {
  test('lists a dozen devices and more in the shape of Home Assistant', async () => {
    const { event, context } = await send(home, token, discover);
    expect(event.header).toMatchObject({ namespace: 'Alexa.Discovery', name: 'Discover.Response' });
    expect(context).toBeUndefined();
    expect(event.payload.endpoints?.length).toBe(demoDevices().length);
    expect(event.payload.endpoints?.length).toBeGreaterThanOrEqual(12);
    expect(event.payload.endpoints?.[0]).toMatchObject({
      endpointId: 'light#kitchen',
      friendlyName: 'Kitchen light',
      manufacturerName: 'Home Assistant',
      description: 'light.kitchen via Home Assistant',
      displayCategories: ['LIGHT'],
      cookie: {},
      additionalAttributes: {
        manufacturer: 'Home Assistant',
        model: 'light',
        softwareVersion: '2026.8.3',
        customIdentifier: '-light.kitchen',
      },
    });
  });

  const interfaces: readonly (readonly [entityId: string, interfaces: readonly string[]])[] = [
    [
      'light.kitchen',
      [
        'PowerController',
        'BrightnessController',
        'ColorController',
        'ColorTemperatureController',
        'EndpointHealth',
      ],
    ],
    ['light.hallway', ['PowerController', 'BrightnessController', 'EndpointHealth']],
    ['switch.coffee_machine', ['PowerController', 'ContactSensor', 'EndpointHealth']],
    ['lock.front_door', ['LockController', 'EndpointHealth']],
    [
      'climate.living_room',
      ['PowerController', 'ThermostatController', 'TemperatureSensor', 'EndpointHealth'],
    ],
    ['cover.bedroom_blinds', ['PowerController', 'RangeController', 'PlaybackController', 'EndpointHealth']],
    ['cover.garage_door', ['ModeController', 'EndpointHealth']],
    ['fan.bedroom', ['PowerController', 'ToggleController', 'RangeController', 'EndpointHealth']],
    [
      'media_player.kitchen_radio',
      ['PowerController', 'Speaker', 'PlaybackController', 'PlaybackStateReporter', 'EndpointHealth'],
    ],
    ['sensor.outdoor_temperature', ['TemperatureSensor', 'EndpointHealth']],
    ['binary_sensor.kitchen_window', ['ContactSensor', 'EndpointHealth']],
    ['binary_sensor.hallway_motion', ['MotionSensor', 'EndpointHealth']],
    ['event.front_door', ['DoorbellEventSource', 'EndpointHealth']],
    ['scene.movie_night', ['SceneController']],
    ['script.good_night', ['SceneController']],
  ];
  test.each(interfaces)('%s has the interfaces that Home Assistant gives it', async (entityId, expected) => {
    const { event } = await send(home, token, discover);
    const found = event.payload.endpoints?.find(
      ({ endpointId }) => endpointId === entityId.replace('.', '#'),
    );
    expect(found?.capabilities.map((capability) => capability.interface)).toEqual([
      ...expected.map((name) => `Alexa.${name}`),
      'Alexa',
    ]);
  });

  test.each(interfaces)('%s reports every property that discovery promises', async (entityId) => {
    const fresh = await startHome();
    try {
      // Lamps and radios tell all only while they are on.
      fresh.setState('light.kitchen', { state: 'on' });
      fresh.setState('light.hallway', { state: 'on' });
      const own = await fresh.createLongLivedToken('tests');
      const { event } = await send(fresh, own, discover);
      const found = event.payload.endpoints?.find(
        ({ endpointId }) => endpointId === entityId.replace('.', '#'),
      );
      const promised = found?.capabilities.flatMap((capability) =>
        (capability.properties?.supported ?? []).map(
          ({ name }) => `${capability.interface} ${capability.instance ?? ''} ${name}`,
        ),
      );
      const report = await send(fresh, own, { namespace: 'Alexa', name: 'ReportState', entityId });
      expect(report.event.header.name).toBe('StateReport');
      expect(
        report.context?.properties.map(
          ({ namespace, name, instance }) => `${namespace} ${instance ?? ''} ${name}`,
        ),
      ).toEqual(promised);
    } finally {
      await fresh.close();
    }
  });

  test('a device given by a test is found, a hidden or removed one is not, a raw endpoint is word for word', async () => {
    const devices: readonly Device[] = [
      { entityId: 'switch.pump', name: 'Pump (cellar)', state: 'off' },
      { entityId: 'switch.secret', name: 'Secret', state: 'off', hidden: true },
    ];
    const own = await startHome({ devices });
    try {
      const key = await own.createLongLivedToken('tests');
      const names = async (): Promise<readonly object[] | undefined> =>
        (await answerIn(await post(own, key, JSON.stringify(directive(discover))))).event.payload.endpoints;
      expect(await names()).toMatchObject([{ endpointId: 'switch#pump', friendlyName: 'Pump cellar' }]);
      own.addDevice({ entityId: 'lock.shed', name: 'Shed', state: 'locked' });
      own.addEndpoint({ endpointId: 'not sound' });
      own.removeDevice('switch.pump');
      expect(await names()).toMatchObject([{ endpointId: 'lock#shed' }, { endpointId: 'not sound' }]);
      const hidden = await send(own, key, {
        namespace: 'Alexa',
        name: 'ReportState',
        entityId: 'switch.secret',
      });
      expect(hidden.event.payload.type).toBe('NO_SUCH_ENDPOINT');
    } finally {
      await own.close();
    }
  });

  test('homes made with a prefix share no entity', () => {
    const ids = ['a', 'b', ''].flatMap((prefix) => demoDevices(prefix).map(({ entityId }) => entityId));
    expect(new Set(ids).size).toBe(ids.length);
    const targets = demoDevices('a').flatMap(({ sequence }) => sequence ?? []);
    expect(targets.every(({ entityId }) => entityId.includes('.a_'))).toBe(true);
  });
});

describe('answers', () => {
  test('mirror the correlation token, echo the endpoint with scope and cookie, and have a message id of their own', async () => {
    const said = { namespace: 'Alexa', name: 'ReportState', entityId: 'light.living_room' };
    const [first, second] = [await send(home, token, said), await send(home, token, said)];
    expect(first.event.header.correlationToken).toBe('dFMb0z+PgpgdDmluhJ1LddFvSqZ/jCc8ptlAKulUj90jSqg==');
    expect(first.event.endpoint).toEqual({
      scope: { type: 'BearerToken', token: 'a-token-of-the-skill' },
      endpointId: 'light#living_room',
      cookie: { room: 'kitchen' },
    });
    expect(first.event.header.messageId).not.toBe(second.event.header.messageId);
  });

  test('TurnOn still shows the old state, and the lamp is on right after', async () => {
    const own = await startHome();
    try {
      const key = await own.createLongLivedToken('tests');
      const entityId = 'light.kitchen';
      const turned = await send(own, key, { namespace: 'Alexa.PowerController', name: 'TurnOn', entityId });
      expect(propertyIn(turned, 'powerState')).toBe('OFF');
      const report = await send(own, key, { namespace: 'Alexa', name: 'ReportState', entityId });
      expect(propertyIn(report, 'powerState')).toBe('ON');
      expect(entity(own, entityId).state).toBe('on');
    } finally {
      await own.close();
    }
  });

  test('what a handler vouches for is new at once, and carries no sample time', async () => {
    const own = await startHome();
    try {
      const answer = await send(own, await own.createLongLivedToken('tests'), {
        namespace: 'Alexa.LockController',
        name: 'Unlock',
        entityId: 'lock.front_door',
      });
      expect(answer.context?.properties[0]).toEqual({
        namespace: 'Alexa.LockController',
        name: 'lockState',
        value: 'UNLOCKED',
      });
      expect(entity(own, 'lock.front_door').state).toBe('unlocked');
    } finally {
      await own.close();
    }
  });

  test('an entity that cannot be reached says so in its health', async () => {
    const own = await startHome();
    try {
      own.setState('fan.bedroom', { state: 'unavailable' });
      const report = await send(own, await own.createLongLivedToken('tests'), {
        namespace: 'Alexa',
        name: 'ReportState',
        entityId: 'fan.bedroom',
      });
      expect(propertyIn(report, 'connectivity')).toEqual({ value: 'UNREACHABLE' });
      expect(propertyIn(report, 'rangeValue')).toBeUndefined();
    } finally {
      await own.close();
    }
  });

  test('AcceptGrant is accepted and leads to nothing', async () => {
    const accept = { namespace: 'Alexa.Authorization', name: 'AcceptGrant' };
    const payload = {
      grant: { type: 'OAuth2.AuthorizationCode', code: 'c' },
      grantee: { type: 'BearerToken' },
    };
    const yes = await send(home, token, { ...accept, payload });
    expect(yes.event).toMatchObject({ header: { name: 'AcceptGrant.Response' }, payload: {} });
    const no = await send(home, token, accept);
    expect(no.event.payload).toEqual({ type: 'INTERNAL_ERROR', message: 'Unknown error' });
  });
});

describe('faults', () => {
  const probe = { namespace: 'Alexa', name: 'ReportState', entityId: 'light.kitchen' };
  const body = JSON.stringify(directive(probe));

  test.each([
    [{ status: 403 }, 403, '403: Forbidden', 'text/plain; charset=utf-8'],
    [{ status: 503 }, 503, '', null],
    [{ body: '<h1>Sign in</h1>' }, 200, '<h1>Sign in</h1>', 'text/html'],
    [{ status: 502, body: 'bad gateway', contentType: 'text/plain' }, 502, 'bad gateway', 'text/plain'],
  ])('%o', async (fault, status, text, type) => {
    home.setFault({ ...fault, times: 1 });
    const response = await post(home, token, body);
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
      status,
      text,
      type,
    ]);
    expect((await post(home, token, body)).status).toBe(200);
  });

  test('a command that is answered, and comes to nothing', async () => {
    const fresh = await startHome();
    try {
      const key = await fresh.createLongLivedToken('tests');
      const turnOn = () =>
        send(fresh, key, { namespace: 'Alexa.PowerController', name: 'TurnOn', entityId: 'light.kitchen' });
      const state = () => fresh.entities().find(({ entityId }) => entityId === 'light.kitchen')?.state;
      fresh.setFault({ swallow: true, times: 1 });
      expect((await turnOn()).event.header.name).toBe('Response');
      expect(state()).toBe('off');
      await turnOn();
      expect(state()).toBe('on');
    } finally {
      await fresh.close();
    }
  });

  test('a delay, a truncated answer, and a path that is not hit', async () => {
    home.setFault({ delayMs: 60, times: 1 });
    const start = performance.now();
    expect((await post(home, token, body)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(55);

    home.setFault({ truncate: true });
    await expect(post(home, token, body).then((response) => response.json())).rejects.toThrow();
    expect((await fetch(`${home.url}/`)).status).toBe(200);

    home.setFault({ status: 500, path: '/auth/' });
    expect((await post(home, token, body)).status).toBe(200);
    expect((await fetch(`${home.url}/auth/token`, { method: 'POST' })).status).toBe(500);
    home.setFault(undefined);
  });
});

describe('the rest of the home', () => {
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${home.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });

  test('REST: ping, configuration, states and services', async () => {
    expect(await (await ask('/api/')).json()).toEqual({ message: 'API running.' });
    expect((await ask('/api')).status).toBe(404);
    expect((await fetch(`${home.url}/api/`)).status).toBe(401);
    expect(await (await ask('/api/config')).json()).toMatchObject({
      version: '2026.8.3',
      state: 'RUNNING',
      location_name: 'Demo home',
      components: expect.arrayContaining(['alexa']),
    });
    expect(await (await ask('/api/states')).json()).toHaveLength(demoDevices().length);
    const service = { method: 'POST', body: JSON.stringify({ entity_id: 'switch.coffee_machine' }) };
    expect((await ask('/api/services/switch/turn_on', service)).status).toBe(200);
    expect(await (await ask('/api/states/switch.coffee_machine')).json()).toMatchObject({
      entity_id: 'switch.coffee_machine',
      state: 'on',
      attributes: { friendly_name: 'Coffee machine' },
    });
    expect((await ask('/api/services/switch/explode', service)).status).toBe(400);
    const none = await ask('/api/states/light.none');
    expect([none.status, await none.json()]).toEqual([404, { message: 'Entity not found.' }]);
  });

  test('the ledger knows who asked for what over which connection, and keeps no secret', async () => {
    const before = home.requests().length;
    await send(home, token, { namespace: 'Alexa', name: 'ReportState', entityId: 'light.hallway' });
    await post(home, 'a-token-from-elsewhere', '{}');
    const [accepted, refused] = home.requests().slice(before);
    const iss = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).iss;
    expect(accepted).toMatchObject({
      method: 'POST',
      path: '/api/alexa/smart_home',
      auth: 'accepted',
      tokenId: iss,
      directive: 'Alexa/ReportState',
      endpointId: 'light#hallway',
      carriedScope: true,
      status: 200,
    });
    expect(refused).toMatchObject({ auth: 'refused', status: 401 });
    expect(refused).not.toHaveProperty('tokenId');
    const written = JSON.stringify(home.requests());
    expect(written).not.toContain(token);
    expect(written).not.toContain('a-token-of-the-skill');
    expect(written).not.toContain('a-token-from-elsewhere');
  });

  test('the ledger has a slow request when it arrives, and its answer when there is one', async () => {
    home.setFault({ delayMs: 500, times: 1 });
    const before = home.requests().length;
    const answer = post(home, token, JSON.stringify({}));
    await expect.poll(() => home.requests().length, { interval: 10 }).toBe(before + 1);
    expect(home.requests()[before]).not.toHaveProperty('status');
    const { status } = await answer;
    expect(home.requests()[before]).toHaveProperty('status', status);
  });

  test('changes are told in a person’s words', async () => {
    const lines: string[] = [];
    const own = await startHome({ log: (line) => lines.push(line) });
    try {
      const key = await own.createLongLivedToken('tests');
      const entityId = 'light.kitchen';
      await send(own, key, { namespace: 'Alexa.PowerController', name: 'TurnOn', entityId });
      await send(own, key, {
        namespace: 'Alexa.BrightnessController',
        name: 'SetBrightness',
        entityId,
        payload: { brightness: 25 },
      });
      own.setState('binary_sensor.kitchen_window', { state: 'on' });
      own.setState('binary_sensor.kitchen_window', { state: 'on' });
      await post(own, 'nonsense', '{');
    } finally {
      await own.close();
    }
    expect(lines).toEqual([
      'Kitchen light: off -> on',
      'Kitchen light: brightness 80 % -> 25 %',
      'Kitchen window: closed -> open',
    ]);
  });

  test('a taken port is the plain error of Node', async () => {
    const port = Number(new URL(home.url).port);
    await expect(startHome({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('closing twice is harmless and hangs up on everybody', async () => {
    const own = await startHome();
    await new Promise<void>((resolve, reject) => {
      get(own.url, (response) => response.resume().on('end', resolve)).on('error', reject);
    });
    await Promise.all([own.close(), own.close()]);
    await expect(fetch(own.url)).rejects.toThrow();
  });

  test('the schema, where it is given, can object', () => {
    if (!process.env.ALEXA_MESSAGE_SCHEMA) return;
    expect(objection({ event: { header: {}, payload: {} } })).toBeTruthy();
  });

  test('no test home has a real password', () => expect(home.username).toBe(owner.username));
});
