import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { beatsOf } from '../../lib/home-assistant/package/beats.ts';
import { shareOfTurn } from '../../lib/homes/share-of-turn.ts';
import type { DeviceState } from '../harness/alexa-memory.ts';
import { changeReport } from './gateway-watch.ts';
import { HOUSE, SENSOR_SOURCES } from './home.ts';
import { EVENT_BELL_RINGS, HIDDEN_SWITCH, LATER_HOUSE, PORCH } from './house-of-reports.ts';
import { type ReportingRun, startReportingRun, USERS } from './reporting-run.ts';
import { describeWithHomeAssistant } from './suite.ts';

const CONNECTIVITY = 'Alexa.EndpointHealth//connectivity';
const GUEST = 'input_boolean.porch_guest';
/** Two of the package's own automations. */
const PACKAGE = {
  changes: 'automation.porchlight_say_what_changed',
  heartbeat: 'automation.porchlight_heartbeat',
};
const HALF_AN_HOUR_MS = 30 * 60_000;
/** How late Alexa may hear the truth about a command that nothing came of. */
const TRUTH_SECONDS = 5;
const HEARTBEAT_EVERY_MS = 10 * 60_000;

/** Heartbeats come at the home's own second of the ten minutes; where one is asked for, none may come of itself. */
async function untilNoHeartbeatIsNear(home: string): Promise<void> {
  const { minutes, second } = beatsOf(shareOfTurn(home));
  const beat = ((minutes[0] ?? 0) * 60 + second) * 1_000;
  const left = HEARTBEAT_EVERY_MS - ((Date.now() - beat) % HEARTBEAT_EVERY_MS);
  if (left < 8_000) await delay(left + 2_000);
}

const local = (entityId: string) => entityId.replace('.', '#');

/** Home Assistant shows Alexa whatever can be on or off as a contact too. */
const switched = (entityId: string, on: boolean, further: DeviceState = {}) =>
  changeReport(local(entityId), {
    powerState: on ? 'ON' : 'OFF',
    detectionState: on ? 'DETECTED' : 'NOT_DETECTED',
    ...further,
  });
const contact = (entityId: string, open: boolean) =>
  changeReport(local(entityId), { detectionState: open ? 'DETECTED' : 'NOT_DETECTED' });

type States = ReadonlyMap<string, DeviceState>;

/** What is to be told of devices when this is how they are, and that is what was told of them before. */
const changesBetween = (before: States, after: States): string[] =>
  [...after].flatMap(([endpoint, state]) => {
    const known = before.get(endpoint) ?? {};
    const changed = Object.entries(state).filter(([name, value]) => !isDeepStrictEqual(known[name], value));
    return changed.length === 0 ? [] : [changeReport(endpoint, Object.fromEntries(changed))];
  });

