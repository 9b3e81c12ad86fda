import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Property } from '../../lib/alexa/message.ts';
import { reportableProperties } from '../../lib/alexa/reportable.ts';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { startDemoHome } from '../../local/demo-home/start.ts';
import { type AwsCall, type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { allowing } from '../harness/homes.ts';
import { hintsEvent } from '../harness/http-event.ts';
import { createReportingSide, type ReportingSide, valuesOf } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

const HOMES = 5;
const ACCOUNTS = 3;
const CHANGES = 200;
const ENTITIES = ['light.kitchen', 'light.hallway', 'switch.coffee_machine', 'binary_sensor.kitchen_window'];

interface House {
  home: Awaited<ReturnType<typeof startDemoHome>>;
  token: string;
  key: string;
  accounts: string[];
}

let world: World;
let amazon: ReportingSide;
let proxy: AwsProxy;
const houses: House[] = [];
let seed = 20_261_121;

/** Numbers that look random and are the same in every run. */
function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
}
const chance = (probability: number) => random() < probability;
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

beforeAll(async () => {
  const homes = await Promise.all(
    Array.from({ length: HOMES }, () =>
      startDemoHome({ host: '127.0.0.1', port: 0, username: 'owner', password: 'a good password' }),
    ),
  );
  world = await startWorld({ homeAddressAllowlist: allowing(...homes.map(({ url }) => url)) });
  // Functions are loaded on first use, and then find the store behind the proxy.
  proxy = await startAwsProxy(world.dynamoDb.url);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
  amazon = createReportingSide(world);
  for (const [index, home] of homes.entries()) {
    const token = await home.createLongLivedToken('Porchlight');
    const key = await world.connect(`owner-${index}`, home.url, token);
    const accounts: string[] = [];
    for (let person = 0; person < ACCOUNTS; person += 1) {
      const sub = person === 0 ? `owner-${index}` : `member-${index}-${person}`;
      if (person > 0) await world.members.add({ home: key, sub, role: 'member' }, world.deadline());
      accounts.push(`amazon-${index}-${person}`);
      await amazon.link(sub, `amazon-${index}-${person}`);
    }
    houses.push({ home, token, key, accounts });
    const body = JSON.stringify({ v: 1, type: 'sync', home: key });
    await world.invoke('observe', { Records: [{ messageId: 'm', body }] });
  }
});

afterAll(async () => {
  amazon.close();
  await Promise.all([proxy.close(), world.close(), ...houses.map(({ home }) => home.close())]);
});

function change({ home }: House, entityId: string): void {
  const isOn = home.entities().find((entity) => entity.entityId === entityId)?.state === 'on';
  if (entityId.startsWith('light.') && isOn && chance(0.5)) {
    home.setState(entityId, { attributes: { brightness: 1 + Math.floor(random() * 255) } });
  } else home.setState(entityId, { state: isOn ? 'off' : 'on' });
}

async function hint({ key }: House, entityIds: string[]): Promise<void> {
  const body = entityIds.map((entityId) => ({ entity_id: entityId }));
  expect(await world.invoke('hints', hintsEvent({ kind: 'home', home: key }, body))).toMatchObject({
    statusCode: 202,
  });
}

async function stateAtHome({ home, token, key }: House, entityId: string): Promise<Property[]> {
  const endpointId = entityId.replace('.', '#');
  const answer = await fetch(`${home.url}/api/alexa/smart_home`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      directive: {
        header: { namespace: 'Alexa', name: 'ReportState', messageId: 'm', payloadVersion: '3' },
        endpoint: { endpointId },
        payload: {},
      },
    }),
  });
  const { context } = (await answer.json()) as { context: { properties: Property[] } };
  const device = await createCatalogue(world.devices).endpoint(key, endpointId, world.deadline());
  if (device === undefined) throw new Error(`${entityId} is not known`);
  return reportableProperties(device, context.properties);
}

const GATEWAY_FAULTS = [429, 503, 401, 500].map((status) => ({ gateway: { status, times: 6 } }));
const LOST = { status: 400, body: { __type: 'com.amazon.coral.service#AccessDeniedException' } };

const isCommit = ({ action, body }: AwsCall) =>
  action === 'PutItem' && JSON.stringify(body).includes('TOLD#');

it('every account ends up with the state of its home, whatever fails on the way', {
  timeout: 120_000,
}, async () => {
  let troubles = true;
  let crashes = 0;
  proxy.setFault((call) => (troubles && isCommit(call) && chance(0.08) ? LOST : undefined));
  const crash = () => {
    const crashed = troubles && chance(0.08);
    if (crashed) crashes += 1;
    return crashed;
  };
  let producing = true;
  const pump = async (work: () => Promise<{ done: string[]; failed: string[] }>) => {
    for (let quiet = 0; quiet < 5; ) {
      const { done, failed } = await work();
      quiet = producing || done.length + failed.length > 0 ? 0 : quiet + 1;
      if (failed.length > 0 || quiet > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const pumps = [
    ...Array.from({ length: 3 }, () => pump(() => amazon.observe(crash))),
    ...Array.from({ length: 3 }, () => pump(() => amazon.report(crash))),
  ];

  const late: [House, string][] = [];
  for (let made = 0; made < CHANGES; made += 1) {
    const house = oneOf(houses);
    const entityId = oneOf(ENTITIES);
    change(house, entityId);
    if (chance(0.25)) late.unshift([house, entityId]);
    else await hint(house, chance(0.3) ? [entityId, ...ENTITIES] : [entityId]);
    if (chance(0.2)) await hint(house, [entityId]);
    if (made % 25 === 24) await amazon.setFaults(oneOf(GATEWAY_FAULTS));
  }
  for (const [house, entityId] of late) await hint(house, [entityId]);
  troubles = false;
  producing = false;
  await Promise.all(pumps);

  expect(await amazon.take('looks-dead')).toEqual([]);
  expect(await amazon.take('deliveries-dead.fifo')).toEqual([]);
  expect(crashes).toBeGreaterThan(5);
  const reports = await amazon.reports();
  const checker = createChecker();
  for (const { message } of reports) expect(checker.check(message)).toEqual([]);
  for (const house of houses) {
    for (const entityId of ENTITIES) {
      const truth = valuesOf(await stateAtHome(house, entityId));
      const endpointId = `${house.key}:${entityId.replace('.', '#')}`;
      const last = house.accounts.map((account) =>
        reports.findLast((report) => report.amazonUser === account && report.endpointId === endpointId),
      );
      expect(last.map((report) => report && valuesOf([...report.changed, ...report.unchanged]))).toEqual(
        house.accounts.map(() => truth),
      );
    }
  }
});
