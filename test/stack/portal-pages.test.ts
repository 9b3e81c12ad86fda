import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../harness/axe.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import { DESKTOP, PHONE, type Visit } from '../harness/portal-visit.ts';

const PATHS = ['/', '/connect', '/devices', '/household', '/join', '/reports', '/speech', '/account'];

describeInBrowser('every page of the portal', () => {
  let portal: PortalBrowser;
  let me: Visit;
  let origin: string;

  beforeAll(async () => {
    portal = await startPortalBrowser();
    origin = portal.stack.file.portal;
    me = await portal.newVisit();
    await me.signUp();
    await me.connect();
    await me.page.getByRole('link', { name: '16 devices for Alexa' }).waitFor();
  });
  afterAll(() => portal?.close());
  afterEach(() => expect(portal.takeFindings()).toEqual({ objections: [], strangers: [] }));

  /** Pages as somebody sees them who is signed in, then not. */
  const open = async (visitor: Visit, path: string) => {
    await visitor.page.goto(`${origin}${path}`);
    await visitor.page.locator('h1').waitFor();
    await visitor.page.locator('.skeleton').waitFor({ state: 'detached' });
  };
  const choose = (visitor: Visit, language: string) =>
    visitor.page.evaluate((chosen) => localStorage.setItem('porchlight.language', chosen), language);
  const overflow = (visitor: Visit) =>
    visitor.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  describe.each(['en', 'de'])('in %s', (language) => {
    test.each([
      ['light', 'phone', PHONE],
      ['dark', 'desktop', DESKTOP],
    ] as const)('axe finds nothing, %s, on a %s', async (colorScheme, _, size) => {
      await me.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await me.page.setViewportSize(size);
      await choose(me, language);
      for (const path of PATHS) {
        await open(me, path);
        expect(await me.page.locator('html').getAttribute('lang')).toBe(language);
        expect([path, await axeFindings(me.page)]).toEqual([path, []]);
      }
    });

    test('axe finds nothing in what unfolds: check, advanced settings, guide, package, question', async () => {
      await me.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await me.page.setViewportSize(PHONE);
      await choose(me, language);
      await open(me, '/connect');
      await me.page.locator('#address').fill('192.168.1.5:8123');
      await me.page.locator('button[type=submit]').click();
      await me.page.locator('.step.failed').waitFor();
      for (const summary of await me.page.locator('summary').all()) await summary.click();
      await me.page.locator('#add-header').click();
      await me.page.locator('#trust-pinned').check();
      expect(await axeFindings(me.page)).toEqual([]);
      await open(me, '/reports');
      await me.page.locator('#smart-home-true').check();
      await me.page.locator('main .button').click();
      await me.page.locator('textarea.code').waitFor();
      expect(await axeFindings(me.page)).toEqual([]);
      await open(me, '/');
      await me.page.locator('.way-out button').click();
      await me.page.locator('dialog[open]').waitFor();
      expect(await axeFindings(me.page)).toEqual([]);
      await me.page.keyboard.press('Escape');
    });

    test('nobody who is a stranger finds a fault either', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const stranger = await portal.newVisit({ locale: language, colorScheme, reducedMotion: 'reduce' });
        for (const path of ['/', '/reports', '/join']) {
          await open(stranger, path);
          expect(await stranger.page.locator('html').getAttribute('lang')).toBe(language);
          expect([path, await axeFindings(stranger.page)]).toEqual([path, []]);
        }
        await stranger.page.context().close();
      }
    });

    test('nothing is wider than the screen, however narrow', async () => {
      await choose(me, language);
      for (const path of PATHS) {
        await open(me, path);
        for (const width of [320, 360, 768, 864, 1200]) {
          await me.page.setViewportSize({ width, height: 740 });
          expect([path, width, await overflow(me)]).toEqual([path, width, 0]);
        }
      }
    });
  });

  test('axe would find something, were it there', async () => {
    await open(me, '/');
    await me.page.evaluate("document.querySelector('main').append(document.createElement('button'))");
    expect(await axeFindings(me.page)).toEqual([expect.stringContaining('button-name')]);
  });

  test('the language is chosen at the bottom and stays chosen', async () => {
    await choose(me, 'en');
    await open(me, '/reports');
    await me.button('Deutsch').click();
    await me.heading('Meldungen').waitFor();
    await expect.poll(() => me.page.title()).toBe('Meldungen · Porchlight');
    await me.page.reload();
    await me.heading('Meldungen').waitFor();
    await me.button('English').click();
    await me.heading('Reports').waitFor();
  });

  test('a browser in a language that there is not gets English, one in German German', async () => {
    const [polish, austrian] = await Promise.all([
      portal.newVisit({ locale: 'pl-PL' }),
      portal.newVisit({ locale: 'de-AT' }),
    ]);
    await polish.page.goto(origin);
    await polish.button('Create an account').waitFor();
    await austrian.page.goto(origin);
    await austrian.button('Konto anlegen').waitFor();
    await Promise.all([polish, austrian].map(({ page }) => page.context().close()));
  });

  test('a keyboard gets everywhere: skip link, pages, and the heading after each', async () => {
    const { page } = me;
    await page.setViewportSize(DESKTOP);
    await choose(me, 'en');
    await open(me, '/');
    await page.keyboard.press('Tab');
    await page.locator('.skip:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    await page.locator('.brand').focus();
    for (const [name, title] of [
      ['Devices', 'Devices'],
      ['Household', 'Household'],
      ['Reports', 'Reports'],
      ['Account', 'Account'],
    ] as const) {
      await page.locator('.brand').focus();
      const link = page.locator('.nav a:focus', { hasText: name });
      for (let presses = 0; presses < 6 && (await link.count()) === 0; presses += 1)
        await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.locator('h1:focus', { hasText: title }).waitFor();
      expect(await page.locator('.nav a[aria-current]').textContent()).toBe(name);
    }
    await page.goBack();
    await page.locator('h1:focus', { hasText: 'Reports' }).waitFor();
  });

  test('what can be pressed is large enough for a thumb', async () => {
    await me.page.setViewportSize(PHONE);
    await choose(me, 'en');
    for (const path of PATHS) {
      await open(me, path);
      const small = await me.page.evaluate(
        `[...document.querySelectorAll('button, a.button, nav a, summary, select')]
          .filter((each) => each.checkVisibility() && !each.closest('details:not([open]) > :not(summary)'))
          .map((each) => [each.textContent, each.getBoundingClientRect()])
          .filter(([, { width, height }]) => height < 44 || width < 44).map(([text]) => text)`,
      );
      expect([path, small]).toEqual([path, []]);
    }
  });

  test('a page whose code does not come says so, and is there once it does', async () => {
    await choose(me, 'en');
    await me.page.route('**/assets/account-*.js', (route) => route.abort());
    await me.page.goto(`${origin}/account`);
    await me.heading('Porchlight could not be loaded').waitFor();
    expect(await axeFindings(me.page)).toEqual([]);
    await me.page.unroute('**/assets/account-*.js');
    await me.button('Try again').click();
    await me.heading('Account').waitFor();
  });

  test('two tabs: what one disconnects is gone in the other as soon as somebody looks', async () => {
    const { page } = me;
    await choose(me, 'en');
    await open(me, '/');
    const session = await page.evaluate(() => sessionStorage.getItem('porchlight.session') ?? '');
    const second = await page.context().newPage();
    await second.goto(`${origin}/config.json`);
    await second.evaluate((kept) => sessionStorage.setItem('porchlight.session', kept), session);
    await second.goto(origin);
    await second.getByRole('button', { name: 'Disconnect Home' }).click();
    await second.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await second.getByRole('heading', { name: 'Token revoked' }).waitFor();
    await page.bringToFront();
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await me.heading('Welcome').waitFor();
    await second.close();
  });
});
