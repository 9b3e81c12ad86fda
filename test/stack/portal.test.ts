import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../harness/chromium.ts';
import type { PortalBrowser } from '../harness/portal-browser.ts';
import { DESKTOP, PHONE, type Visit } from '../harness/portal-visit.ts';
import { visitForEachTest } from '../harness/portal-visits.ts';

describeInBrowser('the portal, from nothing to a home that works', () => {
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

  test.each([
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ])(
    'on a %s somebody signs up, connects their home, sees how it is, and disconnects it',
    async (_, size) => {
      await page.setViewportSize(size);
      const email = await me.signUp();
      await me.at('/');
      await page.getByText('0 of 3 done').waitFor();
      const tokensBefore = stack.demoHome?.tokens();

      await me.connect();
      await me.at('/');
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

      await me.disconnect();
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
    await me.noticed('Porchlight is looking');
    await page.getByText('Alexa is offered 16 devices').waitFor({ timeout: 15_000 });
  });

  test('what became of a token can be read until one has read it, whatever one does meanwhile', async () => {
    await me.signUp();
    await me.connect();
    // The page asks how everything is while the home is still being disconnected, and again when its tab comes to the
    // front.
    const lookAgain = async () => {
      const answer = page.waitForResponse(/\/v1\/status$/);
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await answer;
    };
    await page.route(/\/v1\/homes\/[^/]+$/, async (route) => {
      const response = await route.fetch();
      await lookAgain();
      // It is too late for that.
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      expect(await me.button('Cancel').isDisabled()).toBe(true);
      await sleep(200);
      await route.fulfill({ response });
    });
    await me.disconnect();
    await me.heading('Home is disconnected').waitFor();
    await lookAgain();
    await sleep(200);
    await me.heading('Token revoked').waitFor();
    await me.button('Close').click();
    await page.locator('h1:focus', { hasText: 'Welcome' }).waitFor();
  });

  const connectCabin = async () => {
    const cabin = stack.file.homeAssistant.url.replace('127.0.0.1', 'localhost');
    await page.goto(`${stack.file.portal}/account`);
    await me.toConnect();
    await page.getByLabel('Name', { exact: true }).fill('Cabin');
    await me.check(cabin);
    await me.button('Sign in at Home Assistant').click();
    await me.fillHomeSignIn();
    await me.noticed('Cabin is connected.');
    await me.heading('Cabin').waitFor();
    // The cabin's own pages are nobody's whom the stack named.
    expect(portal.takeFindings()).toEqual({ objections: [], strangers: [new URL(cabin).origin] });
  };

  test('a home that was just connected is the one to be seen, even if the others are heard of at that moment', async () => {
    await me.signUp();
    await me.connect();
    // Back from the home's sign-in page, the page asks for the homes that there are while the new one is still being
    // connected. Here both answers come at once, and the next one takes its time.
    const asked = Promise.withResolvers<void>();
    const connected = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    let isFirst = true;
    await page.route(/\/v1\/status$/, async (route) => {
      const isArrival = await me.heading('Connecting your home').isVisible();
      const response = await route.fetch();
      if (isArrival && isFirst) {
        isFirst = false;
        asked.resolve();
        await connected.promise;
        await route.fulfill({ response });
        told.resolve();
      } else {
        await sleep(300);
        await route.fulfill({ response });
      }
    });
    await page.route(/\/v1\/homes\/oauth\/finish$/, async (route) => {
      await asked.promise;
      const response = await route.fetch();
      connected.resolve();
      await told.promise;
      await route.fulfill({ response });
    });
    await connectCabin();
  });

  test('two homes are told apart everywhere, and the choice survives going about', async () => {
    await me.signUp();
    await me.connect();
    await connectCabin();
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
  });
});
