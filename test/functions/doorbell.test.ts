import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GrantId } from '../../lib/homes/grants.ts';
import { createOverrides } from '../../lib/homes/overrides.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import type { ReceivedEvent } from '../../local/amazon/event-log.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { hintsEvent } from '../harness/http-event.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

const BELL = 'event.front_door';
const PORCH = 'event.porch';

interface Press {
  event: {
    header: { namespace: string; name: string };
    endpoint: { endpointId: string };
    payload: { timestamp: string };
  };
}

const checker = createChecker();
let home: Home;
let world: World;
let amazon: ReportingSide;
let looks: ReturnType<typeof createLooksSide>;
let people = 0;
let key: string;
let grant: GrantId;
let seen = 0;

beforeAll(async () => {
  home = await startHome();
  home.addDevice({
    entityId: PORCH,
    name: 'Porch',
    state: 'unknown',
    fixed: { device_class: 'doorbell', event_types: ['ring'] },
  });
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  amazon = createReportingSide(world);
  looks = createLooksSide(world);
});
beforeEach(async () => {
  people += 1;
  key = await world.connect(`resident-${people}`, home.url, home.token);
  await observe({ type: 'sync' });
  grant = await amazon.link(`resident-${people}`, `amazon-${people}`);
  await amazon.take('deliveries.fifo');
  seen = (await events()).at(-1)?.seq ?? seen;
});
afterEach(async () => {
  await amazon.setFaults({});
  await looks.take();
  await amazon.take('deliveries.fifo');
});
afterAll(async () => {
  amazon.close();
  looks.close();
  await Promise.all([home.close(), world.close()]);
});

async function events(): Promise<ReceivedEvent[]> {
  const answer = await fetch(`${world.amazon.control}/events?after=${seen}`);
  return ((await answer.json()) as { events: ReceivedEvent[] }).events;
}
/** The presses that have arrived since this was last asked; whatever arrives is checked. */
async function presses(): Promise<(Press & { amazonUser: string })[]> {
  const arrived = await events();
  seen = arrived.at(-1)?.seq ?? seen;
  for (const { message } of arrived) expect(checker.check(message)).toEqual([]);
  return arrived
    .map(({ amazonUser, message }) => ({ amazonUser, ...(message as Press) }))
    .filter(({ event }) => event.header.name === 'DoorbellPress');
}

const observe = (message: object) =>
  world.invoke('observe', {
    Records: [{ messageId: randomUUID(), body: JSON.stringify({ v: 1, home: key, ...message }) }],
  });
/** A hint of the home, all the way to the gateway. */
async function hint(body: object, of = key) {
  const answer = (await world.invoke('hints', hintsEvent({ kind: 'home', home: of }, body))) as {
    statusCode: number;
  };
  expect(answer.statusCode).toBe(202);
  expect(await looks.observe()).toEqual([]);
  while ((await amazon.report()).done.length > 0);
}
/** As Python writes it. */
const isoformat = (ms: number, digits = '000') => new Date(ms).toISOString().replace('Z', `${digits}+00:00`);
const ago = (seconds: number) => isoformat(Date.now() - seconds * 1000);
const rung = (entityId: string, at = Date.now()) => ({
  entity_id: entityId,
  last_changed: isoformat(at, '417'),
  state: isoformat(at, ''),
});
const deadReason = async () => (await amazon.grants.list(grant.sub, world.deadline()))[0]?.dead;

