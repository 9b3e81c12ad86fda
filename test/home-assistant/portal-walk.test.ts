import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { allowancesForUrl } from '../../local/stack/address-allowance.ts';
import { type AlexaPageMessages, createAlexaPageMessages } from '../harness/alexa-page-messages.ts';
import { type AlexaVisit, type AmazonAccount, visitAlexa } from '../harness/alexa-page-visit.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import { DESKTOP, type Visit, visit } from '../harness/portal-visit.ts';
import { asText, dumpTable } from '../harness/table-dump.ts';
import { HOUSE, type HomeAssistant, startHomeAssistant } from './home.ts';
import { type Overheard, overhear } from './overheard.ts';
import { createPortalWalk } from './portal-walk.ts';
import { describeWithHomeAssistant } from './suite.ts';

const LAMP = HOUSE.dimmableLight;
const TOUCH = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
/** Home Assistant's own page is put together by megabytes of scripts, and the machine may be busy. */
const WITHIN_MS = 20_000;
const THROTTLED = 'The event gateway throttles';
const OWNER = 'first.owner@example.com';
const GUEST = 'second.person@example.com';

/** Nobody knows anything yet; in the end somebody has come, let another in, and left no trace. One after the other. */
describeWithHomeAssistant('from nothing to a lamp, in a browser', () =>
  describeInBrowser('at a real Home Assistant', () => {
    const checker = createChecker();
    let homeAssistant: HomeAssistant;
    /** The same Home Assistant, at the addresses that its two owners know it by. */
    let house: Overheard;
    let flat: Overheard;
    let portal: PortalBrowser;
    let messages: AlexaPageMessages;
    let owner: Visit;
    let robin: AlexaVisit;
    let guest: Visit;
    let kim: AlexaVisit;
    /** Who deletes their account. */
    let left: { sub: string; home: string; token: string };

    beforeAll(async () => {
      homeAssistant = await startHomeAssistant();
      [house, flat] = [await overhear(homeAssistant.url), await overhear(homeAssistant.url)];
      const allowances = await Promise.all([house, flat].map(({ url }) => allowancesForUrl(url)));
      portal = await startPortalBrowser({ homeAddressAllowlist: allowances.flat().join(',') });
      messages = createAlexaPageMessages(portal.stack.file.alexaPage, checker);
      console.log(`Home Assistant ${homeAssistant.version}`);
    });
    afterAll(async () => {
      await portal?.close();
      await Promise.all([house?.close(), flat?.close()]);
      await homeAssistant?.close();
      console.log(checker.summary());
    });

    afterEach(() => {
      const { objections, strangers } = portal.takeFindings();
      const known = [house.url, flat.url, portal.stack.file.alexaPage];
      expect(strangers.filter((origin) => !known.includes(origin))).toEqual([]);
      expect(objections).toEqual([]);
    });

    const newVisit = async (options: BrowserContextOptions = {}) => {
      const visitor = await portal.newVisit(options);
      visitor.page.setDefaultTimeout(WITHIN_MS);
      return visitor;
    };
    const newAlexa = async (account: AmazonAccount) =>
      visitAlexa(await newVisit({ viewport: DESKTOP }), portal.stack.file.alexaPage, account);
    const walk = (press: 'tap' | 'click') => createPortalWalk({ homeAssistant, messages, press });
    const statusAtHome = async (token: string) =>
      (await fetch(`${homeAssistant.url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;
    const homeOf = async ({ page }: Visit): Promise<string> => {
      const chosen = await page.evaluate(() => sessionStorage.getItem('porchlight.chosenHome'));
      return String(JSON.parse(chosen ?? '""'));
    };
    /** Every row of either table in which there is a trace of who left. */
    const rowsLeft = async (): Promise<string[]> => {
      const { registry, devices } = portal.stack.file.dynamodb;
      const tables = [registry, devices].map((table) => dumpTable(portal.stack.file, table));
      return (await Promise.all(tables))
        .flat()
        .filter((item) => [left.sub, left.home, OWNER].some((trace) => asText(item).includes(trace)))
        .map(({ pk, sk }) => `${String(pk)} ${String(sk)}`)
        .toSorted();
    };
    const userOf = async (sub: string) => {
      const { endpoint, region, userPoolId } = portal.stack.file.cognito;
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const client = new CognitoIdentityProviderClient({ endpoint, region, credentials });
      try {
        return await client.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: sub }));
      } finally {
        client.destroy();
      }
    };
    /** Whose portal this tab is. */
    const subOf = async (visitor: Visit): Promise<string> => {
      const { accessToken = '' } = await visitor.remembered();
      const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
      return (JSON.parse(claims) as { sub: string }).sub;
    };

    test('on a desktop', async () => {
      const { signUp, connect, enable, switchLamp, seeItWorks } = walk('click');
      owner = await newVisit({ viewport: DESKTOP });
      await signUp(owner, OWNER);
      await connect(owner, house);
      robin = await newAlexa('Robin');
      await enable(robin, OWNER);
      await switchLamp(robin);
      await seeItWorks(owner);
    }, 90_000);

    test('a second person joins by a link and switches the lamp too', async () => {
      const { enable, switchLamp } = walk('click');
      await owner.page.getByRole('link', { name: 'Household' }).click();
      await owner.button('Make the link').click();
      const link = await owner.page.getByLabel('Link of the invitation').inputValue();
      guest = await newVisit();
      await guest.page.goto(link);
      await guest.heading('You are invited').waitFor();
      await guest.fillSignUp(GUEST);
      await guest.page.getByText(`${OWNER} invites you to Home.`).waitFor();
      await guest.button('Join').click();
      await guest.heading('You belong to Home').waitFor();
      kim = await newAlexa('Kim');
      await enable(kim, GUEST);
      await guest.heading('Your Alexa is linked').waitFor();
      await switchLamp(kim);
    }, 90_000);

    test('who is removed is told so by Alexa, and nothing happens at home', async () => {
      // Alexa is kept from hearing of it: else the tile would be gone before anybody could press it.
      await kim.setFault(THROTTLED, true);
      const member = owner.page.locator('.members li', { hasText: GUEST });
      await member.getByRole('button', { name: 'Remove' }).click();
      await owner.button('Remove').click();
      await owner.noticed(`${GUEST} no longer belongs to this home`);

      const before = await homeAssistant.state(LAMP.id);
      const commands = () => house.directives().filter((name) => name.startsWith('Turn'));
      const commandsBefore = commands();
      const sentence = `I couldn't find ${LAMP.name}. You may have to discover your devices again.`;
      await kim.power(LAMP.name, true).click();
      await kim.said(sentence);
      await kim.tile(LAMP.name).getByText(sentence).waitFor();
      await kim.entry('NO_SUCH_ENDPOINT').waitFor();
      expect(await messages.check()).toBeGreaterThan(0);
      expect(commands()).toEqual(commandsBefore);
      expect(await homeAssistant.state(LAMP.id)).toEqual(before);

      await guest.page.goto(portal.stack.file.portal);
      await guest.heading('Welcome').waitFor();
      await guest.page.getByText('1 of 3 done').waitFor();
      await kim.setFault(THROTTLED, false);
    }, 60_000);

    test('who deletes their account has a token that Home Assistant refuses, and Alexa forgets their devices', async () => {
      const { page } = owner;
      left = { sub: await subOf(owner), token: house.token(), home: await homeOf(owner) };
      expect((await rowsLeft()).length).toBeGreaterThan(5);
      expect(await statusAtHome(left.token)).toBe(200);

      await page.getByRole('link', { name: 'Account' }).click();
      await owner.button('Delete my account').click();
      await page.getByLabel(`To confirm, type ${OWNER}`).fill(OWNER);
      await owner.button('Delete for good').click();
      await owner.heading('Your account is being deleted').waitFor();
      await page.getByText('Home is erased, and its token is revoked.').waitFor();
      expect(await statusAtHome(left.token)).toBe(401);
      // Alexa hears of it; and of the one who was removed, now that the gateway takes what it is told.
      for (const alexa of [robin, kim])
        await expect.poll(() => alexa.page.locator('.tile').count(), { timeout: 60_000 }).toBe(0);
      await kim.disable();
    }, 90_000);

    test('meanwhile somebody else comes all the way on a phone', async () => {
      const { signUp, connect, enable, switchLamp, seeItWorks } = walk('tap');
      const me = await newVisit(TOUCH);
      const email = await signUp(me);
      await connect(me, flat);
      const tab = visit(await me.page.context().newPage(), portal.stack.file);
      tab.page.setDefaultTimeout(WITHIN_MS);
      const alexa = visitAlexa(tab, portal.stack.file.alexaPage, 'Kim');
      await enable(alexa, email);
      await switchLamp(alexa);
      await seeItWorks(me);
      await me.page.context().close();
    }, 90_000);

    test('of who left there is a receipt on the page, a tombstone, and nothing else', async () => {
      await owner.heading('Your account is deleted').waitFor({ timeout: 90_000 });
      await owner.page.getByText('You are signed out. What became of everything is below').waitFor();
      expect(await owner.page.locator('.step').count()).toBe(4);
      expect(await owner.page.locator('.step.passed').count()).toBe(4);
      expect(await rowsLeft()).toEqual([`USER#${left.sub} ACCOUNT`, `USER#${left.sub} DELETION`]);
      await expect(userOf(left.sub)).rejects.toMatchObject({ name: 'UserNotFoundException' });
      expect(await statusAtHome(left.token)).toBe(401);
      // Whoever else has a home there keeps it.
      expect(await statusAtHome(flat.token())).toBe(200);
      expect(await messages.check()).toBeGreaterThan(0);
    }, 120_000);
  }),
);
