import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { describeInBrowser, launchChromium } from '../harness/chromium.ts';

const PHONE = { width: 360, height: 740 };
const PASSWORD = 'Porch-light-2026';

describeInBrowser('the portal in a browser', () => {
  let stack: Stack;
  let stateDir: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What the browser objected to on the portal's own pages, and whom it was sent to ask. */
  let objections: string[];
  let asked: Set<string>;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-portal-'));
    [stack, browser] = await Promise.all([
      freePorts('127.0.0.1').then((ports) => startStack({ ports, stateDir })),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
    if (stateDir !== undefined) await rm(stateDir, { recursive: true, force: true });
  });

  const newPage = async (): Promise<Page> => {
    const opened = await (await browser.newContext({ viewport: PHONE })).newPage();
    opened.setDefaultTimeout(8_000);
    opened.on('pageerror', (error) => objections.push(error.message));
    opened.on('console', (message) => {
      if (/content security policy|trusted/i.test(message.text())) objections.push(message.text());
    });
    opened.on('request', (request) => asked.add(new URL(request.url()).origin));
    return opened;
  };

  beforeEach(async () => {
    objections = [];
    asked = new Set();
    page = await newPage();
    context = page.context();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((opened) => opened.close()));
    expect(objections).toEqual([]);
    const { portal, cognito, homeAssistant } = stack.file;
    const known = [portal, cognito.endpoint, homeAssistant.url].map((url) => new URL(url).origin);
    expect([...asked].filter((origin) => !known.includes(origin))).toEqual([]);
  });

  const button = (name: string | RegExp, on = page) =>
    on.getByRole('button', { name, exact: typeof name === 'string' });
  /** Waits for a message, and says which one there was instead. */
  const noticed = (text: string, on = page) =>
    expect
      .poll(async () => (await on.locator('.notice').allTextContents()).join(), { timeout: 8_000 })
      .toContain(text);
  const addressField = (on = page) => on.getByLabel('Address of your Home Assistant');

  const readMail = async (to: string): Promise<string> => {
    const answer = await fetch(stack.file.cognito.mailbox, { headers: { accept: 'application/json' } });
    const { mails } = (await answer.json()) as { mails: { to: string; code: string }[] };
    return mails.find((mail) => mail.to === to)?.code ?? '';
  };

  /** A person who was not here before signs up, and arrives at the portal signed in. */
  const signUp = async (on = page): Promise<string> => {
    const email = `${crypto.randomUUID()}@example.com`;
    await on.goto(stack.file.portal);
    await button('Sign in', on).click();
    await on.getByRole('link', { name: 'Create an account' }).click();
    await on.locator('input[name=username]').fill(email);
    await on.locator('input[name=password]').fill(PASSWORD);
    await button('Create account', on).click();
    await on.locator('input[name=code]').fill(await readMail(email));
    await button('Confirm', on).click();
    await on.getByRole('heading', { name: 'Your homes' }).waitFor();
    return email;
  };

  const check = async (address: string, on = page) => {
    await addressField(on).fill(address);
    await button('Check', on).click();
  };

  /** From the check of the address to the home's own sign-in page, filled in. */
  const goToHome = async (on = page) => {
    await check(stack.file.homeAssistant.url, on);
    await button('Sign in at Home Assistant', on).click();
    await on.locator('input[name=username]').fill(stack.file.homeAssistant.username ?? '');
    await on.locator('input[name=password]').fill(stack.file.homeAssistant.password ?? '');
  };

  /** Signs in at the home beside the browser: the address that it would have been sent back to. */
  const catchCallback = async (on = page): Promise<string> => {
    await goToHome(on);
    const { username = '', password = '' } = stack.file.homeAssistant;
    const form = new URL(on.url()).searchParams;
    form.set('username', username);
    form.set('password', password);
    const answer = await fetch(`${stack.file.homeAssistant.url}/auth/authorize`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    return answer.headers.get('location') ?? '';
  };

  const connect = async (on = page) => {
    await goToHome(on);
    await button('Sign in', on).click();
    await noticed('Home is connected.', on);
  };

  const disconnect = async (on = page) => {
    await button(/^Disconnect /, on).click();
    await button('Disconnect', on.locator('dialog').page()).click();
  };

  const remembered = (on = page) =>
    on.evaluate(() => JSON.parse(sessionStorage.getItem('porchlight.session') ?? '{}')) as Promise<{
      accessToken?: string;
      refreshToken?: string;
    }>;
  const spoil = (changes: Record<string, unknown>, on = page) =>
    on.evaluate((given) => {
      const session = JSON.parse(sessionStorage.getItem('porchlight.session') ?? '{}');
      sessionStorage.setItem('porchlight.session', JSON.stringify({ ...session, ...given }));
    }, changes);

  test('somebody signs up, connects their home, sees its devices and disconnects it', async () => {
    const email = await signUp();
    expect(await page.locator('header').textContent()).toContain(email);
    expect(page.url()).toBe(`${stack.file.portal}/`);
    const tokensBefore = stack.demoHome?.tokens();

    await check('192.168.1.4:8123');
    await page.getByText('https://192.168.1.4:8123 cannot be connected yet: 1 problem.').waitFor();
    expect(await page.locator('.step.failed').textContent()).toContain('Use the public https address');
    expect(await button('Sign in at Home Assistant').count()).toBe(0);

    await connect();
    expect(page.url()).toBe(`${stack.file.portal}/`);
    await page.getByText('16 devices for Alexa').waitFor();
    await page.getByText('Working').waitFor();
    expect(stack.demoHome?.tokens()).toBe((tokensBefore ?? 0) + 1);

    await button('Disconnect Home').focus();
    await page.keyboard.press('Enter');
    await page.locator('button:focus', { hasText: 'Cancel' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button:focus', { hasText: 'Disconnect' }).waitFor();
    expect(await page.locator('.home').count()).toBe(1);

    await disconnect();
    await noticed('Home is disconnected. Token revoked.');
    await page.locator('.home').waitFor({ state: 'detached' });
    expect(stack.demoHome?.tokens()).toBe(tokensBefore);
    await page.reload();
    await addressField().waitFor();
    expect(await page.locator('.home').count()).toBe(0);
  });

  test('a pasted token connects too; a bad one is named at its field, and a kept one is said to be kept', async () => {
    await signUp();
    await check(stack.file.homeAssistant.url);
    // A step that is left out for a reason of its own says it.
    await page.getByText('Plain http, which the operator allows for this address.').waitFor();
    await page.getByText('Use a long-lived access token instead').click();
    const token = page.getByLabel('Long-lived access token');
    await token.fill('not a token');
    await button('Connect with this token').click();
    await page.getByText('This does not look like a token.').waitFor();
    expect(await token.getAttribute('aria-invalid')).toBe('true');
    await token.fill('eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl');
    await button('Connect with this token').click();
    await page.getByText('The home refuses the token.').waitFor();

    await token.fill((await stack.demoHome?.createLongLivedToken('Pasted by hand')) ?? '');
    await page.getByLabel('Revoke this token when I disconnect the home').uncheck();
    const tokensBefore = stack.demoHome?.tokens();
    await button('Connect with this token').click();
    await page.getByText('16 devices for Alexa').waitFor();
    await disconnect();
    await noticed('Your token was left as it is');
    expect(stack.demoHome?.tokens()).toBe(tokensBefore);
  });

  test('an address that is none is named at its field, and editing it takes the result away', async () => {
    await signUp();
    await check('ftp://home.example.org');
    await page.getByText('The address must begin with https://.').waitFor();
    await page.locator('#address:focus').waitFor();
    await check(stack.file.homeAssistant.url);
    await page.getByText('can be connected.').waitFor();
    await addressField().press('End');
    await addressField().press('x');
    expect(await page.locator('.result').textContent()).toBe('');
  });

  test("Home Assistant's answer works once", async () => {
    await signUp();
    const callback = await catchCallback();
    await page.goto(callback);
    await noticed('Home is connected.');
    expect(page.url()).toBe(`${stack.file.portal}/`);
    await page.goto(callback);
    await noticed('Your home could not be connected');
    await noticed('was used already');
    await noticed('Start "Connect a home" again');
    expect(await page.locator('.home').count()).toBe(1);
  });

  test("nobody can use what was sent for somebody else's sign-in", async () => {
    await signUp();
    const callback = await catchCallback();
    const other = await newPage();
    await signUp(other);
    await other.goto(callback);
    await noticed('Your home could not be connected', other);
    await noticed('was not started here', other);
    expect(await other.locator('.home').count()).toBe(0);
  });

  test('an answer of Home Assistant without a code is said to be one', async () => {
    await signUp();
    await page.goto(`${stack.file.portal}/ha/callback`);
    await noticed('Home Assistant sent no code.');
  });

  test('an access token that is no longer taken is renewed in passing', async () => {
    await signUp();
    const before = await remembered();
    await spoil({ accessToken: 'no.longer.good' });
    await page.reload();
    await addressField().waitFor();
    const after = await remembered();
    expect(after.accessToken?.split('.')).toHaveLength(3);
    expect(after.accessToken).not.toBe('no.longer.good');
    // The refresh token rotates.
    expect(after.refreshToken).not.toBe(before.refreshToken);
  });

  test('a sign-in that ended on the way to Home Assistant is made again, and the home then connected', {
    repeats: 12,
  }, async () => {
    await signUp();
    const callback = await catchCallback();
    // Back on the portal's own address, where its memory of this tab is.
    await page.goto(`${stack.file.portal}/config.json`);
    await spoil({ expiresAt: 0, refreshToken: 'no-longer-good' });
    await page.goto(callback);
    await page.getByRole('heading', { name: 'Please sign in again' }).waitFor();
    expect(page.url()).toBe(`${stack.file.portal}/`);
    await button('Sign in').click();
    await noticed('Home is connected.');
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(['porchlight.session']);
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
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
  });

  test("a code that comes with another sign-in's state signs nobody in", async () => {
    await page.goto(stack.file.portal);
    const leaving = page.waitForRequest(/\/oauth2\/authorize\?/);
    await button('Sign in').click();
    await page.locator('input[name=password]').waitFor();
    const asked = new URL((await leaving).url()).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('scope')).toBe('openid email porchlight/account');
    await page.goto(`${stack.file.portal}/callback?code=stolen&state=made-up`);
    await noticed('You are not signed in');
    expect((await remembered()).accessToken).toBeUndefined();
  });

  test('without a network it says so, and works again afterwards', async () => {
    await signUp();
    await context.setOffline(true);
    await check(stack.file.homeAssistant.url);
    await noticed('There is no connection to Porchlight.');
    await context.setOffline(false);
    await button('Check').click();
    await page.getByText('can be connected.').waitFor();
  });

  test('signing out ends the session here, at the login service, and the refresh token', async () => {
    await signUp();
    const { refreshToken = '' } = await remembered();
    await button('Sign out').click();
    await page.getByRole('heading', { name: 'Your home, with Alexa' }).waitFor();
    expect(page.url()).toBe(`${stack.file.portal}/`);
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
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
    await button('Sign in').click();
    await page.locator('input[name=password]').waitFor();
  });

  test('the server under another of its names leads to its own', async () => {
    await page.goto(stack.file.portal.replace('localhost', '127.0.0.1'));
    await page.waitForURL(`${stack.file.portal}/`);
    asked.delete(stack.file.portal.replace('localhost', '127.0.0.1'));
  });

  test('nothing is wider than the screen, however narrow', async () => {
    await signUp();
    await check('http://192.168.1.4:8123');
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
