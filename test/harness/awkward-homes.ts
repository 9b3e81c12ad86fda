import type { DemoHomeOptions } from '../../local/demo-home/start.ts';
import { type CloudflareTrouble, newServiceToken, startCloudflare } from './cloudflare.ts';
import { allowing, startHome } from './homes.ts';
import { startReverseProxy } from './reverse-proxy.ts';
import { startRawServer, startWebServer } from './rough-server.ts';
import { createAuthority, selfSigned, type TlsIdentity } from './tls.ts';

/** What is open, so that all of it is closed in the end. */
type Keep = <Part extends { close(): Promise<void> }>(part: Part) => Part;

/** All that the awkward homes share. */
async function createSurroundings(keep: Keep) {
  const start = async (options: Partial<DemoHomeOptions> = {}) => keep(await startHome(options));
  const [authority, home, withProxy, withoutSmartHome] = await Promise.all([
    createAuthority('Authority of the house'),
    start(),
    start({ trustedProxies: ['127.0.0.0/8'] }),
    start(),
  ]);
  withoutSmartHome.setSmartHome(false);
  const identity = await authority.issue();
  return {
    authority,
    /** A good certificate of an authority that no computer knows. */
    identity,
    /** The home behind all that stands in front of it. */
    home,
    /** One that trusts the proxies of this machine. */
    withProxy,
    withoutSmartHome,
    serviceToken: newServiceToken(),
    own: await selfSigned(),
    client: await authority.client(),
  };
}

type Surroundings = Awaited<ReturnType<typeof createSurroundings>>;
type Factory = (around: Surroundings, keep: Keep) => Promise<{ port: number }>;

const httpsBefore =
  (identityOf: (around: Surroundings) => TlsIdentity | Promise<TlsIdentity>) =>
  async (around: Surroundings, keep: Keep) => {
    const { key, cert, fingerprint256 } = await identityOf(around);
    const { port } = keep(await startReverseProxy({ home: around.home.url, tls: { key, cert } }));
    return { port, fingerprint256 };
  };

const answering =
  (status: number, contentType: string, body: string): Factory =>
  async ({ identity: { key, cert } }, keep) =>
    keep(
      await startWebServer(
        (_request, response) => void response.writeHead(status, { 'content-type': contentType }).end(body),
        { key, cert },
      ),
    );

/** @param access Access in front of it; without there is the tunnel alone */
const behindCloudflare =
  (access?: { isStrict: boolean; hasServiceAuth?: boolean }, trouble?: CloudflareTrouble) =>
  async ({ identity: { key, cert }, withProxy, serviceToken }: Surroundings, keep: Keep) =>
    keep(
      await startCloudflare({
        home: withProxy.url,
        tls: { key, cert },
        ...(access && { access: { serviceToken, ...access } }),
        ...(trouble && { trouble }),
      }),
    );

/** One of each kind of home that cannot be connected just so. Each fails for real, on loopback. */
const FACTORIES = {
  refusing: async (_around, keep) => {
    const { port, close } = await startRawServer(() => undefined);
    await close();
    return keep({ port, close: async () => undefined });
  },
  silent: async (_around, keep) => keep(await startRawServer(() => undefined)),
  plainHttp: async ({ home }) => ({ port: Number(new URL(home.url).port) }),
  selfSigned: httpsBefore(({ own }) => own),
  unknownAuthority: httpsBefore(({ identity }) => identity),
  expired: httpsBefore(({ authority }) => authority.expired()),
  wrongHost: httpsBefore(({ authority }) => authority.wrongHost()),
  wantsCertificate: async ({ home, authority, identity: { key, cert } }, keep) => {
    const tls = { key, cert, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
    return keep(await startReverseProxy({ home: home.url, tls }));
  },
  router: answering(
    200,
    'text/html',
    '<!doctype html><title>Router</title><form><input type="password"></form>',
  ),
  /** @see homeassistant/components/http/ban.py */
  banning: answering(403, 'text/plain; charset=utf-8', '403: Forbidden'),
  throttling: answering(429, 'text/plain', 'Too many requests'),
  password: async ({ identity: { key, cert } }, keep) =>
    keep(
      await startWebServer(
        (_request, response) =>
          void response.writeHead(401, { 'www-authenticate': 'Basic realm="home"' }).end(),
        { key, cert },
      ),
    ),
  untrustedProxy: async ({ home }, keep) => {
    const forwarded = () => ({ 'x-forwarded-for': '192.0.2.10' });
    return keep(await startReverseProxy({ home: home.url, forwarded }));
  },
  withoutWebSocket: async ({ home }, keep) => {
    const answer = ({ url }: { url?: string | undefined }) =>
      url === '/api/websocket' ? { status: 400 } : undefined;
    return keep(await startReverseProxy({ home: home.url, answer }));
  },
  withoutSmartHome: async ({ withoutSmartHome }) => ({ port: Number(new URL(withoutSmartHome.url).port) }),
  access: behindCloudflare({ isStrict: false }),
  strictAccess: behindCloudflare({ isStrict: true }),
  accessWithoutPolicy: behindCloudflare({ isStrict: true, hasServiceAuth: false }),
  tunnelDown: behindCloudflare(undefined, 'tunnel_down'),
  tunnelWithoutHome: behindCloudflare(undefined, 'home_down'),
} satisfies Record<string, Factory>;

export type AwkwardHome = keyof typeof FACTORIES;

type Started = { [Name in AwkwardHome]: Awaited<ReturnType<(typeof FACTORIES)[Name]>> };

/** Starts one of each kind; none of them is known to any resolver but by `localhost` and 127.0.0.1. */
export async function startAwkwardHomes() {
  const parts: { close(): Promise<void> }[] = [];
  const keep: Keep = (part) => {
    parts.push(part);
    return part;
  };
  const around = await createSurroundings(keep);
  const started = Object.fromEntries(
    await Promise.all(
      Object.entries(FACTORIES).map(async ([name, start]) => [name, await start(around, keep)] as const),
    ),
  ) as Started;
  return {
    ...around,
    started,
    /** `localhost:…`, as somebody types it, without a scheme. */
    at: (name: AwkwardHome) => `localhost:${started[name].port}`,
    /** `HOME_ADDRESS_ALLOWLIST` for all of them. */
    allowlist: allowing(...Object.values(started).map(({ port }) => port), around.home.url),
    close: async () => {
      await Promise.all(parts.map((part) => part.close()));
    },
  };
}

export type AwkwardHomes = Awaited<ReturnType<typeof startAwkwardHomes>>;
