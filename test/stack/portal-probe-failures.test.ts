import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AdvancedSettings, fillAdvancedSettings } from '../harness/advanced-settings.ts';
import { type AwkwardHome, type AwkwardHomes, startAwkwardHomes } from '../harness/awkward-homes.ts';
import { type Canaries, createCanaries } from '../harness/canaries.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { ASKED } from '../harness/cloudflare.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import type { Visit } from '../harness/portal-visit.ts';
import { ca, FAILURES, type Failure, IN_GERMAN, WRONG_SECRET, withToken } from '../harness/probe-failures.ts';

interface Cure {
  what: string;
  home: AwkwardHome;
  settings: (homes: AwkwardHomes) => AdvancedSettings;
  /** Whose token opens it; the home without a proxy unless told otherwise. */
  behind?: 'withProxy';
}

const CURES: readonly Cure[] = [
  { what: 'an authority of one’s own', home: 'unknownAuthority', settings: ca },
  {
    what: 'a client certificate that is asked for',
    home: 'wantsCertificate',
    settings: (homes) => ({ ...ca(homes), client: homes.client }),
  },
  { what: 'a strict login wall', home: 'strictAccess', settings: withToken(), behind: 'withProxy' },
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
    portal = await startPortalBrowser(
      { homeAddressAllowlist: homes.allowlist },
      homes.started.access.browserArgs,
    );
    canaries = createCanaries();
    canaries.plant('a wrong service token', WRONG_SECRET);
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

  /** Beyond the check: what is stored reaches the home too, or its devices would not be counted. */
  const untilConnected = async (name: string) => {
    await me.noticed(`${name} is connected.`);
    await me.button(`Disconnect ${name}`).waitFor();
    await page.getByRole('link', { name: '16 devices for Alexa' }).waitFor({ timeout: 20_000 });
  };
  const connectWithToken = async (name: string, token: string) => {
    await page.getByText('can be connected.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByText('Paste a token instead').click();
    await page.getByLabel('Long-lived access token').fill(token);
    await me.button('Connect with this token').click();
    await untilConnected(name);
  };

  describe('cured by the advanced settings', () => {
    beforeEach(async () => {
      await page.evaluate('localStorage.setItem("porchlight.language", "en")');
      await goTo('/connect');
      await me.addressField().waitFor();
    });

    test.each(CURES)('$what', async ({ what, home, settings, behind }) => {
      await check(homes.at(home), settings(homes));
      await connectWithToken(what, homes[behind ?? 'home'].token);
    });

    test.each(['selfSigned', 'expired', 'wrongHost'] as const)(
      'a certificate that its owner trusts at the press of a button: %s',
      async (kind) => {
        await check(homes.at(kind), kind === 'selfSigned' ? {} : ca(homes));
        await page.locator('.step.failed').waitFor();
        const shown = (await page.locator('#fingerprint').innerText()).replaceAll(/[^0-9A-F]/g, '');
        expect(shown).toBe(homes.started[kind].fingerprint256.replaceAll(':', ''));
        await me.button('Trust this certificate').click();
        await connectWithToken(kind, homes.home.token);
      },
    );

    test('Cloudflare Access: the person signs in by their own login there, the server by the service token', async () => {
      const { access } = homes.started;
      await check(homes.at('access'), withToken()(homes));
      const before = access.passed().length;
      await page.getByLabel('Name', { exact: true }).fill('Behind the wall');
      await me.button('Sign in at Home Assistant').click();
      await page.getByRole('link', { name: 'Log in as the owner' }).click();
      await page.locator('input[name=username]').fill(homes.withProxy.username);
      await page.locator('input[name=password]').fill(homes.withProxy.password);
      await me.button('Sign in').click();
      await untilConnected('Behind the wall');
      await me.disconnect();
      await me.heading('Token revoked').waitFor();
      const passed = access.passed().slice(before);
      const pathsBy = (wanted: string) =>
        [...new Set(passed.filter(({ by }) => by === wanted).map(({ path }) => path))].toSorted();
      expect(pathsBy('person')).toEqual(ASKED.browser);
      // The configuration is only read when devices have gone.
      expect(pathsBy('service_token')).toEqual(ASKED.porchlight.filter((path) => path !== '/api/config'));
    });
  });

  test('in all of this no secret came to light', async () => {
    expect(canaries.collected()).toBeGreaterThan(100);
    expect(canaries.leaks()).toEqual([]);
    const gates = [homes.started.access.url, homes.started.access.team];
    const { objections, strangers } = portal.takeFindings();
    expect([objections, strangers.filter((origin) => !gates.includes(origin))]).toEqual([[], []]);
  });
});