/** The package that the account API hands out, in a real Home Assistant, with all that follows from it. */
describeWithHomeAssistant('Home Assistant with the package', () => {
  let run: ReportingRun;
  /** What Alexa was told although it was what it had been told before. */
  const repeated: string[] = [];

  beforeAll(async () => {
    run = await startReportingRun();
  });
  afterAll(async () => {
    await run?.close();
    if (run !== undefined) console.log(run.checker.summary());
  });
  afterEach(() => {
    const { repeats, unknown, problems } = run.watch.memory;
    expect({ repeats, unknown, problems }).toEqual({ repeats: repeated, unknown: [], problems: [] });
  });

  const service = (name: string, entityId: string, data: Record<string, unknown> = {}) => {
    const [domain = '', action = ''] = name.split('.');
    return run.homeAssistant.callService(domain, action, { entity_id: entityId, ...data });
  };
  const setRegistry = (entityId: string, changes: Record<string, unknown>) =>
    run.homeAssistant.command({ type: 'config/entity_registry/update', entity_id: entityId, ...changes });
  const rings = () => run.homeAssistant.fire(EVENT_BELL_RINGS);
  const inBoth = (lines: readonly string[]) => ({ [USERS.own]: lines, [USERS.second]: lines });
  const bothHear = (...lines: string[]) => run.watch.hears(inBoth(lines));

  /** How all devices are of which Alexa is told, as Home Assistant itself says. */
  async function truths(): Promise<States> {
    const found = new Map<string, DeviceState>();
    for (const endpoint of await run.offered()) {
      const state = await run.truth(endpoint);
      if (Object.keys(state).length > 0) found.set(endpoint, state);
    }
    return found;
  }

  /** What one account was told last of each of these devices. */
  const toldTo = (user: string, endpoints: Iterable<string>): States =>
    new Map(
      [...endpoints].map((endpoint) => [
        endpoint,
        run.watch.memory.states(user, run.endpointOf(endpoint)).at(-1) ?? {},
      ]),
    );

  async function expectTheTruth(): Promise<States> {
    const truth = await truths();
    for (const user of Object.values(USERS)) expect(toldTo(user, truth.keys())).toEqual(truth);
    return truth;
  }

  it('says how everything is, once, when it is first heard of', async () => {
    const truth = await truths();
    expect(truth.size).toBeGreaterThan(40);
    await bothHear(...changesBetween(new Map(), truth));
    await expectTheTruth();
  });

  it.each<[string, () => Promise<unknown>, string[]]>([
    [
      'a switch is flipped',
      () => service('switch.turn_off', HOUSE.switch.id),
      [switched(HOUSE.switch.id, false)],
    ],
    [
      'a lamp is dimmed',
      () => service('light.turn_on', HOUSE.dimmableLight.id, { brightness: 51 }),
      [
        changeReport(local(HOUSE.dimmableLight.id), {
          brightness: 20,
          // It has a colour, and brightness is part of that.
          color: { hue: 345, saturation: 0.75, brightness: 0.2 },
        }),
      ],
    ],
    [
      'a set point is moved',
      () => service('climate.set_temperature', HOUSE.thermostat.id, { temperature: 20 }),
      [changeReport(local(HOUSE.thermostat.id), { targetSetpoint: { value: 20, scale: 'CELSIUS' } })],
    ],
    [
      'a contact opens',
      () => service('input_boolean.turn_on', SENSOR_SOURCES.backDoor),
      [switched(SENSOR_SOURCES.backDoor, true), contact(HOUSE.contactSensor.id, true)],
    ],
    [
      'somebody rings twice where an event says so',
      async () => {
        await rings();
        await delay(300);
        await rings();
      },
      Array(2).fill(`DoorbellPress ${local(PORCH.eventBell)}`),
    ],
    [
      'somebody rings where a binary sensor says so',
      () => service('input_boolean.turn_on', PORCH.gateButton),
      [`DoorbellPress ${local(PORCH.gateBell)}`, switched(PORCH.gateButton, true)],
    ],
    [
      'its button is let go',
      () => service('input_boolean.turn_off', PORCH.gateButton),
      [switched(PORCH.gateButton, false)],
    ],
    [
      'something changes that Alexa does not know, or of which it does not hear',
      async () => {
        await service('siren.turn_off', PORCH.siren);
        await service('select.select_option', PORCH.speed, { option: 'light_speed' });
        await service('switch.toggle', HIDDEN_SWITCH);
        await service('script.turn_on', HOUSE.script.id);
        await service('light.turn_off', HOUSE.colourLight.id);
      },
      [],
    ],
  ])('tells both accounts exactly what there is to tell when %s', async (_what, act, lines) => {
    await act();
    await bothHear(...lines);
  });

  it('tells with the next heartbeat what no hint has said', async () => {
    await untilNoHeartbeatIsNear(run.home);
    const before = await expectTheTruth();
    await service('automation.turn_off', PACKAGE.changes);
    await service('switch.toggle', HOUSE.switch.id);
    await service('input_number.set_value', SENSOR_SOURCES.studyTemperature, { value: 20.7 });
    await run.homeAssistant.waitForState(HOUSE.temperatureSensor.id, '20.7');
    await service('automation.turn_on', PACKAGE.changes);
    await bothHear();
    const news = changesBetween(before, await truths());
    expect(news).toContain(switched(HOUSE.switch.id, true));
    expect(news).toContain(
      changeReport(local(HOUSE.temperatureSensor.id), { temperature: { value: 20.7, scale: 'CELSIUS' } }),
    );
    await service('automation.trigger', PACKAGE.heartbeat);
    await bothHear(...news);
  });

  it('tells the account that asked the truth after a command that nothing came of', async () => {
    const endpointId = run.endpointOf(PORCH.deafGroup);
    const exchange = await run.alexa.directive('Alexa.PowerController', 'TurnOn', endpointId);
    const answeredAt = Date.now();
    expect(exchange).toMatchObject({ error: undefined, problems: [] });
    const { properties } = (exchange.message as { context: { properties: unknown[] } }).context;
    expect(properties).toContainEqual(expect.objectContaining({ name: 'powerState', value: 'ON' }));
    // Alexa was told this before, but the answer of the command since.
    repeated.push(`${USERS.own}: a change of ${endpointId}`);
    const [told] = await run.watch.hears({
      [USERS.own]: [
        changeReport(local(PORCH.deafGroup), { powerState: 'OFF', connectivity: { value: 'OK' } }),
      ],
    });
    const seconds = (Date.parse(told?.at ?? '') - answeredAt) / 1000;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(TRUTH_SECONDS);
    console.log(
      `A command that nothing came of: the truth was told ${seconds.toFixed(1)} s after its answer`,
    );
  });

  it('tells what was renamed and what was added, and nothing of that before', async () => {
    await setRegistry(HOUSE.colourLight.id, { name: 'Reading lamp' });
    await run.homeAssistant.command({ type: 'input_boolean/create', name: 'Porch guest' });
    await run.homeAssistant.waitForState(GUEST, 'off');
    await service('input_boolean.turn_on', GUEST);
    await bothHear(
      `AddOrUpdateReport ${local(HOUSE.colourLight.id)} "Reading lamp"`,
      `AddOrUpdateReport ${local(GUEST)} "Porch guest"`,
    );
    await service('input_boolean.turn_off', GUEST);
    await bothHear(switched(GUEST, false, { connectivity: { value: 'OK' } }));
  });

  it('tells of what is hidden or removed only once it was missing twice; and meanwhile, within seconds, of others', async () => {
    await setRegistry(HOUSE.fan.id, { hidden_by: 'user' });
    await run.homeAssistant.command({ type: 'input_boolean/delete', input_boolean_id: 'porch_guest' });
    const delays: number[] = [];
    for (let flips = 0; flips < 10; flips += 1) {
      await service('switch.toggle', HOUSE.switch.id);
      const { state, last_changed: changed } = await run.homeAssistant.state(HOUSE.switch.id);
      const lines = [switched(HOUSE.switch.id, state === 'on')];
      const events = await run.watch.hears(inBoth(lines), { isQuiet: false });
      delays.push(Math.max(...events.map(({ at }) => Date.parse(at))) - Date.parse(changed));
    }
    const median = delays.toSorted((a, b) => a - b)[5] ?? Number.NaN;
    console.log(
      `A flipped switch: both accounts told after ${median} ms (median), ${Math.max(...delays)} ms (worst)`,
    );
    const gone = inBoth([`DeleteReport ${local(HOUSE.fan.id)}`, `DeleteReport ${local(GUEST)}`]);
    await run.watch.hears(gone, { patienceMs: 60_000 });
    await service('fan.turn_on', HOUSE.fan.id);
    await bothHear();
  }, 90_000);

  it('says after a restart what is different from before, once, and rings no bell', async () => {
    const before = await expectTheTruth();
    await run.homeAssistant.restart();
    const news = changesBetween(before, await truths());
    expect(news).toContain(contact(HOUSE.contactSensor.id, false));
    await bothHear(...news);
    await expectTheTruth();
  }, 60_000);

  it('is out of reach when nothing was heard for half an hour; told of once, as is all that is new on return', async () => {
    const before = await expectTheTruth();
    await run.homeAssistant.stop();
    await run.rebuild(LATER_HOUSE);
    await bothHear();
    await run.elapse(HALF_AN_HOUR_MS);
    await run.upkeep();
    const away = new Map(
      [...before].map(([endpoint, state]) => [
        endpoint,
        { ...state, [CONNECTIVITY]: { value: 'UNREACHABLE' } },
      ]),
    );
    await bothHear(...changesBetween(before, away));
    await run.upkeep();
    await bothHear();

    await run.homeAssistant.restart();
    const news = changesBetween(away, await truths());
    expect(news.filter((line) => line.startsWith(`ChangeReport ${local(PORCH.porchDoor)} `))).toEqual([
      changeReport(local(PORCH.porchDoor), { connectivity: { value: 'OK' }, detectionState: 'DETECTED' }),
    ]);
    await bothHear(...news, `AddOrUpdateReport ${local(PORCH.newcomer)} "Newcomer"`);
    await expectTheTruth();
  }, 120_000);
});
