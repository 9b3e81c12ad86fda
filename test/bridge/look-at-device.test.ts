import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeObserve, type ObservePorts } from '../../functions/observe/compose.ts';
import { type ChangeDelivery, parseDelivery } from '../../lib/bridge/deliveries.ts';
import { lookAtDevice, NEW_MS } from '../../lib/bridge/look-at-device.ts';
import type { GrantId, GrantSummary } from '../../lib/homes/grants.ts';
import { createLog } from '../../lib/telemetry/logger.ts';
import { type AwsCall, type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { createReportingSide, type ReportingSide, valuesOf } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let amazon: ReportingSide;
let proxy: AwsProxy;
let ports: ObservePorts;
let key: string;
let people = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  proxy = await startAwsProxy(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
  amazon = createReportingSide(world);
});
beforeEach(async () => {
  home.setState('light.kitchen', { state: 'off' });
  ports = composeObserve(process.env, createLog());
  people += 1;
  key = await world.connect(`resident-${people}`, home.url, home.token);
  await world.invoke('observe', {
    Records: [{ messageId: 'm', body: JSON.stringify({ v: 1, type: 'sync', home: key }) }],
  });
});
afterEach(async () => {
  home.setFault(undefined);
  proxy.setFault(undefined);
  await amazon.take('deliveries.fifo');
});
afterAll(async () => {
  amazon.close();
  await Promise.all([home.close(), proxy.close(), world.close()]);
});

const LIGHT = 'light#kitchen';
const grantOf = (sub: string): GrantSummary => ({
  sub,
  region: 'EU',
  originJti: `link-${sub}`,
  acceptedAt: 1,
});
async function look(endpoint = LIGHT, grants = [grantOf('ann')], more: Partial<ObservePorts> = {}) {
  const connection = await world.connections.read(key, world.deadline());
  if (connection === undefined) throw new Error('the home is gone');
  const audience = { listeners: grants, answered: [] };
  await lookAtDevice(connection, endpoint, audience, { ...ports, ...more }, world.deadline());
}
const told = () => ports.told.read(key, LIGHT, world.deadline());
async function queued(): Promise<ChangeDelivery[]> {
  const messages = await amazon.take('deliveries.fifo');
  return messages.flatMap(({ Body = '' }) => {
    const delivery = parseDelivery(Body);
    return delivery?.type === 'change' ? [delivery] : [];
  });
}
const powerIn = (delivery: ChangeDelivery | undefined) =>
  valuesOf([...(delivery?.changed ?? []), ...(delivery?.unchanged ?? [])])[
    'Alexa.PowerController//powerState'
  ];
const isCommit = ({ action, body }: AwsCall) =>
  action === 'PutItem' && JSON.stringify(body).includes('TOLD#');
const LOST = { status: 400, body: { __type: 'com.amazon.coral.service#AccessDeniedException' } };

describe('the home is left in peace', () => {
  test.each(['light#nowhere', 'scene#movie_night', '', 'light#kitchen\u0000'])(
    'about %j',
    async (endpoint) => {
      expect(await home.askedDuring(() => look(endpoint))).toBe(0);
      expect(await queued()).toEqual([]);
    },
  );
});

