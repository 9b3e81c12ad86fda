import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { composeObserve, type ObservePorts } from '../../functions/observe/compose.ts';
import { heard as hearHome } from '../../functions/observe/heard.ts';
import { look as lookAtHome } from '../../functions/observe/look.ts';
import { presence as lookAfterHome } from '../../functions/observe/presence.ts';
import { isReportable } from '../../lib/alexa/reportable.ts';
import type { HeardMessage } from '../../lib/bridge/looks.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { connectionKey, presenceKey, toldStateKey } from '../../lib/homes/keys.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import { owesLook, type Presence } from '../../lib/homes/presence-rules.ts';
import { createToldStates } from '../../lib/homes/told-states.ts';
import { createLog } from '../../lib/telemetry/logger.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import {
  type ArrivedReport,
  createReportingSide,
  type ReportingSide,
  valuesOf,
} from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createAccountClient } from './account-client.ts';

const MINUTE = 60_000;
const CONNECTIVITY = 'Alexa.EndpointHealth//connectivity';
const POWER = 'Alexa.PowerController//powerState';
const LIGHT = 'light#kitchen';
let home: Home;
let world: World;
let amazon: ReportingSide;
let people = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  amazon = createReportingSide(world);
});
afterEach(async () => {
  home.setFault(undefined);
  home.setState('light.kitchen', { state: 'off' });
  await amazon.take('deliveries.fifo');
  await amazon.take('looks');
});
afterAll(async () => {
  amazon.close();
  await Promise.all([home.close(), world.close()]);
});

/** Has messages handled in one batch. */
async function handle(...messages: object[]): Promise<void> {
  const Records = messages.map((message, index) => ({
    messageId: `m-${index}`,
    body: JSON.stringify({ v: 1, ...message }),
  }));
  expect(await world.invoke('observe', { Records })).toEqual({ batchItemFailures: [] });
}
const heard = (key: string, more: object = {}) => ({
  type: 'heard',
  home: key,
  event: 'heartbeat',
  at: Date.now(),
  endpoints: [],
  ...more,
});
const started = (key: string) => heard(key, { event: 'homeassistant_started' });
const due = (key: string) => ({ type: 'presence', home: key });
const look = (key: string, ...endpoints: string[]) => ({ type: 'look', home: key, endpoints });

/** A home whose devices are known, and of which nothing was ever heard. */
async function move(isLinked = true, token = home.token) {
  people += 1;
  const sub = `resident-${people}`;
  const key = await world.connect(sub, home.url, token);
  await handle({ type: 'sync', home: key });
  if (isLinked) await amazon.link(sub, sub);
  return { sub, key };
}
const presencesAt = (now: number) => createPresences(world.devices, () => now);
const read = async (key: string): Promise<Presence> => {
  const presence = await presencesAt(Date.now()).read(key, world.deadline());
  if (presence === undefined) throw new Error('nothing is known of the home');
  return presence;
};
const isOwing = async (key: string) => owesLook(await read(key));
const minutesUntilDue = async (key: string) => (Number((await read(key)).dueAt) - Date.now()) / MINUTE;
/** The home was heard so long ago, and everything was looked at then. */
async function hadWord(key: string, minutesAgo: number): Promise<void> {
  const then = Date.now() - minutesAgo * MINUTE;
  const { owed } = await presencesAt(then).hear(key, { at: then, hasStarted: false }, world.deadline());
  await presencesAt(then).settle(key, owed, world.deadline());
}
/** The home as it usually is: all was told, and the last heartbeat is so old. */
async function moveAndSettle(minutesAgo: number) {
  const resident = await move();
  await handle(heard(resident.key));
  await amazon.take('deliveries.fifo');
  await presencesAt(Date.now()).erase(resident.key, world.deadline());
  await hadWord(resident.key, minutesAgo);
  return resident;
}
async function reportable(key: string): Promise<string[]> {
  const known = await createCatalogue(world.devices).endpoints(key, world.deadline());
  return known.filter(isReportable).map(({ endpointId }) => endpointId);
}