describe('a press', () => {
  test('rings at every account of the home, once, at the time that the home says', async () => {
    const other = await amazon.link(grant.sub, `amazon-${people}-eu`, { region: 'EU' });
    expect(other.region).toBe('EU');
    const at = Date.now() - 2_000;
    await hint(rung(BELL, at));
    const arrived = await presses();
    expect(arrived.map(({ amazonUser }) => amazonUser).toSorted()).toEqual([
      `amazon-${people}`,
      `amazon-${people}-eu`,
    ]);
    expect(arrived[0]?.event).toMatchObject({
      header: { namespace: 'Alexa.DoorbellEventSource', name: 'DoorbellPress', payloadVersion: '3' },
      endpoint: { endpointId: `${key}:event#front_door` },
      payload: {
        cause: { type: 'PHYSICAL_INTERACTION' },
        timestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
      },
    });
  });

  test('that is told again does not ring again; the next one does', async () => {
    const first = rung(BELL);
    await hint([first, first]);
    await hint(first);
    expect(await presses()).toHaveLength(1);
    await hint(rung(BELL, Date.now() + 1));
    expect(await presses()).toHaveLength(1);
  });

  test('without a state is one too, for an event', async () => {
    await hint({ entity_id: BELL, last_changed: ago(1) });
    expect(await presses()).toHaveLength(1);
  });

  test('by the clock of a home that is ahead rings now', async () => {
    await hint(rung(BELL, Date.now() + 3_600_000));
    const [press] = await presses();
    expect(Date.parse(press?.event.payload.timestamp ?? '')).toBeLessThanOrEqual(Date.now());
  });

  test('of two bells at once rings both', async () => {
    await hint([rung(BELL), rung(PORCH)]);
    expect((await presses()).map(({ event }) => event.endpoint.endpointId).toSorted()).toEqual([
      `${key}:event#front_door`,
      `${key}:event#porch`,
    ]);
  });

  test.each<[string, () => object]>([
    ['was long ago', () => rung(BELL, Date.now() - 31_000)],
    ['was restored', () => ({ entity_id: BELL, last_changed: ago(1), state: ago(3_600) })],
    ['is the end of an absence', () => ({ entity_id: BELL, last_changed: ago(1), state: 'unknown' })],
    ['is the begin of one', () => ({ entity_id: BELL, last_changed: ago(1), state: 'unavailable' })],
    ['has no time', () => ({ entity_id: BELL })],
    ['is of what is no doorbell', () => ({ ...rung('light.kitchen'), state: 'on' })],
    ['is of what Alexa does not know', () => rung('event.letter_box')],
  ])('that %s rings nowhere', async (_what, body) => {
    await hint(body());
    expect(await presses()).toEqual([]);
  });

  test('of a home that is not there, or that nobody hears of, rings nowhere', async () => {
    await hint(rung(BELL), 'kgone12');
    await amazon.setFaults({ gateway: { error: 'SKILL_DISABLED_EXCEPTION' } });
    await hint(rung(BELL));
    expect(await deadReason()).toBe('SKILL_DISABLED_EXCEPTION');
    await amazon.setFaults({});
    await hint(rung(BELL, Date.now() + 1));
    expect(await presses()).toEqual([]);
  });

  test('is told though the home is out of reach by then', async () => {
    home.setFault({ status: 503 });
    await hint(rung(BELL));
    home.setFault(undefined);
    expect(await presses()).toHaveLength(1);
  });
});

describe('a press of a doorbell that is no event', () => {
  const GATE = 'binary_sensor.gate_bell';
  /** As Home Assistant shows a binary sensor whose display category is said to be DOORBELL. */
  const capability = (name: string, more: object = {}) => ({
    type: 'AlexaInterface',
    interface: name,
    version: '3',
    ...more,
  });
  beforeAll(() => {
    home.addEndpoint({
      endpointId: GATE.replace('.', '#'),
      friendlyName: 'Gate bell',
      description: 'The bell at the gate',
      manufacturerName: 'Home Assistant',
      displayCategories: ['DOORBELL'],
      cookie: {},
      capabilities: [
        capability('Alexa.DoorbellEventSource', { proactivelyReported: true }),
        capability('Alexa'),
      ],
    });
  });

  test.each<[string, object, number]>([
    ['is that it goes on', { state: 'on' }, 1],
    ['is not that it goes off', { state: 'off' }, 0],
    ['is not that it goes away', { state: 'unavailable' }, 0],
    ['is not that something about it changed', {}, 0],
  ])('%s', async (_what, state, count) => {
    await hint({ entity_id: GATE, last_changed: ago(1), ...state });
    expect(await presses()).toHaveLength(count);
  });
});

