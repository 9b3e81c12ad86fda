import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import type { HomeAccess } from '../../lib/home-assistant/home-access.ts';
import {
  authorizeUrlOf,
  oauthClientOf,
  redeemCode,
  revokeRefreshToken,
} from '../../lib/home-assistant/oauth.ts';
import { probeHome } from '../../lib/home-assistant/probe.ts';
import type { Transport } from '../../lib/home-assistant/transport.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { TRUSTED_PROXY } from '../../portal/pages/connect/trusted-proxy.ts';
import { launchChromium } from '../harness/chromium.ts';
import { ACCESS_HEADERS, type Cloudflare, newServiceToken, startCloudflare } from '../harness/cloudflare.ts';
import { createAuthority } from '../harness/tls.ts';
import { homeAt, transportTo } from '../home-assistant-client/homes.ts';
import { type HomeAssistant, startHomeAssistant, submitSignInPage } from './home.ts';
import { describeWithHomeAssistant } from './suite.ts';

const ORIGIN = 'http://localhost:4321';
/** Apps have this range; the stand-in for the tunnel runs on the same machine. */
const ON_THIS_MACHINE = TRUSTED_PROXY.replace('172.30.33.0/24', '127.0.0.0/8');

describeWithHomeAssistant('a real Home Assistant behind Cloudflare Tunnel and Access', () => {
  let home: HomeAssistant;
  let cloudflare: Cloudflare;
  let transport: Transport;
  let access: HomeAccess;

  beforeAll(async () => {
    home = await startHomeAssistant({ packages: { tunnel: TRUSTED_PROXY } });
    const authority = await createAuthority();
    const { key, cert } = await authority.issue();
    const serviceToken = newServiceToken();
    cloudflare = await startCloudflare({ home: home.url, tls: { key, cert }, access: { serviceToken } });
    transport = transportTo([cloudflare.port]);
    access = homeAt(cloudflare.url, {
      tls: { ca: authority.cert },
      headers: {
        [ACCESS_HEADERS.id]: new Secret(serviceToken.id),
        [ACCESS_HEADERS.secret]: new Secret(serviceToken.secret),
      },
    });
  });
  afterAll(async () => {
    transport?.close();
    await cloudflare?.close();
    await home?.close();
  });
  const soon = () => createDeadline(15_000);
  const probe = (changes: Partial<HomeAccess> = {}) =>
    probeHome(transport, { ...access, ...changes }, soon());
  const failed = async (changes?: Partial<HomeAccess>) =>
    (await probe(changes)).steps.filter(({ status }) => status === 'failed');

  it('is behind the wall for whoever has no service token', async () => {
    expect(await failed({ headers: {} })).toMatchObject([{ step: 'home_assistant', code: 'home_redirects' }]);
  });

  it('answers 400 to a tunnel from elsewhere than the lines for configuration.yaml say', async () => {
    expect(await failed()).toMatchObject([{ step: 'home_assistant', code: 'home_rejects' }]);
  });

  it('is reached when the lines say where the tunnel comes from', async () => {
    await writeFile(join(home.directory, 'packages', 'tunnel.yaml'), ON_THIS_MACHINE);
    await home.restart();
    const report = await probe({ token: new Secret(home.accessToken) });
    expect(report).toMatchObject({ ok: true, homeAssistantVersion: home.version });
    expect(report.devices).toBeGreaterThan(10);
  });

  it('lets its owner sign in through the wall, and Porchlight redeem the code past it', async () => {
    const client = oauthClientOf(ORIGIN);
    const before = cloudflare.passed().length;
    const browser = await launchChromium(cloudflare.browserArgs);
    let arrived: URL;
    try {
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      await page.route(`${ORIGIN}/**`, (route) => route.fulfill({ body: '' }));
      await page.goto(authorizeUrlOf(access.url, client, 'a-state'));
      await page.getByRole('link', { name: 'Log in as the owner' }).click();
      const [back] = await Promise.all([
        page.waitForRequest((request) => request.url().startsWith(client.redirectUri)),
        submitSignInPage(page, home),
      ]);
      arrived = new URL(back.url());
    } finally {
      await browser.close();
    }
    expect(arrived.searchParams.get('state')).toBe('a-state');
    const code = new Secret(arrived.searchParams.get('code') ?? '');
    const { refreshToken } = await redeemCode(transport, access, code, client, soon());
    await revokeRefreshToken(transport, access, refreshToken, soon());
    const passed = cloudflare.passed().slice(before);
    expect(passed.filter(({ by }) => by === 'service_token').map(({ path }) => path)).toEqual([
      '/auth/token',
      '/auth/revoke',
    ]);
    expect(passed).toContainEqual({ by: 'person', path: '/auth/authorize' });
  });
});
