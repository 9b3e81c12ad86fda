import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ServerOptions } from 'node:https';
import { type OwnAnswer, startReverseProxy } from './reverse-proxy.ts';
import { startWebServer } from './rough-server.ts';

/** The headers of a service token. @see https://developers.cloudflare.com/cloudflare-one/access-controls/service-credentials/service-tokens/ */
export const ACCESS_HEADERS = { id: 'CF-Access-Client-Id', secret: 'CF-Access-Client-Secret' } as const;

/** What a home behind Access is asked for in a connection's life, and who asks. */
export const ASKED = {
  browser: ['/auth/authorize'],
  porchlight: [
    '/api/',
    '/api/alexa/smart_home',
    '/api/config',
    '/api/websocket',
    '/auth/revoke',
    '/auth/token',
  ],
} as const;

const TEAM = 'porchlight-tests.cloudflareaccess.com';

/** Of the shape that Cloudflare's have since August 2026. */
export const newServiceToken = () => ({
  id: `${randomBytes(16).toString('hex')}.access`,
  secret: `cfast_${randomBytes(24).toString('hex')}`,
});

/** Cloudflare answers for the tunnel: 530 where it is down, 502 where it does not reach the home. */
export type CloudflareTrouble = 'tunnel_down' | 'home_down';

export interface CloudflareOptions {
  /** The home at the other end of the tunnel. */
  home: string;
  tls: ServerOptions;
  /** Without Access whoever asks gets through to the home. */
  access?: {
    serviceToken: { id: string; secret: string };
    /** Whether a policy with the action "Service Auth" names the token; true unless told otherwise. */
    hasServiceAuth?: boolean;
    /**
     * A service token that is no good is answered 401 or 403; otherwise it counts as none. Organisations made since
     * 5 October 2026 are strict.
     */
    isStrict?: boolean;
  };
  trouble?: CloudflareTrouble;
}

const page = (title: string) => ({
  headers: { 'content-type': 'text/html; charset=UTF-8', server: 'cloudflare' },
  body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
});

const TROUBLE: Readonly<Record<CloudflareTrouble, OwnAnswer>> = {
  tunnel_down: { status: 530, ...page('Cloudflare Tunnel error | Error 1033') },
  home_down: { status: 502, ...page('502: Bad gateway') },
};

const cookieOf = ({ headers }: IncomingMessage, name: string) =>
  new RegExp(`(?:^|; )${name}=([^;]*)`).exec(headers.cookie ?? '')?.[1];

/**
 * Cloudflare in front of a home as its documentation describes it: a tunnel, whose end adds `X-Forwarded-For`, and if
 * asked for Access, which lets through whoever has the service token or has logged in as the owner, and sends everybody
 * else to the team's login page. No resolver leads to that; a browser needs `browserArgs`.
 */
export async function startCloudflare({ home, tls, access, trouble }: CloudflareOptions) {
  const sessions = new Set<string>();
  const nonces = new Map<string, string>();
  /** Who got through to the home, and for what. */
  const passed: { by: 'service_token' | 'person' | 'nobody_asked'; path: string }[] = [];

  const toLogin = (request: IncomingMessage): OwnAnswer => {
    const url = new URL(`https://${TEAM}/cdn-cgi/access/login/${request.headers.host}`);
    url.search = new URLSearchParams({ kid: 'a'.repeat(64), redirect_url: request.url ?? '/' }).toString();
    const cookie = 'CF_AppSession=n; Path=/; HttpOnly; Secure; SameSite=none';
    return { status: 302, headers: { location: url.href, 'set-cookie': cookie, server: 'cloudflare' } };
  };

  /** The way back from the team's page. */
  const finishLogin = (nonce: string): OwnAnswer => {
    const wanted = nonces.get(nonce);
    if (wanted === undefined) return { status: 400, ...page('Invalid login session') };
    nonces.delete(nonce);
    const session = randomBytes(16).toString('hex');
    sessions.add(session);
    const cookie = `CF_Authorization=${session}; Path=/; HttpOnly; Secure; SameSite=none`;
    return { status: 302, headers: { location: wanted, 'set-cookie': cookie } };
  };

  function askAccess(request: IncomingMessage, { pathname, searchParams }: URL): OwnAnswer | undefined {
    if (access === undefined) {
      passed.push({ by: 'nobody_asked', path: pathname });
      return undefined;
    }
    if (pathname === '/cdn-cgi/access/authorized') return finishLogin(searchParams.get('nonce') ?? '');
    const { serviceToken, hasServiceAuth = true, isStrict = false } = access;
    const id = request.headers[ACCESS_HEADERS.id.toLowerCase()];
    const secret = request.headers[ACCESS_HEADERS.secret.toLowerCase()];
    const isGood = id === serviceToken.id && secret === serviceToken.secret;
    if (isGood && hasServiceAuth) {
      passed.push({ by: 'service_token', path: pathname });
      return undefined;
    }
    if (isStrict && (id !== undefined || secret !== undefined))
      return { status: isGood ? 403 : 401, ...page(isGood ? 'Forbidden' : 'Unauthorized') };
    if (!sessions.has(cookieOf(request, 'CF_Authorization') ?? '')) return toLogin(request);
    passed.push({ by: 'person', path: pathname });
    return undefined;
  }

  const server = await startReverseProxy({
    home,
    tls,
    answer: (request) =>
      askAccess(request, new URL(request.url ?? '/', 'https://home.invalid')) ??
      (trouble === undefined ? undefined : TROUBLE[trouble]),
    forwarded: () => ({ 'x-forwarded-for': '192.0.2.10', 'x-forwarded-proto': 'https' }),
  });

  /** The team's page, on which whoever presses the link is the owner. */
  const team = await startWebServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', `https://${TEAM}`);
    const nonce = randomBytes(16).toString('hex');
    nonces.set(nonce, searchParams.get('redirect_url') ?? '/');
    const back = `https://${pathname.split('/').at(-1)}/cdn-cgi/access/authorized?nonce=${nonce}`;
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<!DOCTYPE html><title>Cloudflare Access</title><a href="${back}">Log in as the owner</a>`);
  }, tls);

  return {
    port: server.port,
    url: `https://localhost:${server.port}`,
    team: `https://${TEAM}`,
    /** With these a Chromium finds the team's page. */
    browserArgs: [`--host-resolver-rules=MAP ${TEAM} 127.0.0.1:${team.port}`],
    passed: () => passed,
    close: async () => {
      await Promise.all([server.close(), team.close()]);
    },
  };
}

export type Cloudflare = Awaited<ReturnType<typeof startCloudflare>>;