describe('a look', () => {
  test('at a device for the first time tells everything', async () => {
    expect(await home.askedDuring(() => look())).toBe(1);
    const [delivery, ...others] = await queued();
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ home: key, endpoint: LIGHT, version: 1, unchanged: [] });
    expect(powerIn(delivery)).toBe('OFF');
    expect(await told()).toMatchObject({
      version: 1,
      properties: delivery?.changed,
      looks: [delivery?.look],
    });
  });

  test('at what has not changed tells nothing', async () => {
    await look();
    const before = await told();
    await queued();
    expect(await home.askedDuring(() => look())).toBe(1);
    expect(await queued()).toEqual([]);
    expect(await told()).toEqual(before);
  });

  test('tells what changed, with the rest beside it', async () => {
    home.setState('light.kitchen', { state: 'on', attributes: { brightness: 255 } });
    await look();
    await queued();
    home.setState('light.kitchen', { attributes: { brightness: 128 } });
    await look();
    const [delivery] = await queued();
    const changed = valuesOf(delivery?.changed ?? []);
    expect(changed).toHaveProperty(['Alexa.BrightnessController//brightness'], 50);
    expect(changed).not.toHaveProperty(['Alexa.PowerController//powerState']);
    expect(powerIn(delivery)).toBe('ON');
    expect(valuesOf(delivery?.unchanged ?? [])).not.toHaveProperty([
      'Alexa.BrightnessController//brightness',
    ]);
    expect(await told()).toMatchObject({ version: 2 });
  });

  test('tells every account, each in its own region', async () => {
    const grants = ['ann', 'bob', 'cleo'].map(grantOf);
    await look(LIGHT, grants);
    const deliveries = await queued();
    const ids = ({ sub, region, originJti }: GrantId) => ({ sub, region, originJti });
    expect(deliveries.map(({ grant }) => grant.sub).toSorted()).toEqual(['ann', 'bob', 'cleo']);
    expect(deliveries.map(({ grant }) => grant)).toEqual(expect.arrayContaining(grants.map(ids)));
    expect(new Set(deliveries.map((delivery) => delivery.look)).size).toBe(1);
  });

  test.each<[string, Parameters<Home['setFault']>[0], string]>([
    ['is down', { status: 502 }, 'home_failed'],
    ['answers nonsense', { body: '{"event":{}}', contentType: 'application/json' }, 'home_answer_invalid'],
  ])('at a home that %s leaves what was told', async (_name, fault, outcome) => {
    await look();
    await queued();
    const before = await told();
    home.setState('light.kitchen', { state: 'on' });
    home.setFault(fault);
    expect(await outcomeOf(look())).toBe(outcome);
    expect(await told()).toEqual(before);
    expect(await queued()).toEqual([]);
    // A later hint mends it.
    home.setFault(undefined);
    ports = composeObserve(process.env, createLog());
    await look();
    expect(powerIn((await queued())[0])).toBe('ON');
  });

  test('at a device that its home no longer knows tells nothing', async () => {
    home.addDevice({ entityId: 'switch.kettle', name: 'Kettle', state: 'off' });
    const body = JSON.stringify({ v: 1, type: 'sync', home: key });
    await world.invoke('observe', { Records: [{ messageId: 'm', body }] });
    home.removeDevice('switch.kettle');
    const later = { clock: () => Date.now() + NEW_MS };
    expect(await home.askedDuring(() => look('switch#kettle', [grantOf('ann')], later))).toBe(1);
    expect(await queued()).toEqual([]);
  });
});

describe('when things go wrong between queueing and committing', () => {
  test('a repetition tells it again, and that counts', async () => {
    proxy.setFault((call) => (isCommit(call) ? LOST : undefined));
    expect(await outcomeOf(look())).toBe('store_unavailable');
    expect(await told()).toMatchObject({ version: 0 });
    proxy.setFault(undefined);
    await look();
    const deliveries = await queued();
    expect(deliveries.map(({ version }) => version)).toEqual([1, 1]);
    expect((await told()).looks).toEqual([deliveries[1]?.look]);
  });

  test('a queue that is away commits nothing', async () => {
    const away = { send: () => Promise.reject(new Error('away')) };
    await expect(look(LIGHT, [grantOf('ann')], { deliveries: away })).rejects.toThrow('away');
    expect(await told()).toMatchObject({ version: 0 });
  });
});

describe('looks at the same time', () => {
  test('agree on what was told in the end', async () => {
    home.setState('light.kitchen', { state: 'on' });
    expect(await tally(Array.from({ length: 6 }, () => look()))).toEqual({ ok: 6 });
    const { version, looks } = await told();
    expect(version).toBe(1);
    const counting = (await queued()).filter((delivery) => delivery.look === looks[0]);
    expect(counting.map(powerIn)).toEqual(['ON']);
  });

  test('the one that is late looks again, and what it had queued does not count', async () => {
    let reached = () => {};
    let goOn = () => {};
    const hasAsked = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow: ObservePorts['deliveries'] = {
      send: async (delivery, deadline) => {
        reached();
        await gate;
        await ports.deliveries.send(delivery, deadline);
      },
    };
    home.setState('light.kitchen', { state: 'on' });
    const late = look(LIGHT, [grantOf('ann')], { deliveries: slow });
    await hasAsked;
    home.setState('light.kitchen', { state: 'off' });
    await look();
    goOn();
    await late;

    // The older state stands behind the newer one in the queue.
    const deliveries = await queued();
    expect(deliveries.map(powerIn)).toEqual(['OFF', 'ON']);
    expect((await told()).looks).toEqual([deliveries[0]?.look]);
  });
});
