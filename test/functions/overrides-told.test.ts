import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { vetEndpoints } from '../../lib/alexa/discovery.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import { createToldStates } from '../../lib/homes/told-states.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { endpointNamed } from '../harness/samples.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

const LAMP = 'light#kitchen';
const alexa = { type: 'AlexaInterface', interface: 'Alexa', version: '3' };
const checker = createChecker();

let home: Home;
let world: World;
let api: AccountClient;
let amazon: ReportingSide;
let people = 0;
let seen = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  api = createAccountClient(world);
  amazon = createReportingSide(world);
  // Loads the functions.
  const { sub, key } = await move();
  await list(sub, key);
});
afterEach(async () => {
  await amazon.setFaults({});
  await amazon.take('looks');
  await amazon.take('deliveries.fifo');
});
afterAll(async () => {
  amazon.close();
  await Promise.all([home, world].map((part) => part.close()));
});

/** Works off both queues, as the event sources do, until nothing is left in them. */
async function workOff(): Promise<void> {
  for (let isBusy = true; isBusy; ) {
    const looked = await amazon.observe();
    const told = await amazon.report();
    isBusy = [looked, told].some(({ done, failed }) => done.length + failed.length > 0);
  }
}
const newcomer = () => {
  people += 1;
  return `resident-${people}`;
};
async function linked(sub: string) {
  await amazon.link(sub, `amazon-of-${sub}`);
  return sub;
}
/** A new user with a linked Alexa and a home, of which Alexa knows everything. */
async function move() {
  const sub = await linked(newcomer());
  const key = await world.connect(sub, home.url, home.token);
  await observe({ type: 'sync', home: key });
  await workOff();
  await arrivals();
  return { sub, key };
}
async function join(key: string) {
  const sub = await linked(newcomer());
  await world.members.add({ home: key, sub, role: 'member' }, world.deadline());
  await world.accounts.addHome(sub, key, world.deadline());
  return sub;
}
async function observe(message: object): Promise<void> {
  const Records = [{ messageId: 'm', body: JSON.stringify({ v: 1, ...message }) }];
  expect(await world.invoke('observe', { Records })).toEqual({ batchItemFailures: [] });
}
async function want(sub: string, key: string, id: string, override: object): Promise<void> {
  const path = `/v1/homes/${key}/devices/${encodeURIComponent(id)}`;
  const { status, text } = await api(sub, `PUT ${path}`, override);
  expect(status, text).toBe(200);
}
const list = (sub: string, key: string) => api(sub, `GET /v1/homes/${key}/devices`);
const patch = async (sub: string, key: string, body: object) =>
  expect((await api(sub, `PATCH /v1/homes/${key}`, body)).status).toBe(200);

interface Arrival {
  event: {
    header: { name: string };
    endpoint?: { endpointId: string };
    payload: { endpoints?: { endpointId: string; friendlyName?: string }[] };
  };
}
/** What has come to the gateway since it was asked last: to whom, what, and of which devices. */
async function arrivals(): Promise<[string, string, string[]][]> {
  const events = await amazon.events(seen);
  seen = events.at(-1)?.seq ?? seen;
  return events.map(({ amazonUser, message }) => {
    expect(checker.check(message)).toEqual([]);
    const { header, endpoint, payload } = (message as Arrival).event;
    const devices = payload.endpoints ?? (endpoint === undefined ? [] : [endpoint]);
    return [amazonUser.slice('amazon-of-'.length), header.name, devices.map(({ endpointId }) => endpointId)];
  });
}
const sorted = <T>(list: T[]) => list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
const lookAt = (key: string, id = LAMP) => observe({ type: 'look', home: key, endpoints: [id] });

