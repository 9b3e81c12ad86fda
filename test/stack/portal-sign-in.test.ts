import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../harness/chromium.ts';
import type { PortalBrowser } from '../harness/portal-browser.ts';
import { type Visit, visit } from '../harness/portal-visit.ts';
import { visitForEachTest } from '../harness/portal-visits.ts';

describeInBrowser('signing in at the portal, and what ends it', () => {
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

  test('an access token that is no longer taken is renewed in passing', async () => {
    await me.signUp();
    const before = await me.remembered();
    await me.spoil({ accessToken: 'no.longer.good' });
    await page.reload();
    await me.heading('Welcome').waitFor();
    const after = await me.remembered();
    expect(after.accessToken?.split('.')).toHaveLength(3);
    expect(after.accessToken).not.toBe('no.longer.good');
    // The refresh token rotates.
    expect(after.refreshToken).not.toBe(before.refreshToken);
  });

  test('a sign-in that ended on the way to Home Assistant is made again, and the home then connected', {
    repeats: 2,
  }, async () => {
    await me.signUp();
    const callback = await me.catchCallback();
    // Back on the portal's own address, where its memory of this tab is.
    await page.goto(`${stack.file.portal}/config.json`);
    await me.spoil({ expiresAt: 0, refreshToken: 'no-longer-good' });
    await page.goto(callback);
    await page.getByRole('heading', { name: 'Please sign in again' }).waitFor();
    expect(page.url()).toBe(`${stack.file.portal}/`);
    await me.button('Sign in').click();
    await me.noticed('Home is connected.');
    expect(await me.kept()).toEqual(['porchlight.chosenHome', 'porchlight.session']);
  });

  test('the back button leads from the home’s sign-in page back to connecting, and not into it again afterwards', async () => {
    await me.signUp();
    await me.toConnect();
    await me.goToHome();
    await page.goBack();
    await me.heading('Connect a home').waitFor();
    // What was typed is still there.
    expect(await me.addressField().inputValue()).toBe(stack.file.homeAssistant.url);
    await me.goToHome();
    await me.button('Sign in').click();
    await me.noticed('Home is connected.');
    // The code was taken out of the address, so going back cannot send it once more.
    await page.goBack();
    await page.locator('input[name=password]').waitFor();
    await page.goForward();
    await me.heading('Home').waitFor();
    await page.waitForURL(`${stack.file.portal}/`);
    await page.locator('.condition').waitFor();
    expect(await page.locator('.condition').count()).toBe(1);
    expect(await page.locator('.notice.bad').count()).toBe(0);
  });

  test('two tabs: each renews the same sign-in, and neither ends that of the other', async () => {
    await me.signUp();
    const session = await page.evaluate(() => sessionStorage.getItem('porchlight.session') ?? '');
    const second = visit(await page.context().newPage(), stack.file);
    await second.page.goto(`${stack.file.portal}/config.json`);
    await second.page.evaluate((kept) => sessionStorage.setItem('porchlight.session', kept), session);
    await me.spoil({ expiresAt: 0 });
    await page.reload();
    await me.heading('Welcome').waitFor();
    // The refresh token was changed for another by then; the old one is good for a moment longer.
    await second.spoil({ expiresAt: 0 });
    await second.page.goto(`${stack.file.portal}/account`);
    await second.heading('Account').waitFor();
    // The page is there before what it shows.
    const refreshTokens = async () => {
      const [first, other] = [await me.remembered(), await second.remembered()];
      return new Set([JSON.parse(session).refreshToken, first.refreshToken, other.refreshToken]).size;
    };
    await expect.poll(refreshTokens, { timeout: 15_000 }).toBe(3);
    await me.spoil({ expiresAt: 0 });
    await page.reload();
    await me.heading('Welcome').waitFor();
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
    await me.noticed('You are not signed in');
    await me.noticed(words);
    expect(page.url()).toBe(`${stack.file.portal}/`);
    expect(await me.kept()).toEqual([]);
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
    await me.noticed('You are not signed in');
    expect((await me.remembered()).accessToken).toBeUndefined();
  });

  test('without a network it says so, keeps what was typed, and works again afterwards', async () => {
    await me.signUp();
    await me.toConnect();
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await me.check(stack.file.homeAssistant.url);
    await me.noticed('Porchlight cannot be reached.');
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
    await me.spoil({ expiresAt: 0, refreshToken: 'no-longer-good' });
    await page.reload();
    await me.heading('Please sign in again').waitFor();
    await me.button('Sign in').click();
    await me.heading('Reports').waitFor();
    await me.at('/reports');
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

  test('signing out ends the session here, at the login service, and the refresh token', async () => {
    await me.signUp();
    const { refreshToken = '' } = await me.remembered();
    await page.getByRole('link', { name: 'Account' }).click();
    await me.button('Sign out').click();
    await page.getByRole('heading', { name: 'Leave the light on for Alexa' }).waitFor();
    expect(page.url()).toBe(`${stack.file.portal}/`);
    expect(await me.kept()).toEqual([]);
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
});
