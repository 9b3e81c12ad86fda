import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../harness/chromium.ts';
import type { PortalBrowser } from '../harness/portal-browser.ts';
import type { Visit } from '../harness/portal-visit.ts';
import { visitForEachTest } from '../harness/portal-visits.ts';

describeInBrowser('connecting a home in the portal', () => {
  let portal: PortalBrowser;
  let stack: PortalBrowser['stack'];
  let me: Visit;
  let page: Page;
  visitForEachTest((visit, opened) => {
    portal = opened;
    stack = opened.stack;
    me = visit;
    page = visit.page;
  });

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
    await me.disconnect();
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
