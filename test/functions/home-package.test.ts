import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCALES } from '../../lib/home-assistant/locales.ts';
import { PACKAGE_ENTITIES } from '../../lib/home-assistant/package/automations.ts';
import { beatsOf } from '../../lib/home-assistant/package/beats.ts';
import { shareOfTurn } from '../../lib/homes/share-of-turn.ts';
import { createAlexaSide } from '../harness/alexa-side.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { accountEvent } from '../harness/http-event.ts';
import { PORTAL_ORIGIN, startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let key: string;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  key = await world.connect('owner', home.url, home.token);
  for (const entityId of [...PACKAGE_ENTITIES, 'automation.porchlight_at_dusk']) {
    home.addEndpoint({
      endpointId: entityId.replace('.', '#'),
      friendlyName: entityId,
      description: 'An automation',
      manufacturerName: 'Home Assistant',
      displayCategories: ['ACTIVITY_TRIGGER'],
      cookie: {},
      capabilities: [{ type: 'AlexaInterface', interface: 'Alexa', version: '3' }],
    });
  }
  const sync = { v: 1, type: 'sync', home: key };
  await world.invoke('observe', { Records: [{ messageId: 'm', body: JSON.stringify(sync) }] });
});
afterAll(async () => {
  await Promise.all([home.close(), world.close()]);
});

async function make(body: object = {}): Promise<string> {
  const event = accountEvent('owner', 'POST', `/v1/homes/${key}/package`, body);
  const answer = (await world.invoke('account', event)) as { statusCode: number; body: string };
  expect(answer.statusCode, answer.body).toBe(201);
  return String((JSON.parse(answer.body) as { yaml: string }).yaml);
}
/** The part of a package that one automation is. */
const automation = (yaml: string, id: string) =>
  yaml.split('  - id: ').find((part) => part.startsWith(id)) ?? '';

describe('the package of a home', () => {
  test('has the key once, and says where hints go', async () => {
    const yaml = await make();
    expect(yaml.match(/plk1\.\w+\.[\w-]{43}/g)).toHaveLength(1);
    expect(yaml).toContain(`url: "${PORTAL_ORIGIN}/v1/hints"`);
  });

  test('listens to lively entities one by one, and only to those that report something', async () => {
    const changes = automation(await make(), 'porchlight_changes');
    for (const entityId of [
      'sensor.outdoor_temperature',
      'binary_sensor.kitchen_window',
      'binary_sensor.hallway_motion',
    ]) {
      expect(changes).toContain(`'${entityId}'`);
    }
    expect(changes).not.toMatch(/'(scene|script|light)\.\w+'/);
  });

  test('leaves doorbells to an automation of their own, which alone says a state', async () => {
    const yaml = await make();
    expect(automation(yaml, 'porchlight_doorbells')).toContain("'event.front_door'");
    expect(automation(yaml, 'porchlight_doorbells')).toMatch(/mode: parallel.*state=new\.state/s);
    const others = yaml.replace(automation(yaml, 'porchlight_doorbells'), '');
    expect(automation(yaml, 'porchlight_changes')).not.toContain('event.front_door');
    expect(others).not.toMatch(/state=|'state':|\n +state:/);
  });

  test.each(LOCALES)('brings Alexa with the locale %s where that is wanted', async (locale) => {
    expect(await make({ locale })).toContain(`alexa:\n  smart_home:\n    locale: "${locale}"\n`);
  });

  test('leaves Alexa’s configuration alone otherwise', async () => {
    expect(await make()).not.toMatch(/^alexa:/m);
  });

  test('beats six times an hour, ten minutes apart, at the home’s own second', async () => {
    const beats = [
      ...automation(await make(), 'porchlight_heartbeat').matchAll(/minutes: (\d+)\n +seconds: (\d+)\n/g),
    ].map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds));
    const { minutes, second } = beatsOf(shareOfTurn(key));
    expect(beats).toEqual(minutes.map((minute) => minute * 60 + second));
    expect(beats.map((beat) => beat - (beats[0] ?? 0))).toEqual([0, 600, 1_200, 1_800, 2_400, 3_000]);
    expect(beats[0]).toBeLessThan(600);
  });

  test('is the same for the same home, but for its key', async () => {
    const plain = (yaml: string) => yaml.replace(/plk1\.[\w.-]+/, '');
    expect(plain(await make())).toBe(plain(await make()));
  });
});

test('what the package brings is no device; what only sounds like it is', async () => {
  const found = await createAlexaSide(world).discover(world.alexaToken('owner'));
  expect(found.filter((id) => id.includes(':automation#'))).toEqual([`${key}:automation#porchlight_at_dusk`]);
});

test('of many homes no second of the ten minutes sees more than a few', () => {
  const seconds = new Map<number, number>();
  for (let index = 0; index < 6_000; index += 1) {
    const { minutes, second } = beatsOf(shareOfTurn(`khome${index}`));
    const at = (minutes[0] ?? 0) * 60 + second;
    seconds.set(at, (seconds.get(at) ?? 0) + 1);
  }
  expect(seconds.size).toBeGreaterThan(590);
  // Ten on average.
  expect(Math.max(...seconds.values())).toBeLessThan(30);
});