/** What reached Alexa of one account since this was called last. */
const seen = new Map<string, number>();
async function told(sub: string): Promise<ArrivedReport[]> {
  for (;;) {
    const { done, failed } = await amazon.report();
    if (done.length === 0 && failed.length === 0) break;
    expect(failed).toEqual([]);
  }
  const after = seen.get(sub) ?? 0;
  const reports = (await amazon.reports(after)).filter(({ amazonUser }) => amazonUser === sub);
  seen.set(sub, reports.at(-1)?.seq ?? after);
  return reports;
}
const endpointsIn = (key: string, reports: readonly ArrivedReport[]) =>
  reports.map(({ endpointId }) => endpointId.slice(`${key}:`.length)).toSorted();
const DOWN = { status: 502 };

describe('a word of the home', () => {
  test('that is the first looks at everything, and tells it once', async () => {
    const { sub, key } = await move();
    const all = await reportable(key);
    expect(all.length).toBeGreaterThan(10);
    expect(await home.askedDuring(() => handle(heard(key)))).toBe(all.length);
    expect(endpointsIn(key, await told(sub))).toEqual(all.toSorted());
    expect(await isOwing(key)).toBe(false);
    expect(await minutesUntilDue(key)).toBeGreaterThan(21);
    expect(await minutesUntilDue(key)).toBeLessThanOrEqual(22);
  });

  test('that comes in time asks the home for nothing', async () => {
    const { key } = await moveAndSettle(10);
    expect(await home.askedDuring(() => handle(heard(key)))).toBe(0);
    expect(await minutesUntilDue(key)).toBeGreaterThan(21);
  });

  test('makes up for a hint that was lost', async () => {
    const { sub, key } = await moveAndSettle(10);
    home.setState('light.kitchen', { state: 'on' });
    const word = heard(key, { endpoints: [LIGHT, 'light#hallway', 'light#nowhere'] });
    expect(await home.askedDuring(() => handle(word))).toBe(2);
    const [report, ...others] = await told(sub);
    expect(others).toEqual([]);
    expect(valuesOf(report?.changed ?? [])).toMatchObject({ [POWER]: 'ON' });
  });

  test.each<[string, number, (key: string) => object]>([
    ['after another was missed', 13, heard],
    ['of its start', 3, started],
  ])('%s looks at everything, and tells what is new', async (_name, minutes, word) => {
    const { sub, key } = await moveAndSettle(minutes);
    home.setState('light.kitchen', { state: 'on' });
    const all = await reportable(key);
    expect(await home.askedDuring(() => handle(word(key)))).toBe(all.length);
    expect(endpointsIn(key, await told(sub))).toEqual([LIGHT]);
    expect(await isOwing(key)).toBe(false);
  });

  test('that comes doubled and out of order looks once, and the latest counts', async () => {
    const { key } = await moveAndSettle(25);
    const [early, late] = [Date.now() - 4 * MINUTE, Date.now()];
    const all = await reportable(key);
    const last = heard(key, { at: late });
    expect(await home.askedDuring(() => handle(last, last))).toBe(all.length);
    expect(await home.askedDuring(() => handle(heard(key, { at: early }), last))).toBe(0);
    expect((await read(key)).heardAt).toBe(late);
  });

  test('that comes with others looks once at what they bring together', async () => {
    const { key } = await moveAndSettle(5);
    const [one, two] = ['light#hallway', 'light#living_room'];
    const words = [heard(key, { endpoints: [LIGHT, one] }), heard(key, { endpoints: [two, one] })];
    expect(await home.askedDuring(() => handle(...words))).toBe(3);
    const all = await reportable(key);
    expect(await home.askedDuring(() => handle(heard(key), started(key), started(key)))).toBe(all.length);
    expect(await isOwing(key)).toBe(false);
  });

  test('of a home that does not answer leaves a look owed; the next word brings it', async () => {
    const { sub, key } = await moveAndSettle(13);
    home.setState('light.kitchen', { state: 'on' });
    home.setFault(DOWN);
    await handle(heard(key));
    expect(await isOwing(key)).toBe(true);
    home.setFault(undefined);
    await handle(heard(key));
    expect(await isOwing(key)).toBe(false);
    expect(endpointsIn(key, await told(sub))).toEqual([LIGHT]);
  });

  test('with changes of which the home does not answer leaves a look owed', async () => {
    const { key } = await moveAndSettle(10);
    home.setFault(DOWN);
    await handle(heard(key, { endpoints: [LIGHT] }));
    expect(await isOwing(key)).toBe(true);
    expect(await minutesUntilDue(key)).toBeLessThanOrEqual(1);
  });
});

