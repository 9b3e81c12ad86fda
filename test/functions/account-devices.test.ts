import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { vetEndpoints } from '../../lib/alexa/discovery.ts';
import type { DeviceList } from '../../lib/bridge/devices.ts';
import { createCatalogueSync } from '../../lib/homes/catalogue-sync.ts';
import { connectionKey, overrideKey } from '../../lib/homes/keys.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { endpointNamed } from '../harness/samples.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

const AT = Date.parse('2026-11-21T08:00:00Z');
const alexa = { type: 'AlexaInterface', interface: 'Alexa', version: '3' };

let world: World;
let api: AccountClient;
let amazon: ReportingSide;
let people = 0;

beforeAll(async () => {
  world = await startWorld();
  api = createAccountClient(world);
  amazon = createReportingSide(world);
});
afterEach(async () => {
  await amazon.take('looks');
});
afterAll(async () => {
  amazon.close();
  await world.close();
});

const lamp = (id: string, name = id) => {
  const endpoint = endpointNamed(`light#${id}`, name);
  return { ...endpoint, capabilities: [...endpoint.capabilities, alexa] };
};

const newcomer = (role: string) => {
  people += 1;
  return `${role}-${people}`;
};
/** A user's home with these devices. */
async function move(devices: readonly object[], sub = newcomer('owner')) {
  const home = await world.connect(sub, 'http://127.0.0.1:1', 'a-token');
  await storeDiscovery(world.devices, home, vetEndpoints(devices, home), AT, world.deadline());
  return { sub, home };
}
async function join(home: string) {
  const sub = newcomer('member');
  await world.members.add({ home, sub, role: 'member' }, world.deadline());
  await world.accounts.addHome(sub, home, world.deadline());
  return sub;
}
const pathOf = (home: string, id = 'light#a') => `/v1/homes/${home}/devices/${encodeURIComponent(id)}`;
const put = (sub: string, home: string, body: object | string, id?: string) =>
  api(sub, `PUT ${pathOf(home, id)}`, body);
async function list(sub: string, home: string) {
  const { status, body } = await api(sub, `GET /v1/homes/${home}/devices`);
  expect(status).toBe(200);
  return body as unknown as DeviceList;
}
const listed = async (sub: string, home: string, id: string) =>
  (await list(sub, home)).devices.find((device) => device.id === `light#${id}`);
const overrides = (home: string) => world.registry.query(`HOME#${home}`, 'OVERRIDE#', world.deadline());

