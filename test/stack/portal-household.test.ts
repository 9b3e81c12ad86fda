import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { axeFindings } from '../harness/axe.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { createOwner, type Owner } from '../harness/owner.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import { PASSWORD, type Visit } from '../harness/portal-visit.ts';
import { dumpTable } from '../harness/table-dump.ts';

/** Made so long ago that they are over, as if a week had gone by. */
async function expireInvitations({ file }: PortalBrowser['stack']): Promise<number> {
  const client = new DynamoDBClient({
    region: file.cognito.region,
    endpoint: file.dynamodb.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const items = await dumpTable(file, file.dynamodb.registry);
  const open = items.filter(({ sk }) => String(sk).startsWith('INVITATION#'));
  for (const { pk, sk } of open) {
    await client.send(
      new UpdateItemCommand({
        TableName: file.dynamodb.registry,
        Key: { pk: { S: String(pk) }, sk: { S: String(sk) } },
        UpdateExpression: 'SET expiresAt = :past',
        ExpressionAttributeValues: { ':past': { N: String(Date.now() - 1) } },
      }),
    );
  }
  client.destroy();
  return open.length;
}

/** One walk after the other through the same household: its people stay the same. */
describeInBrowser('a household in the portal', () => {
  const checker = createChecker();
  const guestEmail = 'second.person@example.com';
  /** All that any browser asked any server for. */
  const asked: string[] = [];
  const tokens: string[] = [];
  let portal: PortalBrowser;
  let owner: Visit;
  let guest: Visit;
  let ownerEmail: string;
  let alexa: ReturnType<Owner['alexa']>;

  const newVisit = async (): Promise<Visit> => {
    const visitor = await portal.newVisit({
      permissions: ['clipboard-read', 'clipboard-write'],
      // What is fading in is not to be measured yet.
      reducedMotion: 'reduce',
    });
    visitor.page.on('request', (request) =>
      asked.push(`${request.url()} ${request.headers().referer ?? ''}`),
    );
    return visitor;
  };
  const goTo = (visitor: Visit, path: string) => visitor.page.goto(`${portal.stack.file.portal}${path}`);
  const fineToAxe = async ({ page }: Visit) => expect(await axeFindings(page)).toEqual([]);
  const shows = (visitor: Visit, text: string) => visitor.page.getByText(text).first().waitFor();
  const member = (page: Page, email: string) => page.locator('.members li', { hasText: email });

  /** The owner makes an invitation, and reads its link off the page. */
  const invite = async (email = ''): Promise<string> => {
    await goTo(owner, '/household');
    await owner.page.getByLabel('Their e-mail address').fill(email);
    await owner.button('Make the link').click();
    const link = await owner.page.getByLabel('Link of the invitation').inputValue();
    expect(link).toMatch(new RegExp(`^${portal.stack.file.portal}/join#pli1\\.k[a-z0-9]+\\.[\\w-]{43}$`));
    tokens.push(link.slice(-43));
    return link;
  };

  const lamp = () =>
    portal.stack.demoHome?.entities().find(({ entityId }) => entityId === 'light.kitchen')?.state;
  const switchLamp = async (name: 'TurnOn' | 'TurnOff') => {
    const home = await owner.page.evaluate(() => sessionStorage.getItem('porchlight.chosenHome') ?? '""');
    const exchange = await alexa.directive(
      'Alexa.PowerController',
      name,
      `${JSON.parse(home)}:light#kitchen`,
    );
    expect(exchange.problems).toEqual([]);
    return exchange.error;
  };

  beforeAll(async () => {
    portal = await startPortalBrowser();
    [owner, guest] = [await newVisit(), await newVisit()];
    alexa = createOwner(portal.stack.file, { username: guestEmail, password: PASSWORD }).alexa(checker);
    ownerEmail = await owner.signUp();
    await owner.connect();
  });
  afterAll(async () => {
    alexa?.close();
    await portal?.close();
  });
  afterEach(() => {
    expect(portal.takeFindings()).toEqual({ objections: [], strangers: [] });
    // What stands behind the # of a link never goes to a server in an address.
    expect(asked.filter((request) => tokens.some((token) => request.includes(token)))).toEqual([]);
  });

  test('the owner makes a link, and can copy, share and mail it', async () => {
    const { page } = owner;
    await page.addInitScript(
      `Object.defineProperty(navigator, 'share', {
        value: async (shared) => sessionStorage.setItem('shared', JSON.stringify(shared)),
      })`,
    );
    await goTo(owner, '/household');
    await shows(owner, 'So far it is only you.');
    await page.getByLabel('Their e-mail address').fill('nobody');
    await owner.button('Make the link').click();
    await shows(owner, 'This is not an e-mail address.');
    await page.locator('#invite-email:focus').waitFor();

    const link = await invite('kim@example.com');
    await shows(owner, 'Only kim@example.com can use it');
    await page.locator('#invite-title:focus').waitFor();
    await owner.button('Copy').click();
    await shows(owner, 'Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link);
    await owner.button('Share …').click();
    expect(JSON.parse(await page.evaluate("sessionStorage.getItem('shared')"))).toMatchObject({ url: link });
    const mail = await page.getByRole('link', { name: 'Write an e-mail' }).getAttribute('href');
    expect(mail).toMatch(/^mailto:kim@example\.com\?subject=[^&\s]+&body=/);
    expect(new URL(mail ?? '').searchParams.get('body')).toContain(link);
    await fineToAxe(owner);

    await page.getByRole('button', { name: /^Revoke kim@example.com/ }).click();
    await owner.noticed('The invitation is revoked');
    // Its link is of no use any more, and is not left standing there.
    await owner.heading('Invite somebody').waitFor();
    await shows(owner, 'There are none.');
  });

  test('somebody new opens it, signs up, joins, links Alexa, and switches the lamp', async () => {
    const link = await invite();
    await guest.page.goto(link);
    await guest.heading('You are invited').waitFor();
    expect(guest.page.url()).toBe(`${portal.stack.file.portal}/join`);
    await fineToAxe(guest);
    await guest.fillSignUp(guestEmail);
    await shows(guest, `${ownerEmail} invites you to Home.`);
    await fineToAxe(guest);
    await guest.button('Join').click();
    await guest.heading('You belong to Home').waitFor();
    await guest.heading('Link your Alexa').waitFor();
    expect(await guest.kept()).not.toContain('porchlight.invitation');
    await fineToAxe(guest);

    await alexa.linkAsOwner();
    expect(await alexa.grant()).toMatchObject({ error: undefined });
    // Nobody touches either page: both hear of it by themselves.
    await guest.heading('Your Alexa is linked').waitFor();
    await member(owner.page, guestEmail).getByText('Alexa linked').waitFor();
    await owner.heading('Invite somebody').waitFor();
    expect(await switchLamp('TurnOff')).toBeUndefined();
    await expect.poll(lamp).toBe('off');
    expect(await switchLamp('TurnOn')).toBeUndefined();
    await expect.poll(lamp).toBe('on');

    // The same link, once more: nothing went wrong, and nothing is left to do.
    await guest.page.goto(link);
    await guest.heading('You belong to Home already').waitFor();
  });

  test('who is removed can switch nothing, and sees no home', async () => {
    await member(owner.page, guestEmail).getByRole('button', { name: 'Remove' }).click();
    await owner.heading(`Remove ${guestEmail}?`).waitFor();
    await fineToAxe(owner);
    await owner.button('Remove').click();
    await owner.noticed(`${guestEmail} no longer belongs to this home`);
    await owner.page.locator('h1:focus').waitFor();
    expect(await switchLamp('TurnOff')).toBe('NO_SUCH_ENDPOINT');
    expect(lamp()).toBe('on');
    await goTo(guest, '/household');
    await guest.heading('No home is connected yet').waitFor();
  });

  test('one for another address is explained, and waits until the right person has signed in', async () => {
    const link = await invite(guestEmail);
    await owner.page.goto(link);
    await owner.heading('This link leads to Home, your own home').waitFor();

    const third = await newVisit();
    const thirdEmail = await third.signUp();
    await third.page.goto(link);
    await third.heading('This invitation is not for you').waitFor();
    await shows(third, thirdEmail);
    await fineToAxe(third);
    // Elsewhere in the portal it is not forgotten.
    await third.page.getByRole('link', { name: 'Account' }).click();
    await third.page.getByRole('link', { name: 'Look at it' }).click();
    await third.button('Sign in as somebody else').click();
    await third.heading('You are invited').waitFor();
    await third.button('Sign in').click();
    await third.fillSignIn(guestEmail);
    await third.button('Join').click();
    await third.heading('You belong to Home').waitFor();
    await third.heading('Your Alexa is linked').waitFor();
    expect(await switchLamp('TurnOff')).toBeUndefined();
    await third.page.context().close();
  });

  test('used, revoked, expired and cut off: each says so', async () => {
    const third = await newVisit();
    await third.signUp();
    const isRefused = async (link: string) => {
      await third.page.goto(link);
      await third.heading('This invitation does not work').waitFor();
      await shows(third, 'It was used or revoked, or it is older than seven days.');
      await shows(third, 'Ask whoever invited you for a new link.');
      expect(await third.kept()).not.toContain('porchlight.invitation');
      await fineToAxe(third);
      // A link that is only another behind the # loads nothing.
      await third.page.goto('about:blank');
    };
    const used = await invite();
    await third.page.goto(used);
    await third.button('No, thanks').click();
    await third.heading('Welcome').waitFor();
    const fourth = await newVisit();
    await fourth.signUp();
    await fourth.page.goto(used);
    await fourth.button('Join').click();
    await fourth.heading('You belong to Home').waitFor();
    await isRefused(used);

    const revoked = await invite();
    await owner.page.getByRole('button', { name: /^Revoke/ }).click();
    await owner.noticed('The invitation is revoked');
    await isRefused(revoked);

    const expired = await invite();
    expect(await expireInvitations(portal.stack)).toBe(1);
    await isRefused(expired);

    await third.page.goto(expired.slice(0, -5));
    await third.heading('There is no invitation here').waitFor();
    await fineToAxe(third);
    // Pasted over it, in the same tab.
    const good = await invite();
    await third.page.goto(good);
    await third.heading('Join Home').waitFor();
    expect(third.page.url()).toBe(`${portal.stack.file.portal}/join`);
    await Promise.all([third, fourth].map(({ page }) => page.context().close()));
  });

  test('the home is handed over, and who owned it leaves', async () => {
    const { page } = owner;
    await goTo(owner, '/household');
    await member(page, guestEmail).getByRole('button', { name: 'Make owner' }).click();
    await shows(owner, 'You stay a member of Home.');
    await fineToAxe(owner);
    await owner.button('Make owner').click();
    await owner.noticed(`${guestEmail} is the owner now`);
    await member(page, guestEmail).getByText('Owner').waitFor();
    expect(await owner.heading('Invite somebody').count()).toBe(0);
    await owner.button('Leave Home').click();
    await owner.button('Leave').click();
    await owner.noticed('You no longer belong to Home');
    await owner.heading('Welcome').waitFor();

    await goTo(guest, '/household');
    await guest.heading('Invite somebody').waitFor();
    expect(await member(guest.page, ownerEmail).count()).toBe(0);

    // The token is still that of whoever left: the new owner is told until they have connected the home themselves.
    await goTo(guest, '/');
    await shows(guest, 'This home is now yours, its connection not yet');
    await fineToAxe(guest);
    await guest.page.getByRole('link', { name: 'Connect again' }).click();
    expect(await guest.addressField().inputValue()).toBe(portal.stack.file.homeAssistant.url);
    await guest.goToHome();
    await guest.button('Sign in').click();
    await guest.noticed('Home is connected again.');
    await guest.page.getByRole('link', { name: '16 devices for Alexa' }).waitFor();
    expect(await guest.page.getByText('its connection not yet').count()).toBe(0);
  });
});