describe('where the home is not to be asked', () => {
  const pause = async (key: string, paused: boolean) => {
    const change = { update: 'SET paused = :paused', expression: 'attribute_exists(pk)' };
    await world.registry.update(
      connectionKey(key),
      { ...change, values: { ':paused': paused } },
      world.deadline(),
    );
  };

  test('since it is paused, words count and everything else waits', async () => {
    const { sub, key } = await moveAndSettle(10);
    await pause(key, true);
    home.setState('light.kitchen', { state: 'on' });
    const asked = await home.askedDuring(async () => {
      await handle(heard(key, { endpoints: [LIGHT] }));
      await handle(look(key, LIGHT));
      await handle(due(key));
    });
    expect(asked).toBe(0);
    expect(await read(key)).toMatchObject({ away: false });
    expect(await isOwing(key)).toBe(true);
    expect(await minutesUntilDue(key)).toBeGreaterThan(5);
    await pause(key, false);
    await handle(heard(key));
    expect(endpointsIn(key, await told(sub))).toEqual([LIGHT]);
  });

  test('since it is paused, it is not away, however silent', async () => {
    const { sub, key } = await moveAndSettle(60);
    await pause(key, true);
    home.setFault(DOWN);
    expect(await home.askedDuring(() => handle(due(key)))).toBe(0);
    expect(await read(key)).toMatchObject({ away: false });
    expect(await told(sub)).toEqual([]);
  });

  test('since nobody listens, a look is owed once, and done when somebody does', async () => {
    const { sub, key } = await move(false);
    const asked = await home.askedDuring(async () => {
      await handle(look(key, LIGHT));
      await handle(look(key, LIGHT));
      await handle(due(key));
    });
    expect(asked).toBe(0);
    expect(await read(key)).toMatchObject({ owed: 1, settled: 0, tries: 0 });
    await amazon.link(sub, sub);
    await handle(due(key));
    expect(endpointsIn(key, await told(sub))).toEqual((await reportable(key)).toSorted());
    expect(await isOwing(key)).toBe(false);
  });

  test('since it refused the token, it is not; with heartbeats it is there, without them away', async () => {
    const { sub, key } = await moveAndSettle(13);
    await world.connections.noteHealth(key, 1, 'home_token_refused', Date.now(), world.deadline());
    expect(await home.askedDuring(() => handle(heard(key), due(key)))).toBe(0);
    expect(await read(key)).toMatchObject({ away: false });
    expect(await told(sub)).toEqual([]);
    await presencesAt(Date.now()).erase(key, world.deadline());
    await hadWord(key, 23);
    expect(await home.askedDuring(() => handle(due(key)))).toBe(0);
    expect(await read(key)).toMatchObject({ away: true });
    expect(endpointsIn(key, await told(sub))).toEqual((await reportable(key)).toSorted());
  });
});

describe('a look that fails', () => {
  test('is owed, and made up for when it is due', async () => {
    const { sub, key } = await moveAndSettle(5);
    home.setState('light.kitchen', { state: 'on' });
    home.setFault(DOWN);
    await handle(look(key, LIGHT));
    expect(await isOwing(key)).toBe(true);
    await handle(due(key));
    expect(await read(key)).toMatchObject({ away: false, tries: 1 });
    home.setFault(undefined);
    await handle(due(key));
    expect(await isOwing(key)).toBe(false);
    expect(endpointsIn(key, await told(sub))).toEqual([LIGHT]);
  });

  test('at a home without the package never makes it away', async () => {
    const { sub, key } = await move();
    home.setFault(DOWN);
    await presencesAt(Date.now() - 600 * MINUTE).owe(key, world.deadline());
    for (let tries = 0; tries < 3; tries += 1) await handle(due(key));
    expect(await read(key)).toMatchObject({ away: false, tries: 3 });
    expect(await told(sub)).toEqual([]);
  });

  test('for lack of time is no sign that the home is away', async () => {
    const { key } = await moveAndSettle(60);
    const ports = composeObserve(process.env, createLog());
    home.setFault({ delayMs: 1_500 });
    await lookAfterHome([{ v: 1, type: 'presence', home: key }], ports, createDeadline(6_500));
    expect(await read(key)).toMatchObject({ away: false });
    expect(await isOwing(key)).toBe(true);
  });
});