describe('Alexa hears at once', () => {
  test('that a device is renamed, held back and there again, and so does every member’s', async () => {
    const { sub, key } = await move();
    const member = await join(key);
    const id = `${key}:${LAMP}`;
    await want(sub, key, LAMP, { name: 'Sun' });
    await workOff();
    const names = (await amazon.events(seen)).map(
      ({ message }) => (message as Arrival).event.payload.endpoints?.[0]?.friendlyName,
    );
    expect(names).toEqual(['Sun', 'Sun']);
    expect(sorted(await arrivals())).toEqual(
      sorted([sub, member].map((who) => [who, 'AddOrUpdateReport', [id]])),
    );
    await want(sub, key, LAMP, { hidden: true, name: 'Sun' });
    await workOff();
    expect(sorted(await arrivals())).toEqual(sorted([sub, member].map((who) => [who, 'DeleteReport', [id]])));
    await want(sub, key, LAMP, {});
    await workOff();
    expect(sorted(await arrivals())).toEqual(
      sorted([sub, member].map((who) => [who, 'AddOrUpdateReport', [id]])),
    );
  });

  test('once, though it is queued twice so that no crash loses it', async () => {
    const { sub, key } = await move();
    await want(sub, key, LAMP, { hidden: true });
    const [message = ''] = (await amazon.take('looks')).map(({ Body }) => Body);
    await observe(JSON.parse(message) as object);
    await observe(JSON.parse(message) as object);
    await workOff();
    expect(await arrivals()).toEqual([[sub, 'DeleteReport', [`${key}:${LAMP}`]]]);
  });

  test('of the last of several changes, whatever was queued first', async () => {
    const { sub, key } = await move();
    await want(sub, key, LAMP, { hidden: true });
    await want(sub, key, LAMP, { name: 'Sun' });
    await workOff();
    const told = await arrivals();
    expect(told.at(-1)).toEqual([sub, 'AddOrUpdateReport', [`${key}:${LAMP}`]]);
    expect(told.map(([, name]) => name)).not.toContain('DeleteReport');
  });

  test('after a gateway that stumbled, too', async () => {
    const { sub, key } = await move();
    await amazon.setFaults({ gateway: { status: 503, times: 1 } });
    await want(sub, key, LAMP, { hidden: true });
    await amazon.observe();
    expect((await amazon.report()).failed).toHaveLength(1);
    await workOff();
    expect(await arrivals()).toEqual([[sub, 'DeleteReport', [`${key}:${LAMP}`]]]);
  });

  test('who leaves before it was told that a device is held back: of that one too', async () => {
    const { sub, key } = await move();
    const member = await join(key);
    await want(sub, key, LAMP, { hidden: true });
    expect((await api(member, `DELETE /v1/homes/${key}/members/${member}`)).status).toBe(200);
    await workOff();
    const gone = (await arrivals()).filter(([who, name]) => who === member && name === 'DeleteReport');
    expect(gone.flatMap(([, , ids]) => ids)).toContain(`${key}:${LAMP}`);
  });

  test('of what finds room at its limit, and of what has to go for a device that is back', async () => {
    const sub = await linked(newcomer());
    const member = await linked(newcomer());
    const key = await world.connect(sub, 'http://127.0.0.1:1', 'a-token');
    const cabin = await world.connect(sub, 'http://127.0.0.1:1', 'a-token');
    await world.members.add({ home: key, sub: member, role: 'member' }, world.deadline());
    await world.accounts.addHome(member, key, world.deadline());
    const lamp = (id: string) => {
      const endpoint = endpointNamed(`light#${id}`);
      return { ...endpoint, capabilities: [...endpoint.capabilities, alexa] };
    };
    const many = Array.from({ length: 300 }, (_none, index) => lamp(String(index).padStart(3, '0')));
    await storeDiscovery(world.devices, key, vetEndpoints(many, key), 1, world.deadline());
    await storeDiscovery(world.devices, cabin, vetEndpoints([lamp('x')], cabin), 1, world.deadline());
    const [own, others] = [`${key}:light#007`, `${cabin}:light#x`];
    await want(sub, key, 'light#007', { hidden: true });
    await workOff();
    expect(sorted(await arrivals())).toEqual(
      sorted([
        [sub, 'DeleteReport', [own]],
        [sub, 'AddOrUpdateReport', [others]],
        [member, 'DeleteReport', [own]],
      ]),
    );
    await want(sub, key, 'light#007', {});
    await workOff();
    expect(sorted(await arrivals())).toEqual(
      sorted([
        [sub, 'AddOrUpdateReport', [own]],
        [sub, 'DeleteReport', [others]],
        [member, 'AddOrUpdateReport', [own]],
      ]),
    );
  });
});

describe('a sync', () => {
  test('says nothing of a device that is held back, and all others by their new names', async () => {
    const { sub, key } = await move();
    const member = await join(key);
    await want(sub, key, 'switch#coffee_machine', { hidden: true });
    await want(sub, key, 'light#hallway', { name: 'Corridor' });
    await workOff();
    await arrivals();
    home.renameDevice('switch.coffee_machine', 'Espresso');
    home.renameDevice('light.hallway', 'Hall');
    await observe({ type: 'sync', home: key });
    await workOff();
    // For Alexa neither of them is different.
    expect(await arrivals()).toEqual([]);
    await want(sub, key, 'light#hallway', {});
    await workOff();
    expect((await arrivals()).map(([who]) => who).toSorted()).toEqual([sub, member].toSorted());
    home.renameDevice('switch.coffee_machine', 'Coffee machine');
    home.renameDevice('light.hallway', 'Hallway light');
  });
});

