/**
 * A process with everything that the directive function talks to: the stand-ins for AWS's services, and one home
 * over https that is reached by two ways, directly and over a line of 50 ms there and back. It is a process of
 * its own, so that what it needs of the processor counts for nobody.
 */
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { generate } from 'selfsigned';
import { Secret } from '../lib/vault/secret.ts';
import { type DemoHome, startDemoHome } from '../local/demo-home/start.ts';
import { createSqsClient } from '../local/sqs/clients.ts';
import { allowanceFor } from '../local/stack/address-allowance.ts';
import { storeDiscovery } from '../test/harness/catalogue.ts';
import { createReportingSide } from '../test/harness/reporting.ts';
import { endpointNamed } from '../test/harness/samples.ts';
import { SKILL_ID, startWorld, type World } from '../test/harness/world.ts';
import { serve } from './child.ts';
import { startDelayingProxy } from './delaying-proxy.ts';

const HOST = '127.0.0.1';
const ONE_WAY_MS = 25;
const EC_KEY = { keyType: 'ec', curve: 'P-256' } as const;

/** Both ways to the same home. */
export type Line = 'loopback' | 'far';
export const LINES: readonly Line[] = ['loopback', 'far'];

/** One way to the home, and what it takes to go it. */
export interface Route {
  /** Origin of the home, by this way. */
  url: string;
  /** A token of the home's. */
  homeToken: string;
  /** A link token of a user who has this home, by this way, and no other. */
  token: string;
  homeKey: string;
  /** The skill that both ways belong to. */
  skillId: string;
}

export interface Surroundings {
  /** What a function needs in its environment to find all this. */
  env: Record<string, string>;
  /** The home's certificate, PEM. */
  certificate: string;
  routes: Record<Line, Route>;
}

async function certificateFor(host: string) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Demo home' }], {
    ...EC_KEY,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: host }] }],
  });
  return { key, cert };
}

/** What Porchlight knows of the home's devices: as many as an ordinary home has, of which some are scenes and scripts. */
const catalogue = () =>
  ['light', 'sensor', 'scene', 'script'].flatMap((domain) =>
    Array.from({ length: 15 }, (_, index) =>
      endpointNamed(`${domain}#number_${index}`, `${domain} number ${index}`),
    ),
  );

async function start(): Promise<Surroundings> {
  const before = new Set(Object.keys(process.env));
  const tls = await certificateFor(HOST);
  const [world, home] = await Promise.all([
    startWorld(),
    startDemoHome({ host: HOST, port: 0, username: 'Robin', password: 'a long one of words', tls }),
  ]);
  const homePort = Number(new URL(home.url).port);
  const proxy = await startDelayingProxy(homePort, ONE_WAY_MS);
  const ports: Record<Line, number> = { loopback: homePort, far: proxy.port };

  async function connect(line: Line): Promise<Route> {
    const sub = `bench-${line}`;
    const url = new URL(`https://${HOST}:${ports[line]}`);
    const homeToken = await home.createLongLivedToken(`Bench ${line}`);
    const homeKey = await world.connections.create(
      {
        owner: sub,
        name: 'Home',
        url: url.origin,
        revokeOnDisconnect: true,
        isAdministrator: false,
        homeAssistantVersion: '2026.11.0',
        access: { url, token: new Secret(homeToken), headers: {}, tls: { ca: tls.cert } },
      },
      world.deadline(),
    );
    await world.members.add({ home: homeKey, sub, role: 'owner' }, world.deadline());
    await world.accounts.addHome(sub, homeKey, world.deadline());
    const discovery = { endpoints: catalogue(), heldBack: [] };
    await storeDiscovery(world.devices, homeKey, discovery, Date.now(), world.deadline());
    return {
      url: url.origin,
      homeToken,
      homeKey,
      skillId: SKILL_ID,
      token: world.alexaToken(sub, { expiresIn: 14_400 }),
    };
  }

  const routes = { loopback: await connect('loopback'), far: await connect('far') };
  const added = Object.entries(process.env).filter(([name]) => !before.has(name));
  const env = Object.fromEntries(added.map(([name, value]) => [name, value ?? '']));
  const allowed = LINES.map((line) => allowanceFor(HOST, ports[line])).join(',');
  running = { world, env };
  return { env: { ...env, HOME_ADDRESS_ALLOWLIST: allowed }, certificate: tls.cert, routes };
}

/** What the functions of reporting need to know, and which homes there are. */
export interface ReportingSurroundings {
  env: Record<string, string>;
  sqsUrl: string;
  queues: { looks: string; deliveries: string };
  /** There is a home for each of these numbers of accounts. */
  accounts: readonly number[];
}

const ACCOUNTS = [1, 3] as const;
const LIGHT = 'light.kitchen';

/** What has been started, for what is started later. */
let running: { world: World; env: Record<string, string> } | undefined;
const reportingHomes = new Map<number, { key: string; home: DemoHome }>();

/** A queue of its own: the other one holds what the directives have asked for, some of it for seconds to come. */
async function createQueue(endpoint: string, name: string): Promise<string> {
  const client = createSqsClient(endpoint, 'us-east-1');
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name }));
  client.destroy();
  // The emulator names a host that no resolver knows.
  return new URL(new URL(QueueUrl).pathname, endpoint).href;
}

/** Homes of their own, one for each number of accounts, whose devices are known before anybody is linked. */
async function startReporting(): Promise<ReportingSurroundings> {
  if (running === undefined) throw new Error('Nothing is started yet.');
  const { world, env } = running;
  const reporting = createReportingSide(world);
  const homes = await Promise.all(
    ACCOUNTS.map(() =>
      startDemoHome({ host: HOST, port: 0, username: 'Robin', password: 'a long one of words' }),
    ),
  );
  const allowed = homes.map(({ url }) => allowanceFor(HOST, Number(new URL(url).port))).join(',');
  process.env.HOME_ADDRESS_ALLOWLIST = allowed;
  for (const [index, home] of homes.entries()) {
    const accounts = ACCOUNTS[index] ?? 0;
    const sub = `reports-${accounts}`;
    const key = await world.connect(sub, home.url, await home.createLongLivedToken('Bench'));
    home.setState(LIGHT, { state: 'on', attributes: { brightness: 100 } });
    const body = JSON.stringify({ v: 1, type: 'sync', home: key });
    await world.invoke('observe', { Records: [{ messageId: 'sync', body }] });
    for (let account = 0; account < accounts; account += 1) await reporting.link(sub, `${sub}-${account}`);
    reportingHomes.set(accounts, { key, home });
  }
  reporting.close();
  const { 'deliveries.fifo': deliveries = '' } = world.sqs.queueUrls;
  const looks = await createQueue(world.sqs.url, 'looks-of-reporting');
  return {
    env: { ...env, HOME_ADDRESS_ALLOWLIST: allowed, LOOKS_QUEUE_URL: looks },
    sqsUrl: world.sqs.url,
    queues: { looks, deliveries },
    accounts: ACCOUNTS,
  };
}

/** Changes a lamp of the home with so many accounts. @returns what its hint is about */
function change(accounts: number): { home: string; entityId: string } {
  const found = reportingHomes.get(accounts);
  if (found === undefined) throw new Error(`There is no home with ${accounts} accounts.`);
  const lamp = found.home.entities().find(({ entityId }) => entityId === LIGHT);
  found.home.setState(LIGHT, { attributes: { brightness: lamp?.attributes.brightness === 100 ? 200 : 100 } });
  return { home: found.key, entityId: LIGHT };
}

const api = { start, startReporting, change };
export type SurroundingsApi = typeof api;

if (import.meta.main) serve(api);