describe('a slow home', () => {
  test('is looked through in a few goes', async () => {
    const { sub, key } = await moveAndSettle(5);
    const all = await reportable(key);
    const ports = composeObserve(process.env, createLog());
    await presencesAt(Date.now()).owe(key, world.deadline());
    home.setState('light.kitchen', { state: 'on' });
    home.setFault({ delayMs: 400 });
    const asked: number[] = [];
    // Two seconds of which it may take one, four devices at once.
    const go = () => lookAfterHome([{ v: 1, type: 'presence', home: key }], ports, createDeadline(7_000));
    asked.push(await home.askedDuring(go));
    expect(await read(key)).toMatchObject({ away: false, tries: 0, owed: 2, settled: 1 });
    expect(await minutesUntilDue(key)).toBeLessThanOrEqual(1);
    for (let rounds = 1; (await isOwing(key)) && rounds < 20; rounds += 1)
      asked.push(await home.askedDuring(go));
    expect(asked.length).toBeGreaterThan(1);
    // Those that were being asked when time was out, four at most, are asked once more.
    const times = asked.reduce((sum, count) => sum + count);
    expect(times).toBeGreaterThanOrEqual(all.length);
    expect(times).toBeLessThanOrEqual(all.length + 4 * (asked.length - 1));
    expect(await read(key)).not.toHaveProperty('course');
    expect(endpointsIn(key, await told(sub))).toEqual([LIGHT]);
  }, 30_000);

  test('is looked at where its heartbeat says so, though the look that goes on has been there already', async () => {
    const { sub, key } = await moveAndSettle(5);
    const left = (await reportable(key)).filter((endpoint) => endpoint !== LIGHT).slice(0, 2);
    await presencesAt(Date.now()).owe(key, world.deadline());
    await presencesAt(Date.now()).cutShort(key, { upTo: 2, left, hasFailed: false }, world.deadline());
    home.setState('light.kitchen', { state: 'on' });
    expect(await home.askedDuring(() => handle(heard(key, { endpoints: [LIGHT] })))).toBe(3);
    expect(endpointsIn(key, await told(sub))).toEqual([LIGHT]);
  });

  test('that did not answer for one device settles nothing, however many goes it takes', async () => {
    const { key } = await moveAndSettle(5);
    await presencesAt(Date.now()).owe(key, world.deadline());
    const course = { upTo: 2, left: [LIGHT], hasFailed: true };
    await presencesAt(Date.now()).cutShort(key, course, world.deadline());
    expect(await home.askedDuring(() => handle(due(key)))).toBe(1);
    expect(await read(key)).toMatchObject({ settled: 1, tries: 1 });
    expect(await read(key)).not.toHaveProperty('course');
  });

  test.each<[string, (key: string, ports: ObservePorts, endpoints: string[]) => Promise<void>]>([
    [
      'hints',
      (key, ports, endpoints) =>
        lookAtHome([{ v: 1, type: 'look', home: key, endpoints }], ports, createDeadline(7_000)),
    ],
    [
      'a heartbeat',
      (key, ports, endpoints) =>
        hearHome(
          [{ v: 1, type: 'heard', home: key, event: 'heartbeat', at: Date.now(), endpoints }],
          ports,
          createDeadline(7_000),
        ),
    ],
  ])('owes what %s asked for, and is left in peace when time is out', async (_name, work) => {
    const { key } = await moveAndSettle(5);
    const all = await reportable(key);
    home.setFault({ delayMs: 400 });
    const ports = composeObserve(process.env, createLog());
    const count = await home.askedDuring(() => work(key, ports, all));
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(all.length);
    expect(await isOwing(key)).toBe(true);
  });

  test('has its devices read once for a look at all of them', async () => {
    const { key } = await moveAndSettle(13);
    const ports = composeObserve(process.env, createLog());
    const readAgain: string[] = [];
    const catalogue: ObservePorts['catalogue'] = {
      ...ports.catalogue,
      device: (_home, endpoint, deadline) => {
        readAgain.push(endpoint);
        return ports.catalogue.device(_home, endpoint, deadline);
      },
    };
    const word: HeardMessage = { ...heard(key), v: 1, type: 'heard', event: 'heartbeat' };
    const all = await reportable(key);
    const asked = home.askedDuring(() => hearHome([word], { ...ports, catalogue }, createDeadline(20_000)));
    expect(await asked).toBe(all.length);
    expect(readAgain).toEqual([]);
  });
});

