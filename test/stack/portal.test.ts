import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeInBrowser } from '../harness/chromium.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import { DESKTOP, PHONE, type Visit } from '../harness/portal-visit.ts';

describeInBrowser('the portal in a browser', () => {
  let portal: PortalBrowser;
  let stack: PortalBrowser['stack'];
  let me: Visit;
  let page: Page;

  beforeAll(async () => {
    portal = await startPortalBrowser();
    stack = portal.stack;
  });
  afterAll(() => portal?.close());
  beforeEach(async () => {
    me = await portal.newVisit();
    page = me.page;
  });
  afterEach(async () => {
    await Promise.all(portal.browser.contexts().map((opened) => opened.close()));
    expect(portal.takeFindings()).toEqual({ objections: [], strangers: [] });
  });

  /** Waits for a message, and says which one there was instead. */
  const noticed = (text: string, on = page) =>
    expect
      .poll(async () => (await on.locator('.notice').allTextContents()).join(), { timeout: 8_000 })
      .toContain(text);
  const at = (path: string) => expect.poll(() => page.url()).toBe(`${stack.file.portal}${path}`);

  const askToDisconnect = () => me.button(/^Disconnect /).click();
  const disconnect = async () => {
    await askToDisconnect();
    await me.button('Disconnect').click();
  };

  /** The home's heartbeat, with the key that is in a package. */
  const beat = async (yaml: string) => {
    const key = /Bearer ([^"]+)/.exec(yaml)?.[1] ?? '';
    const { status } = await fetch(`${stack.file.api}/hints`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ event: 'heartbeat' }),
    });
    expect(status).toBe(202);
  };

  const remembered = (on = page) =>
    on.evaluate(() => JSON.parse(sessionStorage.getItem('porchlight.session') ?? '{}')) as Promise<{
      accessToken?: string;
      refreshToken?: string;
    }>;
  const kept = (on = page) => on.evaluate(() => Object.keys(sessionStorage).toSorted());
  const spoil = (changes: Record<string, unknown>, on = page) =>
    on.evaluate((given) => {
      const session = JSON.parse(sessionStorage.getItem('porchlight.session') ?? '{}');
      sessionStorage.setItem('porchlight.session', JSON.stringify({ ...session, ...given }));
    }, changes);

  test.each([
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ])(
    'on a %s somebody signs up, connects their home, sees how it is, and disconnects it',
    async (_, size) => {
      await page.setViewportSize(size);
      const email = await me.signUp();
      await at('/');
      await page.getByText('0 of 3 done').waitFor();
      const tokensBefore = stack.demoHome?.tokens();

      await me.connect();
      await at('/');
      await page.getByText('Your home answers').waitFor();
      await page.getByText('1 of 3 done').waitFor();
      await page.getByRole('link', { name: '16 devices for Alexa' }).waitFor();
      expect(stack.demoHome?.tokens()).toBe((tokensBefore ?? 0) + 1);

      await page.getByRole('link', { name: 'Account' }).click();
      await page.getByText(email).waitFor();
      await page.goBack();
      await me.heading('Home').waitFor();

      await me.button('Disconnect Home').focus();
      await page.keyboard.press('Enter');
      await page.locator('button:focus', { hasText: 'Cancel' }).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('button:focus', { hasText: 'Disconnect' }).waitFor();
      expect(await page.locator('.condition').count()).toBe(1);

      await disconnect();
      await page.getByRole('heading', { name: 'Token revoked' }).waitFor();
      await page.locator('button:focus', { hasText: 'Close' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('h1:focus').waitFor();
      await me.heading('Welcome').waitFor();
      expect(stack.demoHome?.tokens()).toBe(tokensBefore);
      await page.reload();
      await page.getByText('0 of 3 done').waitFor();
    },
  );

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
    await me.button('Connect with this token').click();
    await page.getByRole('link', { name: '16 devices for Alexa' }).waitFor();
    await disconnect();
    await me.heading('Your token was left as it is').waitFor();
    expect(stack.demoHome?.tokens()).toBe(tokensBefore);
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
    await noticed('Home is connected.');
    expect(page.url()).toBe(`${stack.file.portal}/`);
    await page.goto(callback);
    await noticed('Your home could not be connected');
    await noticed('was used already');
    await noticed('Start again below');
  });

  test("nobody can use what was sent for somebody else's sign-in", async () => {
    await me.signUp();
    const callback = await me.catchCallback();
    const other = await portal.newVisit();
    await other.signUp();
    await other.page.goto(callback);
    await noticed('Your home could not be connected', other.page);
    await noticed('was not started here', other.page);
    expect(await other.page.locator('.condition').count()).toBe(0);
    expect(other.page.url()).toBe(`${stack.file.portal}/connect`);
  });

  test('an answer of Home Assistant without a code is said to be one', async () => {
    await me.signUp();
    await page.goto(`${stack.file.portal}/ha/callback`);
    await noticed('Home Assistant sent no code');
  });

  test('an access token that is no longer taken is renewed in passing', async () => {
    await me.signUp();
    const before = await remembered();
    await spoil({ accessToken: 'no.longer.good' });
    await page.reload();
    await me.heading('Welcome').waitFor();
    const after = await remembered();
    expect(after.accessToken?.split('.')).toHaveLength(3);
    expect(after.accessToken).not.toBe('no.longer.good');
    // The refresh token rotates.
    expect(after.refreshToken).not.toBe(before.refreshToken);
  });

  test('a sign-in that ended on the way to Home Assistant is made again, and the home then connected', {
    repeats: 12,
  }, async () => {
    await me.signUp();
    const callback = await me.catchCallback();
    // Back on the portal's own address, where its memory of this tab is.
    await page.goto(`${stack.file.portal}/config.json`);
    await spoil({ expiresAt: 0, refreshToken: 'no-longer-good' });
    await page.goto(callback);
    await page.getByRole('heading', { name: 'Please sign in again' }).waitFor();
    expect(page.url()).toBe(`${stack.file.portal}/`);
    await me.button('Sign in').click();
    await noticed('Home is connected.');
    expect(await kept()).toEqual(['porchlight.chosenHome', 'porchlight.session']);
  });

  test('a tab that was never signed in says what to do with an answer of Home Assistant', async () => {
    await page.goto(`${stack.file.portal}/ha/callback?state=unknown&code=unknown`);
    await page.getByRole('heading', { name: 'Almost there' }).waitFor();
    expect(page.url()).toBe(`${stack.file.portal}/`);
  });

  test.each([
    ['a code that nobody asked for', '?code=stolen&state=made-up', 'was not started in this tab'],
    ['a refusal that nobody asked for', '?error=access_denied&state=made-up', 'was not started in this tab'],
  ])('%s signs nobody in', async (_, query, words) => {
    await page.goto(`${stack.file.portal}/callback${query}`);
    await noticed('You are not signed in');
    await noticed(words);
    expect(page.url()).toBe(`${stack.file.portal}/`);
    expect(await kept()).toEqual([]);
  });

  test("a code that comes with another sign-in's state signs nobody in", async () => {
    await page.goto(stack.file.portal);
    const leaving = page.waitForRequest(/\/oauth2\/authorize\?/);
    await me.button('Sign in').click();
    await page.locator('input[name=password]').waitFor();
    const asked = new URL((await leaving).url()).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('scope')).toBe('openid email porchlight/account');
    await page.goto(`${stack.file.portal}/callback?code=stolen&state=made-up`);
    await noticed('You are not signed in');
    expect((await remembered()).accessToken).toBeUndefined();
  });

  test('without a network it says so, keeps what was typed, and works again afterwards', async () => {
    await me.signUp();
    await me.toConnect();
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await me.check(stack.file.homeAssistant.url);
    await noticed('Porchlight cannot be reached.');
    await page.context().setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
    await me.button('Check the address').click();
    await page.getByText('can be connected.').waitFor();
  });

  test('what could not be read without a network is read by itself when there is one', async () => {
    await me.signUp();
    await page.route('**/v1/status', (route) => route.abort());
    await page.reload();
    await me.heading('The status could not be read').waitFor();
    await page.unroute('**/v1/status');
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await me.heading('Welcome').waitFor();
  });

  test('a sign-in that ended is made again, and one is back where one was', async () => {
    await me.signUp();
    await page.goto(`${stack.file.portal}/reports`);
    await me.heading('Reports').waitFor();
    await spoil({ expiresAt: 0, refreshToken: 'no-longer-good' });
    await page.reload();
    await me.heading('Please sign in again').waitFor();
    await me.button('Sign in').click();
    await me.heading('Reports').waitFor();
    await at('/reports');
  });

  test('an address of a page asks for the sign-in first, and leads there afterwards', async () => {
    const email = await me.signUp();
    const other = await portal.newVisit();
    await other.page.goto(`${stack.file.portal}/devices`);
    await other.heading('Please sign in').waitFor();
    await other.button('Sign in').click();
    await other.fillSignIn(email);
    await other.heading('Devices').waitFor();
    expect(other.page.url()).toBe(`${stack.file.portal}/devices`);
  });

  test('the package is made, copied and downloaded, and its key is the one that works', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await me.signUp();
    await me.connect();
    await page.getByRole('link', { name: 'Reports', exact: true }).click();
    await page.getByText('Each package has a new key.').waitFor();
    await page.getByLabel('No, add it to the package').check();
    await page.getByLabel('Language of your Alexa').selectOption('de-DE');
    await me.button('Make the package').click();
    const yaml = await page.getByLabel('The package as text').inputValue();
    expect(yaml).toContain('locale: "de-DE"');
    await me.button('Copy').click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(yaml);
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('porchlight.yaml');
    expect(await readFile(await download.path(), 'utf8')).toBe(yaml);

    await beat(yaml);
    // Nobody touches the page: it hears of it by itself.
    await page.getByText('Heard from your home').waitFor();
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByText('2 of 3 done').waitFor();
    await page.getByText('last heard just now').waitFor();
  });

  test('the checklist fills; afterwards the page says whether it works, and if not, what to do', async () => {
    const email = await me.signUp();
    await me.connect();
    await page.getByText('Your home answers').waitFor();
    const alexa = await portal.linkAlexa(email);
    await page.reload();
    await page.getByText('Everything works').waitFor();
    await page.getByText('2 of 3 done').waitFor();

    await page.getByRole('link', { name: 'Set up reports' }).click();
    await me.button('Make the package').click();
    await beat(await page.getByLabel('The package as text').inputValue());
    await page.getByText('Heard from your home').waitFor();
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByText('North America, since').waitFor();
    expect(await page.getByText('Set up').count()).toBe(0);

    stack.demoHome?.setSmartHome(false);
    await alexa.discover();
    await expect
      .poll(
        async () => {
          await page.reload();
          await page.locator('.verdict').waitFor();
          return page.locator('.condition').textContent();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toContain('Alexa is not enabled in Home Assistant');
    expect(await page.locator('.condition .remedy').textContent()).toContain('configuration.yaml');
    stack.demoHome?.setSmartHome(true);
    alexa.close();
  });

  test('a device that is shown to Alexa from now on is there after "Sync devices now"', async () => {
    stack.demoHome?.hideDevice('light.kitchen', true);
    await me.signUp();
    await me.connect();
    await page.getByRole('link', { name: '15 devices for Alexa' }).click();
    await page.getByText('Alexa is offered 15 devices').waitFor();
    stack.demoHome?.hideDevice('light.kitchen', false);
    await me.button('Sync devices now').click();
    await noticed('Porchlight is looking');
    await page.getByText('Alexa is offered 16 devices').waitFor({ timeout: 15_000 });
  });

  test('two homes are told apart everywhere, and the choice survives going about', async () => {
    await me.signUp();
    await me.connect();
    await page.goto(`${stack.file.portal}/account`);
    await me.toConnect();
    await page.getByLabel('Name', { exact: true }).fill('Cabin');
    await me.check(stack.file.homeAssistant.url.replace('127.0.0.1', 'localhost'));
    await me.button('Sign in at Home Assistant').click();
    await me.fillHomeSignIn();
    await noticed('Cabin is connected.');
    await me.heading('Cabin').waitFor();
    await page.getByRole('link', { name: 'Devices', exact: true }).click();
    await page.getByText('Alexa is offered 16 devices').waitFor();
    const cabin = new URL(page.url()).searchParams.get('home');
    await page.locator('.switcher summary').click();
    await page.locator('.switcher a', { hasText: 'Home' }).first().click();
    await expect.poll(() => new URL(page.url()).searchParams.get('home')).not.toBe(cabin);
    await page.reload();
    await page.locator('.switcher summary', { hasText: 'Home' }).waitFor();
    await page.goBack();
    await page.locator('.switcher summary', { hasText: 'Cabin' }).waitFor();
    portal.takeFindings();
  });

  test('signing out ends the session here, at the login service, and the refresh token', async () => {
    await me.signUp();
    const { refreshToken = '' } = await remembered();
    await page.getByRole('link', { name: 'Account' }).click();
    await me.button('Sign out').click();
    await page.getByRole('heading', { name: 'Leave the light on for Alexa' }).waitFor();
    expect(page.url()).toBe(`${stack.file.portal}/`);
    expect(await kept()).toEqual([]);
    const { tokenUrl, portalClient } = stack.file.cognito;
    const refreshed = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: portalClient.id,
      }),
    });
    expect(await refreshed.json()).toEqual({ error: 'invalid_grant' });
    await me.button('Sign in').click();
    await page.locator('input[name=password]').waitFor();
  });

  test('the server under another of its names leads to its own', async () => {
    await page.goto(stack.file.portal.replace('localhost', '127.0.0.1'));
    await page.waitForURL(`${stack.file.portal}/`);
    const { strangers } = portal.takeFindings();
    expect(strangers).toEqual([stack.file.portal.replace('localhost', '127.0.0.1')]);
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
