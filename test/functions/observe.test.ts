import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { grantKey } from '../../lib/homes/keys.ts';
import { createToldStates } from '../../lib/homes/told-states.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { startPoller } from '../../local/sqs/poller.ts';
import { createAlexaSide, turnOn } from '../harness/alexa-side.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let looks: ReturnType<typeof createLooksSide>;
let amazon: ReportingSide;
let people = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  looks = createLooksSide(world);
  amazon = createReportingSide(world);
});

afterEach(() => {
  home.setFault(undefined);
  world.kms.setFault(undefined);
});

afterAll(async () => {
  looks.close();
  amazon.close();
  await Promise.all([home.close(), world.close()]);
});

async function move() {
  people += 1;
  const sub = `resident-${people}`;
  const key = await world.connect(sub, home.url, home.token);
  return { sub, key };
}

const catalogue = () => createCatalogue(world.devices);
const healthOf = async (key: string) => (await world.connections.read(key, world.deadline()))?.health;

/** Has messages handled at once, in one batch, and returns which failed. */
async function handle(...bodies: (string | object)[]): Promise<string[]> {
  const Records = bodies.map((body, index) => ({
    messageId: `m-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }));
  const answer = (await world.invoke('observe', { Records })) as {
    batchItemFailures: { itemIdentifier: string }[];
  };
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const outcome = (home_: string, code: string, at: number, connectionVersion = 1) => ({
  v: 1,
  type: 'outcome',
  home: home_,
  connectionVersion,
  outcome: code,
  at,
});
const sync = (key: string) => ({ v: 1, type: 'sync', home: key });

describe('how a home answered', () => {
  it('is noted, with the time since when it is so', async () => {
    const { key } = await move();
    for (const [code, at] of [
      ['ok', 1_000],
      ['ok', 2_000],
      ['home_timed_out', 3_000],
      ['home_timed_out', 4_000],
    ] as const) {
      expect(await handle(outcome(key, code, at))).toEqual([]);
    }
    expect(await healthOf(key)).toEqual({ outcome: 'home_timed_out', at: 4_000, since: 3_000 });
  });

  it('whatever order the queue delivers it in, and how often', async () => {
    const { key } = await move();
    const notes = [
      outcome(key, 'home_timed_out', 3_000),
      outcome(key, 'ok', 5_000),
      outcome(key, 'home_failed', 4_000),
    ];
    for (const note of [...notes, ...notes]) await handle(note);
    expect(await healthOf(key)).toMatchObject({ outcome: 'ok', at: 5_000 });
  });

  it('all at once: the newest stays', async () => {
    const { key } = await move();
    const notes = Array.from({ length: 8 }, (_, index) => outcome(key, `home_${index}`, 1_000 + index));
    expect(await handle(...notes)).toEqual([]);
    expect(await healthOf(key)).toMatchObject({ outcome: 'home_7', at: 1_007 });
  });

  it('of an older connection concerns the new one no more', async () => {
    const { key } = await move();
    const current = await world.connections.read(key, world.deadline());
    if (current === undefined) throw new Error('the home is gone');
    const access = { url: new URL(home.url), token: new Secret(home.token), headers: {}, tls: {} };
    await world.connections.replace(current, { ...current, access }, world.deadline());
    expect(await handle(outcome(key, 'home_token_refused', Date.now(), 1))).toEqual([]);
    expect(await healthOf(key)).toBeUndefined();
    await handle(outcome(key, 'ok', Date.now(), 2));
    expect(await healthOf(key)).toMatchObject({ outcome: 'ok' });
  });

  it('of a home that is gone brings it not back', async () => {
    expect(await handle(outcome('kvanished', 'ok', 1))).toEqual([]);
    expect(
      await world.registry.get({ pk: 'HOME#kvanished', sk: 'CONNECTION' }, world.deadline()),
    ).toBeUndefined();
  });
});

describe('a sync', () => {
  it('stores the devices that Alexa would take, and why others are held back', async () => {
    const { key } = await move();
    home.addEndpoint({ endpointId: 'light#odd', friendlyName: 'Odd one', displayCategories: null });
    expect(await handle(sync(key))).toEqual([]);
    const known = await catalogue().endpoints(key, world.deadline());
    expect(known.map(({ endpointId }) => endpointId)).toContain('light#kitchen');
    const summary = await catalogue().summary(key, world.deadline());
    expect(summary).toMatchObject({ devices: known.length });
    expect(summary?.heldBack).toEqual([
      { endpointId: 'light#odd', friendlyName: 'Odd one', rule: 'description', reason: expect.any(String) },
    ]);
    expect(await healthOf(key)).toMatchObject({ outcome: 'ok' });
  });

  it('renames', async () => {
    const { key } = await move();
    home.addDevice({ entityId: 'switch.kettle', name: 'Kettle', state: 'off' });
    await handle(sync(key));
    const named = async () => {
      const known = await catalogue().endpoints(key, world.deadline());
      return known.find(({ endpointId }) => endpointId === 'switch#kettle')?.friendlyName;
    };
    expect(await named()).toBe('Kettle');
    home.removeDevice('switch.kettle');
    home.addDevice({ entityId: 'switch.kettle', name: 'Tea kettle', state: 'off' });
    await handle(sync(key));
    expect(await named()).toBe('Tea kettle');
    home.removeDevice('switch.kettle');
  });

  it.each<[string, Parameters<Home['setFault']>[0], string]>([
    ['is down', { status: 500 }, 'home_failed'],
    ['answers nonsense', { body: '{"event":{}}', contentType: 'application/json' }, 'home_answer_invalid'],
    ['is hidden behind a login wall', { body: '<html>' }, 'home_answer_not_json'],
    ['has no smart_home', { status: 404 }, 'smart_home_not_enabled'],
    ['refuses the token', { status: 401 }, 'home_token_refused'],
  ])('of a home that %s keeps what was known, and is over', async (_what, fault, code) => {
    const { key } = await move();
    await handle(sync(key));
    const before = await catalogue().endpoints(key, world.deadline());
    home.setFault(fault);
    expect(await handle(sync(key))).toEqual([]);
    expect(await catalogue().endpoints(key, world.deadline())).toEqual(before);
    expect(await healthOf(key)).toMatchObject({ outcome: code });
  });

  it('of a home that refused the token does not ask it again', async () => {
    const { key } = await move();
    await handle(outcome(key, 'home_token_refused', Date.now()));
    const asked = await home.askedDuring(async () => expect(await handle(sync(key))).toEqual([]));
    expect(asked).toBe(0);
  });

  it('of a home that was disconnected erases what is left of it', async () => {
    const { key } = await move();
    await handle(sync(key));
    const current = await world.connections.read(key, world.deadline());
    if (current !== undefined) await world.connections.delete(current, world.deadline());
    const asked = await home.askedDuring(async () => expect(await handle(sync(key))).toEqual([]));
    expect(asked).toBe(0);
    expect(await catalogue().endpoints(key, world.deadline())).toEqual([]);
    expect(await catalogue().summary(key, world.deadline())).toBeUndefined();
  });

  it('that a disconnection overtakes leaves nothing behind', async () => {
    const { key } = await move();
    home.setFault({ delayMs: 500, times: 1 });
    const syncing = handle(sync(key));
    await pause(200);
    const current = await world.connections.read(key, world.deadline());
    if (current !== undefined) await world.connections.delete(current, world.deadline());
    expect(await syncing).toEqual([]);
    expect(await catalogue().endpoints(key, world.deadline())).toEqual([]);
  });

  it('that our own key service fails comes again', async () => {
    const { key } = await move();
    world.kms.setFault('down');
    expect(await handle(sync(key))).toEqual(['m-0']);
    world.kms.setFault(undefined);
    expect(await handle(sync(key))).toEqual([]);
  });
});

describe('a look', () => {
  const look = (key: string, ...endpoints: string[]) => ({ v: 1, type: 'look', home: key, endpoints });
  const told = (key: string, endpoint = 'light#kitchen') =>
    createToldStates(world.devices).read(key, endpoint, world.deadline());
  async function moveAndLink() {
    const { sub, key } = await move();
    const grant = await amazon.link(sub, `amazon-${sub}`);
    await handle(sync(key));
    return { sub, key, grant };
  }

  it('for which there is no account leaves the home in peace', async () => {
    const { key } = await move();
    await handle(sync(key));
    expect(await home.askedDuring(() => handle(look(key, 'light#kitchen')))).toBe(0);
    expect(await told(key)).toMatchObject({ version: 0 });
  });

  it('for links that are over, or for a home that is gone, asks nobody', async () => {
    const { key, grant } = await moveAndLink();
    const item = grantKey(grant.sub, grant.region, grant.originJti);
    const kill = {
      update: 'SET dead = :why',
      expression: 'attribute_exists(pk)',
      values: { ':why': 'gone' },
    };
    await world.registry.update(item, kill, world.deadline());
    expect(await home.askedDuring(() => handle(look(key, 'light#kitchen')))).toBe(0);
    expect(await home.askedDuring(() => handle(look('kvanished', 'light#kitchen')))).toBe(0);
  });

  it('reaches every account of the home, and each device once however often it is named', async () => {
    const { key } = await moveAndLink();
    people += 1;
    await world.members.add({ home: key, sub: `member-${people}`, role: 'member' }, world.deadline());
    await amazon.link(`member-${people}`, `amazon-member-${people}`);
    await amazon.take('deliveries.fifo');
    const names = ['light#kitchen', 'light#hallway', 'light#kitchen', 'light#nowhere'];
    expect(await home.askedDuring(() => handle(look(key, ...names), look(key, ...names)))).toBe(2);
    expect(await amazon.take('deliveries.fifo')).toHaveLength(4);
  });

  it('at a home that is down is over; a later one mends it', async () => {
    const { key } = await moveAndLink();
    home.setFault({ status: 502 });
    expect(await handle(look(key, 'light#kitchen'))).toEqual([]);
    expect(await told(key)).toMatchObject({ version: 0 });
    home.setFault(undefined);
    await expect
      .poll(
        async () => {
          expect(await handle(look(key, 'light#kitchen'))).toEqual([]);
          return (await told(key)).version;
        },
        { timeout: 15_000, interval: 500 },
      )
      .toBe(1);
  });

  it('is not spoilt for the others by devices of which the home speaks nonsense', async () => {
    const { key } = await moveAndLink();
    home.setFault({ body: '{"event":{}}', contentType: 'application/json', times: 4 });
    const names = (await catalogue().endpoints(key, world.deadline())).map(({ endpointId }) => endpointId);
    expect(await handle(look(key, ...names))).toEqual([]);
    const versions = await Promise.all(names.map(async (name) => (await told(key, name)).version));
    expect(versions.filter((version) => version === 1).length).toBeGreaterThan(3);
  });
});

describe('a batch', () => {
  it('fails only what failed', async () => {
    const { key } = await move();
    const bodies = [
      'no JSON',
      outcome(key, 'ok', 5_000),
      { v: 2, type: 'sync', home: key },
      sync(key),
      { v: 1, type: 'dance', home: key },
      '',
    ];
    expect(await handle(...bodies)).toEqual(['m-0', 'm-2', 'm-4', 'm-5']);
    expect(await healthOf(key)).toMatchObject({ outcome: 'ok' });
    expect((await catalogue().endpoints(key, world.deadline())).length).toBeGreaterThan(5);
  });

  it('that asks twice for the same asks the home once', async () => {
    const { key } = await move();
    const asked = await home.askedDuring(async () => {
      expect(await handle(sync(key), sync(key), 'no JSON', sync(key), 'no JSON')).toEqual(['m-2', 'm-4']);
    });
    expect(asked).toBe(1);
  });

  it('of nothing is nothing', async () => {
    expect(await handle()).toEqual([]);
  });
});

describe('with the real queue', () => {
  it('what the directive function notes ends in the registry', async () => {
    await looks.take();
    const { sub, key } = await move();
    const alexa = createAlexaSide(world);
    const message = () => turnOn(world.alexaToken(sub), `${key}:light#kitchen`);
    await alexa.outcome(message());
    await alexa.outcome(message());
    expect(await looks.observe()).toEqual([]);
    expect(await healthOf(key)).toMatchObject({ outcome: 'ok' });

    home.setFault({ status: 401 });
    await alexa.outcome(message());
    await alexa.outcome(message());
    const noted = await looks.take();
    expect(noted).toMatchObject([
      { type: 'outcome', home: key, outcome: 'home_token_refused', connectionVersion: 1 },
    ]);
    expect(JSON.stringify(noted)).not.toContain(home.token);
  });

  it('Lambda’s event source is answered as it expects', async () => {
    const { key } = await move();
    world.invokeApi.register('observe', (event) => world.invoke('observe', event));
    const lines: string[] = [];
    const poller = await startPoller({
      sqsEndpoint: world.sqs.url,
      queueUrl: world.sqs.queueUrls.looks ?? '',
      lambdaEndpoint: world.invokeApi.url,
      functionName: 'observe',
      batchSize: 10,
      log: (line) => lines.push(line),
    });
    try {
      await looks.send(sync(key));
      await looks.send('nobody can read this');
      await expect
        .poll(async () => (await catalogue().endpoints(key, world.deadline())).length, { timeout: 5_000 })
        .toBeGreaterThan(5);
      await expect.poll(() => lines.join(), { timeout: 5_000 }).toContain('1 of');
    } finally {
      await poller.close();
    }
  });
});
