import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { axeFindings } from '../harness/axe.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import type { PortalBrowser } from '../harness/portal-browser.ts';
import type { Visit } from '../harness/portal-visit.ts';
import { visitForEachTest } from '../harness/portal-visits.ts';
import { selfSigned, type TlsIdentity } from '../harness/tls.ts';

describeInBrowser('connecting a home in the portal', () => {
  let portal: PortalBrowser;
  let stack: PortalBrowser['stack'];
  let me: Visit;
  let page: Page;
  /** A home whose certificate vouches for itself, for a name of its owner's network. */
  let secure: Home;
  let identity: TlsIdentity;

  const prepare = async () => {
    identity = await selfSigned({ names: ['homeassistant.local'], addresses: [] });
    secure = await startHome({ tls: { key: identity.key, cert: identity.cert } });
    return { homeAddressAllowlist: allowing(secure.url) };
  };
  afterAll(() => secure?.close());
  visitForEachTest((visit, opened) => {
    portal = opened;
    stack = opened.stack;
    me = visit;
    page = visit.page;
  }, prepare);

  test('an address of one’s own network is explained while it is typed, and shown a way out', async () => {
    await me.signUp();
    await me.toConnect();
    await me.addressField().fill('homeassistant.local:8123/lovelace');
    await page.getByText('Porchlight will use https://homeassistant.local:8123').waitFor();
    await page.getByText('This name is only known in your own network.').waitFor();
    await me.button('How to get a public address').click();
    await page.locator('#guide:focus').waitFor();
    await page.getByText('Cloudflare Tunnel').waitFor();

    await me.check('192.168.1.4:8123');
    await page.getByText('https://192.168.1.4:8123 cannot be connected yet: 1 problem.').waitFor();
    expect(await page.locator('.step.failed').textContent()).toContain('Use the public https address');
    expect(await me.button('Sign in at Home Assistant').count()).toBe(0);
  });

  test('what a home behind a gate needs is sent along; what does not fit is said at its field', async () => {
    await me.signUp();
    await me.toConnect();
    await page.locator('summary', { hasText: 'Advanced settings' }).click();
    await me.button('Add a header').click();
    await page.getByLabel('Header', { exact: true }).fill('Host');
    await page.getByLabel('Value').fill('elsewhere');
    await me.check(stack.file.homeAssistant.url);
    await page.getByText('This header cannot be set').waitFor();
    await page.getByLabel('Header', { exact: true }).fill('CF-Access-Client-Id');
    await page.getByLabel('Exactly this certificate, whatever its name').check();
    await page
      .getByLabel('Certificate in PEM')
      .fill('-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----');
    await me.button('Check the address').click();
    await page.getByText('This is not a certificate in PEM format.').waitFor();
    await page.getByLabel('The usual authorities').check();
    const probe = page.waitForRequest(/\/v1\/homes\/probe$/);
    await me.button('Check the address').click();
    expect((await probe).postDataJSON()).toEqual({
      url: stack.file.homeAssistant.url,
      headers: { 'CF-Access-Client-Id': 'elsewhere' },
      stage: 'name',
    });
    await page.getByText('can be connected.').waitFor();
  });

  test('a pasted token connects too; a bad one is named at its field, and a kept one is said to be kept', async () => {
    await me.signUp();
    await me.toConnect();
    await me.check(stack.file.homeAssistant.url);
    // A step that is left out for a reason of its own says it.
    await page
      .getByText('Plain http, which the operator of this Porchlight allows for this address.')
      .waitFor();
    await page.getByText('Paste a token instead').click();
    const token = page.getByLabel('Long-lived access token');
    await token.fill('not a token');
    await me.button('Connect with this token').click();
    await page.getByText('This does not look like a token.').waitFor();
    expect(await token.getAttribute('aria-invalid')).toBe('true');
    await token.fill('eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl');
    await me.button('Connect with this token').click();
    await page.getByText('Home Assistant refuses this token.').waitFor();

    await token.fill((await stack.demoHome?.createLongLivedToken('Pasted by hand')) ?? '');
    await page.getByLabel('Revoke this token when I disconnect the home').uncheck();
    const tokensBefore = stack.demoHome?.tokens();
    const isConnecting = (method: string, url: string) => method === 'POST' && url.endsWith('/v1/homes');
    let sent = 0;
    page.on('request', (request) => {
      if (isConnecting(request.method(), request.url())) sent += 1;
    });
    await page.route(/\/v1\/status$/, async (route) => {
      await sleep(500);
      await route.continue();
    });
    const connected = page.waitForResponse((answer) => isConnecting(answer.request().method(), answer.url()));
    await me.button('Connect with this token').click();
    await connected;
    // The page is not yet left: somebody impatient presses again.
    await token.press('Enter');
    await page.getByRole('link', { name: '16 devices for Alexa' }).waitFor();
    expect(sent).toBe(1);
    await me.disconnect();
    await me.heading('Your token was left as it is').waitFor();
    expect(stack.demoHome?.tokens()).toBe(tokensBefore);
  });

  test('each part of a check is shown when it is known, before the next one is asked for', async () => {
    await me.signUp();
    await me.toConnect();
    let letGo: () => void = () => undefined;
    await page.route(/\/v1\/homes\/probe$/, async (route) => {
      if (route.request().postDataJSON().stage === 'home_assistant')
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
      await route.continue();
    });
    await me.check(stack.file.homeAssistant.url);
    await page.locator('.step.running', { hasText: 'Home Assistant' }).waitFor();
    expect(
      await page.locator('.step').evaluateAll((steps) => steps.map(({ className }) => className)),
    ).toEqual([
      ...['step passed', 'step passed', 'step passed', 'step skipped'],
      ...['step running', 'step waiting'],
    ]);
    await page
      .getByRole('status')
      .filter({ hasText: 'Home Assistant: being checked.' })
      .waitFor({ state: 'attached' });
    expect(await me.button('Checking …').count()).toBe(1);
    letGo();
    await page.locator('h2:focus', { hasText: 'can be connected.' }).waitFor();
    expect(await page.locator('.step.running, .step.waiting').count()).toBe(0);
  });

  test('a certificate that nobody vouches for is shown, trusted, and the home connected by it', async () => {
    await me.signUp();
    await me.toConnect();
    await me.check(secure.url);
    const step = page.locator('.step.failed');
    await step.getByText('It vouches for itself').waitFor();
    // What is behind it was not asked: nothing is said to a home that is not trusted.
    expect(await page.locator('.step.skipped').count()).toBe(2);
    expect(secure.requests()).toEqual([]);
    const shown = (await step.locator('#fingerprint').textContent())?.match(/[0-9A-F]{2}/g)?.join(':');
    expect(shown).toBe(identity.fingerprint256);
    await step.getByText('homeassistant.local').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await me.button('Trust this certificate').press('Enter');
    await page.locator('h2:focus', { hasText: 'can be connected.' }).waitFor();
    await page.getByText('It is exactly the certificate that you trust.').waitFor();
    await page.getByText('Paste a token instead').click();
    await page.getByLabel('Long-lived access token').fill(secure.token);
    await me.button('Connect with this token').click();
    await me.noticed('is connected');
    await page.getByRole('link', { name: '16 devices for Alexa' }).waitFor();
  });

  test('an address that is none is named at its field, and editing it takes the result away', async () => {
    await me.signUp();
    await me.toConnect();
    await me.check('ftp://home.example.org');
    await page.getByText('The address must begin with https://.').waitFor();
    await page.locator('#address:focus').waitFor();
    await me.check(stack.file.homeAssistant.url);
    await page.getByText('can be connected.').waitFor();
    await me.addressField().press('End');
    await me.addressField().press('x');
    expect(await page.locator('.result').count()).toBe(0);
  });

  test("Home Assistant's answer works once", async () => {
    await me.signUp();
    const callback = await me.catchCallback();
    await page.goto(callback);
    await me.noticed('Home is connected.');
    expect(page.url()).toBe(`${stack.file.portal}/`);
    await page.goto(callback);
    await me.noticed('Your home could not be connected');
    await me.noticed('was used already');
    await me.noticed('Start again below');
  });

  test("nobody can use what was sent for somebody else's sign-in", async () => {
    await me.signUp();
    const callback = await me.catchCallback();
    const other = await portal.newVisit();
    await other.signUp();
    await other.page.goto(callback);
    await other.noticed('Your home could not be connected');
    await other.noticed('was not started here');
    expect(await other.page.locator('.condition').count()).toBe(0);
    expect(other.page.url()).toBe(`${stack.file.portal}/connect`);
  });

  test('an answer of Home Assistant without a code is said to be one', async () => {
    await me.signUp();
    await page.goto(`${stack.file.portal}/ha/callback`);
    await me.noticed('Home Assistant sent no code');
  });

  test('nothing is wider than the screen, however narrow', async () => {
    await me.signUp();
    await me.toConnect();
    await me.check('http://192.168.1.4:8123');
    await page.locator('.step.failed').waitFor();
    for (const width of [320, 360, 1200]) {
      await page.setViewportSize({ width, height: 740 });
      const { scrollWidth, clientWidth } = await page.evaluate<{ scrollWidth: number; clientWidth: number }>(
        '({ scrollWidth: document.documentElement.scrollWidth, clientWidth: document.documentElement.clientWidth })',
      );
      expect(scrollWidth).toBe(clientWidth);
    }
  });
});