describe('of a device that is held back', () => {
  const states = () => createToldStates(world.devices);

  test('nobody looks at the state, and none is told', async () => {
    const { sub, key } = await move();
    await lookAt(key);
    await workOff();
    expect((await arrivals()).map(([, name]) => name)).toEqual(['ChangeReport']);
    await want(sub, key, LAMP, { hidden: true });
    await workOff();
    await arrivals();
    home.setState('light.kitchen', { state: 'on' });
    const asked = await home.askedDuring(async () => {
      await lookAt(key);
      await observe({
        type: 'heard',
        home: key,
        event: 'heartbeat',
        at: Date.now(),
        endpoints: [LAMP],
      });
      await workOff();
    });
    const { paths, told } = { paths: asked, told: await arrivals() };
    expect(told.flatMap(([, , ids]) => ids)).not.toContain(`${key}:${LAMP}`);
    expect(paths).toBeGreaterThan(0);
    expect(
      home
        .asked()
        .slice(-paths)
        .map(({ endpointId }) => endpointId),
    ).not.toContain(LAMP);
    expect((await states().read(key, LAMP, world.deadline())).version).toBe(0);
    await want(sub, key, LAMP, {});
    await workOff();
    await arrivals();
    await lookAt(key);
    await workOff();
    expect(await arrivals()).toEqual([[sub, 'ChangeReport', [`${key}:${LAMP}`]]]);
    home.setState('light.kitchen', { state: 'off' });
  });

  test('none is told that it is out of reach when the home is', async () => {
    const { key, sub } = await move();
    await want(sub, key, LAMP, { hidden: true });
    await workOff();
    await arrivals();
    const longAgo = Date.now() - 3_600_000;
    await createPresences(world.devices, () => longAgo).hear(
      key,
      { at: longAgo, hasStarted: false },
      world.deadline(),
    );
    home.setFault({ status: 500 });
    await observe({ type: 'presence', home: key });
    await workOff();
    home.setFault(undefined);
    const away = (await arrivals()).flatMap(([, , ids]) => ids);
    expect(away).toContain(`${key}:light#hallway`);
    expect(away).not.toContain(`${key}:${LAMP}`);
    expect((await states().read(key, LAMP, world.deadline())).version).toBe(0);
  });

  test('a report that failed before is not made any more', async () => {
    const { sub, key } = await move();
    await lookAt(key);
    await amazon.setFaults({ gateway: { status: 503, times: 1 } });
    expect((await amazon.report()).failed).toHaveLength(1);
    await want(sub, key, LAMP, { hidden: true });
    await workOff();
    expect((await arrivals()).map(([, name]) => name)).toEqual(['DeleteReport']);
  });

  test('no bell rings, and its package still has it', async () => {
    const { sub, key } = await move();
    const ring = () =>
      observe({
        type: 'press',
        home: key,
        endpoint: 'event#front_door',
        at: new Date().toISOString(),
        receivedAt: Date.now(),
      });
    await want(sub, key, 'event#front_door', { hidden: true });
    await workOff();
    await arrivals();
    await ring();
    await workOff();
    expect(await arrivals()).toEqual([]);
    const { body } = await api(sub, `POST /v1/homes/${key}/package`, {});
    expect(String(body.yaml)).toContain('event.front_door');
    await want(sub, key, 'event#front_door', {});
    await workOff();
    await arrivals();
    await ring();
    await workOff();
    expect((await arrivals()).map(([, name]) => name)).toEqual(['DoorbellPress']);
  });
});

describe('a home that is paused', () => {
  test('is not looked at and rings no bell; resumed, whatever has changed is told', async () => {
    const { sub, key } = await move();
    await lookAt(key);
    await workOff();
    await arrivals();
    await patch(sub, key, { paused: true });
    home.setState('light.kitchen', { state: 'on' });
    const asked = await home.askedDuring(async () => {
      await lookAt(key);
      await observe({ type: 'sync', home: key });
      await observe({
        type: 'press',
        home: key,
        endpoint: 'event#front_door',
        at: new Date().toISOString(),
        receivedAt: Date.now(),
      });
      await observe({ type: 'resumed', home: key });
      await workOff();
    });
    expect([asked, await arrivals()]).toEqual([0, []]);
    await patch(sub, key, { paused: false });
    await workOff();
    const told = await arrivals();
    expect(told).toContainEqual([sub, 'ChangeReport', [`${key}:${LAMP}`]]);
    expect(new Set(told.map(([, name]) => name))).toEqual(new Set(['ChangeReport']));
    home.setState('light.kitchen', { state: 'off' });
  });

  test('and does not answer when it is resumed, is looked at later', async () => {
    const { sub, key } = await move();
    await patch(sub, key, { paused: true });
    await patch(sub, key, { paused: false });
    home.setFault({ status: 500 });
    await workOff();
    home.setFault(undefined);
    expect(await arrivals()).toEqual([]);
    await observe({ type: 'presence', home: key });
    await workOff();
    expect(await arrivals()).toContainEqual([sub, 'ChangeReport', [`${key}:${LAMP}`]]);
  });

  test('has its devices renamed and held back all the same', async () => {
    const { sub, key } = await move();
    await patch(sub, key, { paused: true });
    await want(sub, key, LAMP, { hidden: true });
    await workOff();
    expect(await arrivals()).toEqual([[sub, 'DeleteReport', [`${key}:${LAMP}`]]]);
  });
});