describe('a home of which two heartbeats were missed', () => {
  test('and that answers is there', async () => {
    const { sub, key } = await moveAndSettle(23);
    home.setState('light.kitchen', { state: 'on' });
    await handle(due(key));
    expect(await read(key)).toMatchObject({ away: false });
    expect(endpointsIn(key, await told(sub))).toEqual([LIGHT]);
    // It is asked again, not at once.
    expect(await minutesUntilDue(key)).toBeGreaterThan(50);
  });

  test('and that answers for a part is there', async () => {
    const { sub, key } = await moveAndSettle(23);
    home.setFault({ ...DOWN, times: 5 });
    await handle(due(key));
    expect(await read(key)).toMatchObject({ away: false });
    expect(await isOwing(key)).toBe(true);
    expect(await told(sub)).toEqual([]);
  });

  test('but not more, is not away', async () => {
    const { sub, key } = await moveAndSettle(21);
    home.setFault(DOWN);
    await presencesAt(Date.now()).owe(key, world.deadline());
    await handle(due(key));
    expect(await read(key)).toMatchObject({ away: false });
    expect(await told(sub)).toEqual([]);
  });

  test('and that does not answer is away: each account hears it of each device, once', async () => {
    const { sub, key } = await moveAndSettle(23);
    people += 1;
    const member = `member-${people}`;
    await world.members.add({ home: key, sub: member, role: 'member' }, world.deadline());
    await amazon.link(member, member);
    home.setFault(DOWN);
    await handle(due(key), due(key));
    await handle(due(key));
    expect(await read(key)).toMatchObject({ away: true });
    const all = (await reportable(key)).toSorted();
    for (const user of [sub, member]) {
      const reports = await told(user);
      expect(endpointsIn(key, reports)).toEqual(all);
      for (const { changed } of reports) {
        expect(valuesOf(changed)).toEqual({ [CONNECTIVITY]: { value: 'UNREACHABLE' } });
      }
    }
  });

  test('tells with it what else was known of the device', async () => {
    const { sub, key } = await moveAndSettle(23);
    home.setFault(DOWN);
    await handle(due(key));
    const report = (await told(sub)).find(({ endpointId }) => endpointId === `${key}:${LIGHT}`);
    expect(valuesOf(report?.unchanged ?? [])).toMatchObject({ [POWER]: 'OFF' });
    expect(valuesOf(report?.unchanged ?? [])).not.toHaveProperty([CONNECTIVITY]);
  });

  test.each<[string, (key: string) => object]>([
    ['is heard', heard],
    ['starts', started],
    ['answers', due],
  ])('comes back when it %s: all are there again, with what changed, each once', async (_name, message) => {
    const { sub, key } = await moveAndSettle(23);
    home.setFault(DOWN);
    await handle(due(key));
    await told(sub);
    home.setFault(undefined);
    home.setState('light.kitchen', { state: 'on' });
    await handle(message(key));
    await handle(message(key), due(key));
    expect(await read(key)).toMatchObject({ away: false });
    expect(await isOwing(key)).toBe(false);
    const reports = await told(sub);
    expect(endpointsIn(key, reports)).toEqual((await reportable(key)).toSorted());
    for (const { endpointId, changed } of reports) {
      const values = valuesOf(changed);
      expect(values[CONNECTIVITY]).toEqual({ value: 'OK' });
      if (endpointId === `${key}:${LIGHT}`) expect(values[POWER]).toBe('ON');
      else expect(Object.keys(values)).toEqual([CONNECTIVITY]);
    }
  });

  test('and that is heard while Alexa is being told: in the end it is there', async () => {
    const { sub, key } = await moveAndSettle(23);
    const ports = composeObserve(process.env, createLog());
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let isTelling = () => {};
    const telling = new Promise<void>((resolve) => {
      isTelling = resolve;
    });
    const slow: ObservePorts['deliveries'] = {
      send: async (delivery, deadline) => {
        isTelling();
        await gate;
        await ports.deliveries.send(delivery, deadline);
      },
    };
    home.setFault(DOWN);
    const message = { v: 1, type: 'presence', home: key } as const;
    const late = lookAfterHome([message], { ...ports, deliveries: slow }, world.deadline());
    await telling;
    home.setFault(undefined);
    await handle(heard(key));
    goOn();
    await late;

    // Some were told too late that they are out of reach, so another look is owed.
    expect(await read(key)).toMatchObject({ away: false });
    expect(await isOwing(key)).toBe(true);
    await handle(due(key));
    expect(await isOwing(key)).toBe(false);
    const last = new Map((await told(sub)).map(({ endpointId, changed }) => [endpointId, valuesOf(changed)]));
    expect(last.size).toBeGreaterThan(0);
    expect(last.size).toBeLessThan((await reportable(key)).length);
    for (const values of last.values()) expect(values[CONNECTIVITY]).toEqual({ value: 'OK' });
    const states = createToldStates(world.devices);
    for (const endpoint of await reportable(key)) {
      const { properties } = await states.read(key, endpoint, world.deadline());
      expect(valuesOf(properties)[CONNECTIVITY]).toEqual({ value: 'OK' });
    }
  });
});