describe('GET /v1/homes/{home}/devices', () => {
  test('shows each device as the home and as Alexa has it', async () => {
    const { sub, home } = await move([lamp('a', 'Lamp'), lamp('b')]);
    const lights = { category: 'LIGHT', alexaCategory: 'LIGHT' };
    const capabilities = ['Alexa.PowerController', 'Alexa'];
    const shown = { ...lights, capabilities, state: 'shown', override: {} };
    expect(await list(sub, home)).toEqual({
      at: '2026-11-21T08:00:00.000Z',
      complete: true,
      devices: [
        { id: 'light#a', name: 'Lamp', alexaName: 'Lamp', ...shown },
        { id: 'light#b', name: 'b', alexaName: 'b', ...shown },
      ],
    });
  });

  test('of a home that was never asked is empty', async () => {
    const sub = newcomer('owner');
    const home = await world.connect(sub, 'http://127.0.0.1:1', 'a-token');
    expect(await list(sub, home)).toEqual({ at: null, complete: false, devices: [] });
  });

  test('is not complete as long as a home’s first devices are being entered', async () => {
    const sub = newcomer('owner');
    const home = await world.connect(sub, 'http://127.0.0.1:1', 'a-token');
    const { endpoints } = vetEndpoints([lamp('a'), lamp('b')], home);
    const sync = createCatalogueSync(world.devices);
    const changes = endpoints.map((endpoint) => ({
      put: [{ endpoint }],
      added: [endpoint.endpointId],
      removed: [],
    }));
    const untold = { endpoints: [], occasion: 'first', since: AT };
    const found = { at: AT, devices: 2 };
    const asked = await sync.read(home, world.deadline());
    const begun = await sync.begin(asked, untold, found, world.deadline());
    const seen = [await list(sub, home)];
    for (const change of changes) {
      await sync.write(home, change, undefined, world.deadline());
      seen.push(await list(sub, home));
    }
    await sync.finish(begun, { ...found, heldBack: [], dueAt: AT }, world.deadline());
    seen.push(await list(sub, home));
    expect(seen.map(({ complete, devices }) => [complete, devices.length])).toEqual([
      [false, 0],
      [false, 1],
      [true, 2],
      [true, 2],
    ]);
  });

  test('says why a device is held back', async () => {
    const { sub, home } = await move([lamp('a'), lamp('b'), { ...lamp('c'), friendlyName: 'x'.repeat(129) }]);
    await put(sub, home, { hidden: true });
    const { devices } = await list(sub, home);
    expect(devices.map(({ id, state, reason }) => [id, state, reason?.code])).toEqual([
      ['light#a', 'held_back', 'owner'],
      ['light#b', 'shown', undefined],
      ['light#c', 'held_back', 'invalid'],
    ]);
    expect(devices[2]?.reason).toEqual({
      code: 'invalid',
      rule: 'name',
      text: expect.stringMatching(/name/),
    });
  });

  test('counts Alexa’s limit over all homes of whoever asks, and not what is held back', async () => {
    const many = Array.from({ length: 300 }, (_none, index) => lamp(String(index).padStart(3, '0')));
    const { sub, home } = await move(many);
    const { home: cabin } = await move([lamp('x')], sub);
    const member = await join(cabin);
    expect(await listed(sub, cabin, 'x')).toMatchObject({ state: 'held_back', reason: { code: 'limit' } });
    expect(await listed(member, cabin, 'x')).toMatchObject({ state: 'shown' });
    await put(sub, home, { hidden: true }, 'light#007');
    expect(await listed(sub, cabin, 'x')).toMatchObject({ state: 'shown' });
  });

  test('flags equal names, in whichever home, and only of devices that are shown', async () => {
    const { sub, home } = await move([lamp('a', 'Kitchen  Light'), lamp('b', 'Hall')]);
    const { home: cabin } = await move([lamp('x', 'kitchen light')], sub);
    expect((await listed(sub, home, 'a'))?.duplicateOf).toBe(`${cabin}:light#x`);
    expect((await listed(sub, cabin, 'x'))?.duplicateOf).toBe(`${home}:light#a`);
    expect((await listed(sub, home, 'b'))?.duplicateOf).toBeUndefined();
    await put(sub, cabin, { hidden: true }, 'light#x');
    expect((await listed(sub, home, 'a'))?.duplicateOf).toBeUndefined();
    await put(sub, home, { name: 'KITCHEN light' }, 'light#b');
    expect((await listed(sub, home, 'b'))?.duplicateOf).toBe(`${home}:light#a`);
  });

  test('is for members, and for nobody else', async () => {
    const { sub, home } = await move([lamp('a')]);
    const member = await join(home);
    await put(sub, home, { secure: true });
    expect((await listed(member, home, 'a'))?.override).toEqual({ secure: true });
    const stranger = await api('stranger', `GET /v1/homes/${home}/devices`);
    expect([stranger.status, codeOf(stranger)]).toEqual([404, 'not_found']);
    expect(await api('stranger', 'GET /v1/homes/knever1/devices')).toMatchObject({ text: stranger.text });
  });
});

