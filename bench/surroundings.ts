/**
 * A process with everything that the directive function talks to: the stand-ins for AWS's services, and one home
 * over https that is reached by two ways, directly and over a line of 50 ms there and back. It is a process of
 * its own, so that what it needs of the processor counts for nobody.
 */
import { generate } from 'selfsigned';
import { Secret } from '../lib/vault/secret.ts';
import { startDemoHome } from '../local/demo-home/start.ts';
import { allowanceFor } from '../local/stack/address-allowance.ts';
import { startWorld } from '../test/harness/world.ts';
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
    return { url: url.origin, homeToken, homeKey, token: world.alexaToken(sub, { expiresIn: 14_400 }) };
  }

  const routes = { loopback: await connect('loopback'), far: await connect('far') };
  const added = Object.entries(process.env).filter(([name]) => !before.has(name));
  const env = Object.fromEntries(added.map(([name, value]) => [name, value ?? '']));
  const allowed = LINES.map((line) => allowanceFor(HOST, ports[line])).join(',');
  return { env: { ...env, HOME_ADDRESS_ALLOWLIST: allowed }, certificate: tls.cert, routes };
}

const api = { start };
export type SurroundingsApi = typeof api;

if (import.meta.main) serve(api);
