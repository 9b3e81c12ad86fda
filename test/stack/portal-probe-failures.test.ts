import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AdvancedSettings, fillAdvancedSettings } from '../harness/advanced-settings.ts';
import { type AwkwardHomes, startAwkwardHomes } from '../harness/awkward-homes.ts';
import { type Canaries, createCanaries } from '../harness/canaries.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { ACCESS_HEADERS } from '../harness/cloudflare.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import type { Visit } from '../harness/portal-visit.ts';

interface Failure {
  what: string;
  /** As it is typed. */
  address: (homes: AwkwardHomes) => string;
  settings?: (homes: AwkwardHomes) => AdvancedSettings;
  /** The name of the step that fails. */
  step: string;
  /** What is found. */
  found: string;
  remedy: string;
  technical?: string;
}

const ca = ({ authority }: AwkwardHomes): AdvancedSettings => ({ ca: authority.cert });
const withToken =
  (change: (token: { id: string; secret: string }) => { id: string; secret: string } = (token) => token) =>
  (homes: AwkwardHomes): AdvancedSettings => {
    const { id, secret } = change(homes.serviceToken);
    return { ...ca(homes), headers: { [ACCESS_HEADERS.id]: id, [ACCESS_HEADERS.secret]: secret } };
  };

const FAILURES: readonly Failure[] = [
  {
    what: 'a name that nobody knows',
    address: () => 'no-such-home.invalid',
    step: 'Name',
    found: 'Its name leads nowhere',
    remedy: 'Check the spelling of the address',
  },
  {
    what: 'a name of one’s own network',
    address: () => 'http://homeassistant.local:8123',
    step: 'Name',
    found: 'This name is only known in your own network',
    remedy: 'they need an address that works from outside',
  },
  {
    what: 'an address of one’s own network',
    address: () => '192.168.1.5:8123',
    step: 'Public address',
    found: 'Its address cannot be reached from the internet',
    remedy: 'a tunnel gives you a public one',
  },
  {
    what: 'http:// on the internet',
    address: () => 'http://8.8.8.8:8123',
    step: 'Public address',
    found: 'Its address begins with http://',
    remedy: 'Try the same address with https://',
  },
  {
    what: 'nobody there',
    address: ({ at }) => at('refusing'),
    step: 'Reachable',
    found: 'It does not accept connections',
    remedy: 'that your router forwards it',
    technical: 'ECONNREFUSED',
  },
  {
    what: 'a certificate that vouches for itself',
    address: ({ at }) => at('selfSigned'),
    step: 'Secure connection',
    found: 'Its certificate is not in order',
    remedy: 'Advanced settings',
    technical: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  },
  {
    what: 'a certificate of an authority that nobody knows',
    address: ({ at }) => at('unknownAuthority'),
    step: 'Secure connection',
    found: 'Its certificate is not in order',
    remedy: 'fullchain.pem',
    technical: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
  {
    what: 'a certificate that has expired',
    address: ({ at }) => at('expired'),
    settings: ca,
    step: 'Secure connection',
    found: 'Its certificate is not in order',
    remedy: 'Renew the certificate',
    technical: 'CERT_HAS_EXPIRED',
  },
  {
    what: 'a certificate for another name',
    address: ({ at }) => at('wrongHost'),
    settings: ca,
    step: 'Secure connection',
    found: 'Its certificate is not in order',
    remedy: 'use the name that the certificate is for',
    technical: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  {
    what: 'a home that wants a certificate of its visitors',
    address: ({ at }) => at('wantsCertificate'),
    settings: ca,
    step: 'Secure connection',
    found: 'It wants to see a certificate that it knows',
    remedy: 'Put the client certificate',
  },
  {
    what: 'plain http at an https address',
    address: ({ at }) => at('plainHttp'),
    step: 'Secure connection',
    found: 'It answers without https',
    remedy: 'set up a certificate',
  },
  {
    what: 'a login wall that redirects, as Cloudflare Access does',
    address: ({ at }) => at('access'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It redirects elsewhere',
    remedy: 'Cloudflare Access, let Porchlight through with the headers under “Advanced settings”',
    technical: 'https://porchlight-tests.cloudflareaccess.com',
  },
  {
    what: 'the same with a service token that is not right',
    address: ({ at }) => at('access'),
    settings: withToken(({ id }) => ({ id, secret: 'cfast_wrong-canary-0123456789' })),
    step: 'Home Assistant',
    found: 'It redirects elsewhere',
    remedy: 'the guide below tells how',
  },
  {
    what: 'a strict login wall, and a service token that is not right',
    address: ({ at }) => at('strictAccess'),
    settings: withToken(({ id }) => ({ id, secret: 'cfast_wrong-canary-0123456789' })),
    step: 'Home Assistant',
    found: 'A password stands in front of it',
    remedy: 'check that they are right',
  },
  {
    what: 'a login wall without a policy for the service token',
    address: ({ at }) => at('accessWithoutPolicy'),
    settings: withToken(),
    step: 'Home Assistant',
    found: 'It blocks Porchlight',
    remedy: 'the policy for your service token needs the action “Service Auth”',
  },
  {
    what: 'a password in front',
    address: ({ at }) => at('password'),
    settings: ca,
    step: 'Home Assistant',
    found: 'A password stands in front of it',
    remedy: 'Let requests for /api/ and /auth/ pass',
  },
  {
    what: 'a router’s login page',
    address: ({ at }) => at('router'),
    settings: ca,
    step: 'Home Assistant',
    found: 'Something else answers in its place',
    remedy: 'not to your router',
  },
  {
    what: 'an address that Home Assistant has banned',
    address: ({ at }) => at('banning'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It blocks Porchlight',
    remedy: 'ip_bans.yaml',
  },
  {
    what: 'a proxy that Home Assistant does not trust',
    address: ({ at }) => `http://${at('untrustedProxy')}`,
    step: 'Home Assistant',
    found: 'A proxy in front of it objects',
    remedy: 'set use_x_forwarded_for and trusted_proxies',
    technical: 'status 400',
  },
  {
    what: 'a proxy that lets no WebSocket through',
    address: ({ at }) => `http://${at('withoutWebSocket')}`,
    step: 'Home Assistant',
    found: 'A proxy in front of it lets no WebSocket through',
    remedy: 'pass on the headers “Upgrade” and “Connection”',
  },
  {
    what: 'a tunnel that is down',
    address: ({ at }) => at('tunnelDown'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It reports an error of its own',
    remedy: 'the proxy in front of it',
    technical: 'status 530',
  },
  {
    what: 'a tunnel that does not find its home',
    address: ({ at }) => at('tunnelWithoutHome'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It reports an error of its own',
    remedy: 'the proxy in front of it',
    technical: 'status 502',
  },
  {
    what: 'a home that limits requests',
    address: ({ at }) => at('throttling'),
    settings: ca,
    step: 'Home Assistant',
    found: 'It asks for fewer requests',
    remedy: 'Wait a minute',
  },
  {
    what: 'a home without smart_home',
    address: ({ at }) => `http://${at('withoutSmartHome')}`,
    step: 'Alexa in Home Assistant',
    found: 'Alexa is not enabled in Home Assistant',
    remedy: 'Add “alexa:” with “smart_home:” below it to configuration.yaml',
  },
];

/** The same in German, for a few. */
const IN_GERMAN: readonly Pick<Failure, 'address' | 'step' | 'found' | 'remedy'>[] = [
  {
    address: () => 'homeassistant.local',
    step: 'Name',
    found: 'Diesen Namen kennt nur dein eigenes Netz',
    remedy: 'Sie brauchen eine Adresse, die von außen geht',
  },
  {
    address: () => 'http://8.8.8.8',
    step: 'Öffentliche Adresse',
    found: 'Die Adresse beginnt mit http://',
    remedy: 'Versuche dieselbe Adresse mit https://',
  },
  {
    address: ({ at }) => `http://${at('untrustedProxy')}`,
    step: 'Home Assistant',
    found: 'Ein Proxy davor hat etwas einzuwenden',
    remedy: 'trusted_proxies',
  },
];

describeInBrowser('what stands in the way of a home, and what its owner can do about it', () => {
  let homes: AwkwardHomes;
  let portal: PortalBrowser;
  let me: Visit;
  let page: Page;
  /** Another tab, in which a home is waited for that never answers. */
  let patient: Page;
  let canaries: Canaries;

  const goTo = (path: string) => page.goto(`${portal.stack.file.portal}${path}`);
  const check = async (address: string, settings: AdvancedSettings = {}) => {
    await fillAdvancedSettings(page, settings);
    await me.check(address);
  };
  const expectFailure = async (
    where: Page,
    { step, found, remedy, technical }: Omit<Failure, 'what' | 'address'>,
  ) => {
    const failed = where.locator('.step.failed');
    await failed.waitFor();
    expect(await failed.count()).toBe(1);
    expect(await failed.locator('strong').textContent()).toContain(step);
    const text = await failed.innerText();
    expect(text).toContain(found);
    expect(await failed.locator('.remedy').innerText()).toContain(remedy);
    if (technical !== undefined) expect(text).toContain(technical);
  };

  /** All that a page lets out: addresses, console, what the API answers, and in the end what it shows and remembers. */
  function watch(where: Page): void {
    where.on('console', (message) => canaries.collect('the console', message.text()));
    where.on('pageerror', (error) => canaries.collect('the console', String(error.stack)));
    where.on('request', (request) => canaries.collect('an address', request.url()));
    where.on('framenavigated', (frame) => canaries.collect('an address', frame.url()));
    where.on('response', (response) => {
      if (!response.url().includes('/v1/')) return;
      response.text().then(
        (text) => canaries.collect(`an answer of ${new URL(response.url()).pathname}`, text),
        () => undefined,
      );
    });
  }
  const collectPage = async () => {
    canaries.collect('the page', await page.content());
    const kept = '(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))()';
    canaries.collect('what the tab remembers', String(await page.evaluate(kept)));
  };

  beforeAll(async () => {
    homes = await startAwkwardHomes();
    portal = await startPortalBrowser({ homeAddressAllowlist: homes.allowlist });
    canaries = createCanaries();
    canaries.plant('a wrong service token', 'cfast_wrong-canary-0123456789');
    canaries.plant('the service token', homes.serviceToken.secret);
    canaries.plant('the token of the home', homes.home.token);
    canaries.plant('the key of the client certificate', homes.client.key.split('\n')[1] ?? '');
    me = await portal.newVisit({ ignoreHTTPSErrors: true });
    page = me.page;
    watch(page);
    await me.signUp();
    await me.toConnect();
    const opened = page.waitForEvent('popup');
    await page.evaluate('void window.open("/connect")');
    patient = await opened;
    watch(patient);
    await patient.getByLabel('Address of your Home Assistant').fill(homes.at('silent'));
    await patient.getByRole('button', { name: 'Check the address' }).click();
    await page.bringToFront();
  });
  afterAll(async () => {
    await portal?.close();
    await homes?.close();
  });

  test.each(FAILURES)('$what', async ({ address, settings, ...expected }) => {
    await check(address(homes), settings?.(homes));
    await expectFailure(page, expected);
    expect(await me.button('Sign in at Home Assistant').count()).toBe(0);
    await collectPage();
  });

  test('a home that takes the connection and never answers', async () => {
    await patient.locator('.step.failed').waitFor({ timeout: 20_000 });
    await expectFailure(patient, {
      step: 'Reachable',
      found: 'It did not answer in time',
      remedy: 'for example on mobile data',
    });
    await patient.close();
  });

  test('a token that the home refuses is shown to it once', async () => {
    const conversations = () => homes.home.requests().filter(({ path }) => path === '/api/websocket').length;
    await check(homes.home.url);
    await page.getByText('can be connected.').waitFor();
    const before = conversations();
    await page.getByText('Paste a token instead').click();
    const wrong = canaries.plant('a wrong token', 'eyJhbGciOiJIUzI1NiJ9.e30.d3Jvbmctd3Jvbmctd3Jvbmc');
    await page.getByLabel('Long-lived access token').fill(wrong);
    await me.button('Connect with this token').click();
    await page.getByText('Home Assistant refuses this token.').waitFor();
    expect(conversations() - before).toBe(1);
    expect(homes.home.requests().filter(({ auth }) => auth === 'refused')).toEqual([]);
    await collectPage();
  });

  test.each(IN_GERMAN)('auf Deutsch: $found', async ({ address, ...expected }) => {
    await page.evaluate('localStorage.setItem("porchlight.language", "de")');
    await goTo('/connect');
    await page.getByLabel('Adresse deines Home Assistant').fill(address(homes));
    await page.getByRole('button', { name: 'Adresse prüfen' }).click();
    await expectFailure(page, expected);
  });

  test('in all of this no secret came to light', async () => {
    expect(canaries.collected()).toBeGreaterThan(100);
    expect(canaries.leaks()).toEqual([]);
    expect(portal.takeFindings()).toEqual({ objections: [], strangers: [] });
  });
});