describe('PUT /v1/homes/{home}/devices/{endpoint}', () => {
  test('changes the device, whole, and {} makes it as it was', async () => {
    const { sub, home } = await move([lamp('a', 'Lamp')]);
    const wanted = { name: 'Sun', category: 'SWITCH', secure: true };
    const { status, body } = await put(sub, home, wanted);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Lamp',
      alexaName: 'Sun',
      category: 'LIGHT',
      alexaCategory: 'SWITCH',
    });
    expect(body.override).toEqual(wanted);
    expect(await listed(sub, home, 'a')).toEqual(body);
    expect((await put(sub, home, { hidden: true })).body.override).toEqual({ hidden: true });
    expect((await put(sub, home, {})).body).toMatchObject({
      alexaName: 'Lamp',
      state: 'shown',
      override: {},
    });
    expect(await overrides(home)).toEqual([]);
  });

  test('takes the id encoded or, as API Gateway may hand it on, decoded', async () => {
    const { sub, home } = await move([lamp('a')]);
    expect((await api(sub, `PUT /v1/homes/${home}/devices/light#a`, { secure: true })).status).toBe(200);
    expect((await api(sub, `PUT /v1/homes/${home}/devices/light%23a`, {})).status).toBe(200);
  });

  test.each<[string, string]>([
    ['that the home does not have', 'light#z'],
    ['with broken encoding', '%E0%A4%A'],
    ['that is no id', 'light#ä/../x'],
    ['that is too long for any key', 'x'.repeat(3_000)],
  ])('of a device %s: there is none', async (_what, id) => {
    const { sub, home } = await move([lamp('a')]);
    const segment = id.startsWith('%') ? id : encodeURIComponent(id);
    const answer = await api(sub, `PUT /v1/homes/${home}/devices/${segment}`, { hidden: true });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    expect(await overrides(home)).toEqual([]);
  });

  test('is for the owner alone', async () => {
    const { home } = await move([lamp('a')]);
    const [member, { sub: other }] = [await join(home), await move([lamp('a')])];
    const refused = await put(member, home, { hidden: true });
    expect([refused.status, codeOf(refused)]).toEqual([403, 'forbidden']);
    const unknown = await put(other, home, { hidden: true });
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'not_found']);
    expect(await overrides(home)).toEqual([]);
    expect(await amazon.take('looks')).toEqual([]);
  });

  test('of what does not fit names the field and changes nothing', async () => {
    const { sub, home } = await move([lamp('a')]);
    const answer = await put(sub, home, { category: 'BANANA' });
    expect([answer.status, (answer.body.error as { field?: string }).field]).toEqual([400, 'category']);
    expect(await overrides(home)).toEqual([]);
  });

  test('of a home that is disconnected leaves nothing of the override', async () => {
    const { sub, home } = await move([lamp('a'), lamp('b')]);
    await put(sub, home, { hidden: true });
    await put(sub, home, { secure: true }, 'light#b');
    expect(await overrides(home)).toHaveLength(2);
    expect((await api(sub, `DELETE /v1/homes/${home}`)).status).toBe(200);
    expect(await overrides(home)).toEqual([]);
    expect(await world.registry.query(`HOME#${home}`, '', world.deadline())).toEqual([]);
  });

  test('stores by the one way to write an id', async () => {
    const { sub, home } = await move([lamp('a')]);
    await put(sub, home, { hidden: true });
    const item = await world.registry.get(overrideKey(home, 'light#a'), world.deadline());
    expect(item).toMatchObject({ v: 1, hidden: true });
  });
});

describe('PATCH /v1/homes/{home}', () => {
  const patch = (sub: string, home: string, body: object) => api(sub, `PATCH /v1/homes/${home}`, body);
  const itemOf = (home: string) => world.registry.get(connectionKey(home), world.deadline());

  test('renames, pauses and resumes, one or several at once, and nothing besides', async () => {
    const { sub, home } = await move([lamp('a')]);
    const before = await itemOf(home);
    expect((await patch(sub, home, { name: ' Cabin ' })).body).toEqual({
      home,
      name: 'Cabin',
      paused: false,
      assistant: null,
    });
    expect((await patch(sub, home, { paused: true })).body).toMatchObject({
      home,
      name: 'Cabin',
      paused: true,
    });
    expect((await patch(sub, home, { name: 'Flat', paused: false })).body).toMatchObject({ name: 'Flat' });
    expect(await itemOf(home)).toEqual({ ...before, name: 'Flat', version: Number(before?.version) + 3 });
  });

  test('resuming queues a look at everything and a sync, pausing and renaming nothing', async () => {
    const { sub, home } = await move([lamp('a')]);
    await patch(sub, home, { name: 'Cabin', paused: true });
    expect(await amazon.take('looks')).toEqual([]);
    await patch(sub, home, { paused: false });
    const queued = (await amazon.take('looks')).map(({ Body = '' }) => JSON.parse(Body) as object);
    expect(queued).toHaveLength(2);
    expect(queued).toContainEqual({ v: 1, type: 'resumed', home });
    expect(queued).toContainEqual({ v: 1, type: 'sync', home });
  });

  test.each<[string, object, string]>([
    ['nothing', {}, 'body'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a long name', { name: 'x'.repeat(61) }, 'name'],
    ['paused that is a text', { paused: 'yes' }, 'paused'],
    ['another owner', { owner: 'me' }, 'owner'],
  ])('with %s is refused', async (_what, body, field) => {
    const { sub, home } = await move([]);
    const answer = await patch(sub, home, body);
    expect([answer.status, (answer.body.error as { field?: string }).field]).toEqual([400, field]);
  });

  test('is for the owner alone', async () => {
    const { home } = await move([]);
    const member = await join(home);
    expect((await patch(member, home, { paused: true })).status).toBe(403);
    expect((await patch('stranger', home, { paused: true })).status).toBe(404);
    expect(await itemOf(home)).toMatchObject({ paused: false });
  });

  test('at the same time as others loses nothing', async () => {
    const { sub, home } = await move([]);
    const answers = await Promise.all([
      patch(sub, home, { name: 'Cabin' }),
      patch(sub, home, { paused: true }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await itemOf(home)).toMatchObject({ name: 'Cabin', paused: true });
  });
});
