import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Alexa } from '../../local/alexa/alexa.ts';
import { axeFindings } from '../harness/axe.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { allowing, startHome } from '../harness/homes.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import { DESKTOP, type Visit } from '../harness/portal-visit.ts';

/** One walk after the other through the same account, which is gone after the last. */
describeInBrowser('the account in the portal', () => {
  let portal: PortalBrowser;
  let cabin: Awaited<ReturnType<typeof startHome>>;
  let me: Visit;
  let page: Page;
  let email: string;
  let alexa: Alexa;
  /** Opens the demo home. */
  let token: string;
  /** The demo home's key. */
  let home: string;
  let cabinKey: string;

  const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const fineToAxe = async () => expect(await axeFindings(page)).toEqual([]);
  const goTo = (path: string) => page.goto(`${portal.stack.file.portal}${path}`);
  const statusAtHome = async () => {
    const { url } = portal.stack.file.homeAssistant;
    return (await fetch(`${url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  /** Connects a home as the account API's other clients do. */
  const connect = async (url: string, secret: string, name: string) => {
    const { accessToken } = await me.remembered();
    const answer = await fetch(`${portal.stack.file.portal}/v1/homes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url, token: secret, name, revokeOnDisconnect: true }),
    });
    return ((await answer.json()) as { home: string }).home;
  };
  const downloaded = async (press: () => Promise<void>): Promise<{ name: string; text: string }> => {
    const coming = page.waitForEvent('download');
    await press();
    const download = await coming;
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  };

  beforeAll(async () => {
    cabin = await startHome();
    portal = await startPortalBrowser({ homeAddressAllowlist: allowing(cabin.url) });
    me = await portal.newVisit({ reducedMotion: 'reduce' });
    page = me.page;
    email = await me.signUp();
    token = (await portal.stack.demoHome?.createLongLivedToken('of somebody who leaves')) ?? '';
    home = await connect(portal.stack.file.homeAssistant.url, token, 'Home');
    cabinKey = await connect(cabin.url, cabin.token, 'Cabin');
    alexa = await portal.linkAlexa(email);
  });
  afterAll(async () => {
    alexa?.close();
    await portal?.close();
    await cabin?.close();
  });
  afterEach(() => expect(portal.takeFindings()).toEqual({ objections: [], strangers: [] }));

  test.each(['de', 'en'])('pages and homes have room beside each other, in %s', async (language) => {
    await page.evaluate((chosen) => localStorage.setItem('porchlight.language', chosen), language);
    await goTo('/speech');
    await page.locator('.switcher').waitFor();
    for (const width of [320, 360, 390, 864, 930, 1000, 1200]) {
      await page.setViewportSize({ width, height: 740 });
      const crowded = await page.evaluate(() => {
        const places = [...document.querySelectorAll('.brand, .nav a span, .switcher')].map((one) => ({
          text: one.textContent,
          box: one.getBoundingClientRect(),
        }));
        return places.flatMap(({ text, box }, index) =>
          places
            .slice(index + 1)
            .filter(
              (other) =>
                box.left < other.box.right + 2 &&
                other.box.left < box.right + 2 &&
                box.top < other.box.bottom &&
                other.box.top < box.bottom,
            )
            .map((other) => `${text} ${other.text}`),
        );
      });
      expect([width, crowded]).toEqual([width, []]);
    }
    await page.setViewportSize(DESKTOP);
  });

  test('Alexa speaks with the home that is chosen; the page about speaking says how', async () => {
    portal.stack.demoHome?.setAgent(() => ({ speech: 'This is Home.' }));
    cabin.setAgent(() => ({ speech: 'This is the cabin.' }));
    const answer = async () => (await alexa.talk('en-US').say('is anybody there'))?.speech;
    expect(await answer()).toBe('This is Home.');
    await goTo('/');
    await page.locator('.switcher summary').click();
    await page.locator('.switcher a', { hasText: 'Cabin' }).click();
    await me.heading('Cabin').waitFor();
    await shows('Alexa speaks with Home.');
    await fineToAxe();
    await me.button('Speak with this home').click();
    await me.noticed('From now on Alexa speaks with Cabin.');
    await page.locator('h1:focus').waitFor();
    await shows('Alexa speaks with this home.');
    expect(await answer()).toBe('This is the cabin.');
    await page.getByRole('link', { name: 'How to speak with it' }).click();
    await me.heading('Speech').waitFor();
    await shows('Alexa, ask my house to use Home');
    const { id } = portal.stack.file.skill;
    const { name, text } = await downloaded(() => page.getByRole('link', { name: 'Download' }).click());
    expect(name).toBe('porchlight_speech.yaml');
    expect(text).toContain(`\n  ${id}:\n`);
    expect(text).toBe(await page.getByLabel('The examples as text').inputValue());
    await fineToAxe();
    // What fails is told, and the choice is as it was.
    await goTo(`/?home=${home}`);
    await page.route('**/v1/me/default-home', (route) => route.abort());
    await me.button('Speak with this home').click();
    await me.noticed('This home could not be chosen');
    await page.unroute('**/v1/me/default-home');
    await shows('Alexa speaks with Cabin.');
  });

  test('who answers is chosen from the assistants that the home has', async () => {
    cabin.setAgent(({ agentId }) => ({ speech: `This is ${agentId}.` }));
    const answer = async () => (await alexa.talk('en-US').say('is anybody there'))?.speech;
    const choice = page.locator('#assistant');
    const labels = () => choice.locator('option').allTextContents();
    await goTo(`/speech?home=${cabinKey}`);
    await me.heading('Who answers').waitFor();
    await expect.poll(labels).toEqual(['Home Assistant’s own assistant', 'Butler']);
    await choice.selectOption({ label: 'Butler' });
    await shows('Saved.');
    expect(await answer()).toBe('This is conversation.butler.');
    await page.reload();
    await expect.poll(labels).toHaveLength(2);
    expect(await choice.inputValue()).toBe('conversation.butler');
    await fineToAxe();

    // Gone from Home Assistant, it is said to be, here and by Alexa.
    cabin.setAssistants([]);
    await page.reload();
    const missing = 'conversation.butler (gerade nicht da)';
    await me.button('Deutsch').click();
    await expect.poll(labels).toEqual(['Der eigene Assistent von Home Assistant', missing]);
    await fineToAxe();
    await me.button('English').click();
    expect(await answer()).toMatch(/^The assistant that was chosen for your home is not there/);
    await choice.selectOption('');
    await shows('Saved.');
    expect(await answer()).toBe('This is conversation.home_assistant.');

    // A home that cannot be asked keeps what was chosen.
    cabin.setFault({ path: '/api/websocket', status: 502 });
    await page.reload();
    await shows('Your home could not be asked for its assistants: It reports an error of its own');
    await fineToAxe();
    cabin.setFault(undefined);
    await me.button('Try again').click();
    await page.getByText('could not be asked').waitFor({ state: 'detached' });
  });

  test('an Alexa is disconnected: its next directive is refused, which unlinks it', async () => {
    expect(await alexa.discover()).toMatchObject({ error: undefined, unlinked: false });
    await goTo('/account');
    await page.getByRole('button', { name: /^Disconnect North America/ }).click();
    await me.heading('Disconnect Alexa in North America?').waitFor();
    await fineToAxe();
    await me.button('Disconnect').click();
    await me.noticed('This Alexa is disconnected');
    await page.locator('h1:focus').waitFor();
    await shows('Not linked yet');
    expect(await alexa.discover()).toMatchObject({
      error: 'INVALID_AUTHORIZATION_CREDENTIAL',
      unlinked: true,
      problems: [],
    });
    alexa.close();
    alexa = await portal.linkAlexa(email);
    expect(await alexa.discover()).toMatchObject({ error: undefined });
  });

  test('everything is taken along in a file, without a secret in it', async () => {
    await goTo('/account');
    const { name, text } = await downloaded(() => me.button('Download my data').click());
    expect(name).toMatch(/^porchlight-export-\d{4}-\d\d-\d\d\.json$/);
    expect(JSON.parse(text)).toMatchObject({
      login: { email },
      homes: expect.arrayContaining([expect.objectContaining({ home, name: 'Home' })]),
      links: expect.arrayContaining([expect.objectContaining({ region: 'NA' })]),
    });
    const secrets = [...portal.stack.issued(), { what: 'of the cabin', value: cabin.token }];
    expect(secrets.some(({ value }) => value === token)).toBe(true);
    expect(secrets.filter(({ value }) => text.includes(value)).map(({ what }) => what)).toEqual([]);
    await me.noticed(`Your data is in ${name}`);
    await fineToAxe();
  });

  test('the account is deleted: to the receipt, with what could not be reached, and nobody can sign in', async () => {
    const session = await page.evaluate(() => sessionStorage.getItem('porchlight.session') ?? '');
    await cabin.close();
    expect(await statusAtHome()).toBe(200);
    await me.button('Delete my account').click();
    await shows(/^Erased for everybody: .*Cabin/);
    await page.getByLabel(`To confirm, type ${email}`).fill('somebody@example.com');
    await me.button('Delete for good').click();
    await shows(`That is not ${email}.`);
    await page.locator('#delete-confirmation:focus').waitFor();
    await fineToAxe();
    await page.getByLabel(`To confirm, type ${email}`).fill(email.toUpperCase());
    await me.button('Delete for good').click();
    await me.heading('Your account is being deleted').waitFor();
    await page.locator('h1:focus').waitFor();
    await shows(/^\d of \d steps are finished\.$/);
    await fineToAxe();
    await page.getByText('Home is erased, and its token is revoked.').waitFor({ timeout: 30_000 });
    expect(await statusAtHome()).toBe(401);

    // Elsewhere nothing answers any more, and each page says why.
    const second = await page.context().newPage();
    await second.goto(`${portal.stack.file.portal}/config.json`);
    await second.evaluate((kept) => sessionStorage.setItem('porchlight.session', kept), session);
    await second.goto(`${portal.stack.file.portal}/household`);
    await second.getByRole('heading', { name: 'Your account is being deleted' }).waitFor();
    await second.close();

    await page.getByRole('heading', { name: 'Your account is deleted' }).waitFor({ timeout: 90_000 });
    await shows('Something is left that only you can do');
    await shows(/^Cabin is erased, but could not be reached.*It does not accept connections/);
    await shows('Alexa in North America can no longer use Porchlight.');
    expect(await me.kept()).toEqual(['porchlight.receipt']);
    await fineToAxe();
    await page.emulateMedia({ colorScheme: 'dark' });
    await me.button('Deutsch').click();
    await me.heading('Dein Konto ist gelöscht').waitFor();
    await fineToAxe();
    await me.button('English').click();
    await page.reload();
    const { name, text } = await downloaded(() => me.button('Download the receipt').click());
    expect(name).toMatch(/^porchlight-receipt-\d{4}-\d\d-\d\d\.txt$/);
    expect(text).toContain('Porchlight. Your account is deleted.');
    expect(text).toMatch(/✕ Cabin is erased.*\n {2}What is left for you to do: Delete the token by hand/);

    await me.button('Close and leave').click();
    await me.button('Create an account').waitFor();
    expect(await me.kept()).toEqual([]);
    await me.button('Sign in').click();
    await me.fillSignIn(email);
    await shows('Incorrect username or password.');
    expect(await alexa.discover()).toMatchObject({ unlinked: true });
  }, 150_000);
});