describe('a home that was disconnected', () => {
  test('takes its presence with it, and late messages bring nothing back', async () => {
    const { sub, key } = await moveAndSettle(10);
    expect((await createAccountClient(world)(sub, `DELETE /v1/homes/${key}`)).status).toBe(200);
    const item = () => world.devices.get(presenceKey(key), world.deadline());
    expect(await item()).toBeUndefined();
    const asked = await home.askedDuring(() => handle(heard(key), started(key), due(key), look(key, LIGHT)));
    expect(asked).toBe(0);
    expect(await item()).toBeUndefined();
  });

  test.each<[string, (key: string, ports: ObservePorts) => Promise<void>]>([
    [
      'by a hint',
      (key, ports) =>
        lookAtHome([{ v: 1, type: 'look', home: key, endpoints: [LIGHT] }], ports, createDeadline(20_000)),
    ],
    [
      'since it was due',
      (key, ports) => lookAfterHome([{ v: 1, type: 'presence', home: key }], ports, createDeadline(20_000)),
    ],
  ])('while it was being looked at %s leaves nothing behind', async (_name, work) => {
    // A token of its own: it is revoked with the home.
    const { sub, key } = await move(true, await home.createLongLivedToken('Porchlight'));
    await presencesAt(Date.now()).owe(key, world.deadline());
    const ports = composeObserve(process.env, createLog());
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let isTelling = () => {};
    const telling = new Promise<void>((resolve) => {
      isTelling = resolve;
    });
    const deliveries: ObservePorts['deliveries'] = {
      send: async (delivery, deadline) => {
        isTelling();
        await gate;
        await ports.deliveries.send(delivery, deadline);
      },
    };
    const late = work(key, { ...ports, deliveries });
    await telling;
    expect((await createAccountClient(world)(sub, `DELETE /v1/homes/${key}`)).status).toBe(200);
    goOn();
    await late;
    expect(await world.devices.get(toldStateKey(key, LIGHT), world.deadline())).toBeUndefined();
    expect(await world.devices.query(`HOME#${key}`, 'TOLD#', world.deadline())).toEqual([]);
  });

  test('loses what a message wrote in that very moment, when it is due', async () => {
    await hadWord('kvanished', 30);
    await handle(due('kvanished'));
    expect(await world.devices.get(presenceKey('kvanished'), world.deadline())).toBeUndefined();
  });

  test('of a home of which nothing is known, nothing is due', async () => {
    const { key } = await move();
    expect(await home.askedDuring(() => handle(due(key)))).toBe(0);
    expect(await world.devices.get(presenceKey(key), world.deadline())).toBeUndefined();
  });
});