/** One delivery of a press, to the function that tells it. @returns whether it failed, to come again */
async function tell(at: string, receivedAt = Date.now()): Promise<boolean> {
  const body = { v: 1, type: 'press', grant, home: key, endpoint: 'event#front_door', at, receivedAt };
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) };
  const record = { messageId: 'm', receiptHandle: 'none', body: JSON.stringify(body), attributes };
  const answer = (await world.invoke('report', { Records: [record] })) as {
    batchItemFailures: unknown[];
  };
  return answer.batchItemFailures.length > 0;
}

describe('a press on its way to the gateway', () => {
  test.each<[string, object]>([
    ['a gateway that throttles', { gateway: { status: 429, times: 1 } }],
    ['a gateway that is out of order', { gateway: { status: 503, times: 1 } }],
    ['a token that is refused twice', { gateway: { status: 401, times: 2 } }],
  ])('that meets %s comes again, and rings', async (_what, faults) => {
    await amazon.setFaults(faults);
    const at = ago(1);
    expect(await tell(at)).toBe(true);
    expect(await presses()).toEqual([]);
    expect(await tell(at)).toBe(false);
    expect(await presses()).toHaveLength(1);
  });

  test('that may have rung already rings no second time', async () => {
    await amazon.setFaults({ gateway: { status: 502, body: '<h1>Bad gateway</h1>', times: 1 } });
    const at = ago(1);
    expect(await tell(at)).toBe(false);
    expect(await tell(at)).toBe(false);
    expect(await presses()).toEqual([]);
  });

  test('that is too late is dropped', async () => {
    expect(await tell(ago(31))).toBe(false);
    expect(await tell('yesterday')).toBe(false);
    expect(await presses()).toEqual([]);
  });

  test('that has waited too long since it arrived is dropped, whatever the home’s clock says', async () => {
    const ahead = isoformat(Date.now() + 3_600_000);
    expect(await tell(ahead, Date.now() - 31_000)).toBe(false);
    const endpoint = 'event#front_door';
    await observe({ type: 'press', endpoint, at: ahead, receivedAt: Date.now() - 31_000 });
    while ((await amazon.report()).done.length > 0);
    expect(await presses()).toEqual([]);
    expect(await tell(ahead, Date.now() - 1_000)).toBe(false);
    expect(await presses()).toHaveLength(1);
  });

  test.each<[string, () => Promise<void>]>([
    ['somebody who was removed', () => world.members.remove(key, grant.sub, world.deadline())],
    [
      'a link that was disconnected',
      () => world.accounts.revokeLink(grant.sub, grant.originJti, world.deadline()),
    ],
    [
      'anybody, of a bell that is held back',
      () =>
        createOverrides(world.registry).write(key, 'event#front_door', { hidden: true }, world.deadline()),
    ],
  ])('does not ring any more for %s since it was queued', async (_who, happen) => {
    await happen();
    expect(await tell(ago(1))).toBe(false);
    expect(await presses()).toEqual([]);
  });

  test('in ten hands at once rings once', async () => {
    const at = ago(1);
    const failed = await Promise.all(Array.from({ length: 10 }, () => tell(at)));
    expect(failed).not.toContain(true);
    expect(await presses()).toHaveLength(1);
  });

  test('leaves a claim behind that ends by itself', async () => {
    await tell(ago(1));
    const claims = await world.devices.query(`HOME#${key}`, 'PRESS#', world.deadline());
    expect(claims).toHaveLength(1);
    const inAnHour = Date.now() / 1000 + 3_600;
    expect(Number(claims[0]?.ttl)).toBeGreaterThan(inAnHour - 60);
    expect(Number(claims[0]?.ttl)).toBeLessThanOrEqual(inAnHour);
    expect(JSON.stringify(claims)).not.toContain(grant.sub);
  });
});
