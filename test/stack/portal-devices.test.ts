import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Alexa } from '../../local/alexa/alexa.ts';
import { arrayAt, stringAt } from '../../local/alexa/checks/json.ts';
import type { DeviceList } from '../../portal/api-types.ts';
import { axeFindings } from '../harness/axe.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import { DESKTOP, PHONE, type Visit } from '../harness/portal-visit.ts';

describeInBrowser('what an owner says in the portal counts for Alexa at once', () => {
  let portal: PortalBrowser;
  let me: Visit;
  let page: Page;
  let alexa: Alexa;
  /** Its key. */
  let home: string;
  /** How far the gateway's events have been looked at. */
  let seen = 0;

  beforeAll(async () => {
    portal = await startPortalBrowser();
    portal.stack.demoHome?.addEndpoint({ endpointId: 'light#attic', friendlyName: 'Attic' });
    me = await portal.newVisit();
    page = me.page;
    const email = await me.signUp();
    await me.connect();
    alexa = await portal.linkAlexa(email);
    const [device] = arrayAt((await alexa.discover()).message, 'event', 'payload', 'endpoints') ?? [];
    home = stringAt(device, 'endpointId')?.split(':')[0] ?? '';
    await page.goto(`${portal.stack.file.portal}/devices`);
    await page.getByText('Alexa is offered 16 devices').waitFor();
  });
  afterAll(async () => {
    alexa?.close();
    await portal?.close();
  });
  afterEach(() => expect(portal.takeFindings()).toEqual({ objections: [], strangers: [] }));

  const device = (id: string) => page.locator(`[data-device="${id}"]`);
  const open = (id: string) => device(id).locator('summary').click();
  const saved = (id: string) => device(id).getByText('Saved.').waitFor();

  const discovered = async () => {
    const { message, problems } = await alexa.discover();
    expect(problems).toEqual([]);
    const endpoints = arrayAt(message, 'event', 'payload', 'endpoints') ?? [];
    return new Map(
      endpoints.map((each) => [
        stringAt(each, 'endpointId')?.split(':')[1],
        [stringAt(each, 'friendlyName'), ...(arrayAt(each, 'displayCategories') ?? [])],
      ]),
    );
  };
  /** The account API, as somebody who is signed in there. */
  const api = async (visitor: Visit, method: string, path: string, body?: object) => {
    const { accessToken } = await visitor.remembered();
    const answer = await fetch(`${portal.stack.file.portal}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as unknown;
  };

  /** Waits until the event gateway has heard of a device. */
  const told = async (name: string, id: string, ...texts: readonly string[]) => {
    for (;;) {
      const { events, next } = await alexa.events(seen, { waitSeconds: 10 });
      if (events.length === 0) throw new Error(`the gateway heard of no ${name} of ${id}`);
      seen = next;
      const found = events
        .filter(({ message }) => stringAt(message, 'event', 'header', 'name') === name)
        .map(({ message }) => JSON.stringify(message))
        .filter((text) => text.includes(`:${id}"`));
      if (found.some((text) => texts.every((part) => text.includes(part)))) return;
    }
  };

  test('held back, a device is gone; shown again, it is there', async () => {
    await open('script#good_night');
    await page.getByLabel('Show to Alexa').uncheck();
    await saved('script#good_night');
    await page.getByText('Alexa is offered 15 devices').waitFor();
    await device('script#good_night').locator('.flag', { hasText: 'held back' }).waitFor();
    await told('DeleteReport', 'script#good_night');
    expect((await discovered()).has('script#good_night')).toBe(false);
    const held = await alexa.directive('Alexa.SceneController', 'Activate', `${home}:script#good_night`);
    expect(held.error).toBe('NO_SUCH_ENDPOINT');

    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByRole('link', { name: '15 devices for Alexa' }).waitFor();
    await page.getByText('2 devices held back').waitFor();
    await page.goBack();

    // What Alexa would not take is among them, and what somebody is busy with does not vanish below their hand.
    await page.getByLabel('Held back 2').check();
    await open('light#attic');
    await page.getByText('Alexa would not take it').waitFor();
    await open('script#good_night');
    await page.getByLabel('Show to Alexa').focus();
    await page.keyboard.press('Space');
    await saved('script#good_night');
    await told('AddOrUpdateReport', 'script#good_night');
    expect(await page.evaluate('document.activeElement.role')).toBe('switch');
    expect((await discovered()).has('script#good_night')).toBe(true);
    await page.getByLabel('All 17').check();
  });

  test('renamed for Alexa it is called so there, and equal names are told', async () => {
    await page.getByLabel('Search devices').fill('hall lig');
    await page.getByText('1 device', { exact: true }).waitFor();
    await open('light#hallway');
    await page.getByLabel('Name for Alexa').fill('Lamp (hall)');
    await me.button('Save').click();
    await page.getByText('none of these').waitFor();
    await page.getByLabel('Name for Alexa').fill(' kitchen LIGHT ');
    await page.keyboard.press('Enter');
    await saved('light#hallway');
    await page.getByText('Kitchen light (light.kitchen)').waitFor();
    await page.getByLabel('Name for Alexa').fill('Corridor');
    await me.button('Save').click();
    await told('AddOrUpdateReport', 'light#hallway', '"Corridor"');
    await device('light#hallway').locator('.name', { hasText: 'Corridor' }).waitFor();
    expect(await device('light#hallway').getByText('same name').count()).toBe(0);
    await page.getByLabel('What it is to Alexa').selectOption('Christmas tree');
    await told('AddOrUpdateReport', 'light#hallway', '"CHRISTMAS_TREE"');
    expect((await discovered()).get('light#hallway')).toEqual(['Corridor', 'CHRISTMAS_TREE']);

    await me.button('Call it “Hallway light” again, as at home').click();
    await page.locator('input:focus').waitFor();
    await told('AddOrUpdateReport', 'light#hallway', '"Hallway light"');
    await page.getByLabel('Search devices').fill('');
  });

  test('forbidden to unlock, a door can be locked and not unlocked', async () => {
    await open('lock#front_door');
    await device('lock#front_door').getByLabel('Never unlock through Alexa').check();
    await saved('lock#front_door');
    await device('lock#front_door').locator('.flag', { hasText: 'unlocking forbidden' }).waitFor();
    const door = `${home}:lock#front_door`;
    const unlocked = await alexa.directive('Alexa.LockController', 'Unlock', door);
    expect([unlocked.error, unlocked.problems]).toEqual(['INSUFFICIENT_PERMISSIONS', []]);
    expect((await alexa.directive('Alexa.LockController', 'Lock', door)).error).toBeUndefined();
    const state = portal.stack.demoHome?.entities().find(({ entityId }) => entityId === 'lock.front_door');
    expect(state?.state).toBe('locked');
    await device('lock#front_door').getByLabel('Never unlock through Alexa').uncheck();
    await saved('lock#front_door');
    expect((await alexa.directive('Alexa.LockController', 'Unlock', door)).error).toBeUndefined();
  });

  test('what could not be saved is said, and shown as it is', async () => {
    await page.reload();
    await open('light#kitchen');
    await page.route('**/v1/homes/*/devices/*', (route) => route.abort());
    await page.getByLabel('Show to Alexa').click();
    await page.getByText('Not saved. Porchlight cannot be reached.').waitFor();
    expect(await page.getByLabel('Show to Alexa').isChecked()).toBe(true);
    await page.getByLabel('Name for Alexa').fill('Cooking');
    await me.button('Save').click();
    await page.getByText('Not saved.').waitFor();
    expect(await page.getByLabel('Name for Alexa').inputValue()).toBe('Cooking');
    await page.unroute('**/v1/homes/*/devices/*');
  });

  test('what is not all there yet is not shown as all there is', async () => {
    const lists = '**/v1/homes/*/devices';
    await page.route(lists, async (route) => {
      const response = await route.fetch();
      const list = (await response.json()) as DeviceList;
      await route.fulfill({
        response,
        json: { ...list, complete: false, devices: list.devices.slice(0, 5) },
      });
    });
    await page.reload();
    await page.getByText('Still reading …').waitFor();
    await page.getByText('5 devices so far').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.unroute(lists);
    await page.getByText('Alexa is offered 16 devices').waitFor();
    await open('light#kitchen');
  });

  test('what is pressed in quick succession counts as it was pressed last', async () => {
    const shown = page.getByLabel('Show to Alexa');
    for (let presses = 0; presses < 5; presses += 1) await shown.click();
    await saved('light#kitchen');
    expect(await shown.isChecked()).toBe(false);
    expect((await discovered()).has('light#kitchen')).toBe(false);
    await shown.click();
    await page.getByText('Alexa is offered 16 devices').waitFor();
  });

  test('paused, a home obeys nobody; it keeps its devices, and goes on when it is resumed', async () => {
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByLabel('Pause this home').check();
    await page.getByText('Alexa can no longer control it.').waitFor();
    await me.heading('Paused').waitFor();
    const lamp = `${home}:light#kitchen`;
    const turnOn = () => alexa.directive('Alexa.PowerController', 'TurnOn', lamp);
    expect((await turnOn()).error).toBe('CLOUD_CONTROL_DISABLED');
    expect((await discovered()).size).toBe(16);
    await page.getByRole('link', { name: 'Devices', exact: true }).click();
    await me.heading('This home is paused').waitFor();
    await page.getByRole('link', { name: 'To Home, to resume it' }).click();
    await me.button('Resume').click();
    await page.locator('h1:focus').waitFor();
    await me.heading('Everything works').waitFor();
    expect((await turnOn()).error).toBeUndefined();
  });

  test('a home is renamed, not to nothing', async () => {
    await page.getByLabel('Name of this home').fill(' ');
    await me.button('Save').click();
    await page.getByText('Give your home a name.').waitFor();
    await page.getByLabel('Name of this home').fill('Cabin');
    await page.keyboard.press('Enter');
    await me.heading('Cabin').waitFor();
    await page.reload();
    await me.button('Disconnect Cabin').waitFor();
  });

  test('a member sees what Alexa sees, and changes nothing', async () => {
    const link = stringAt(await api(me, 'POST', `/homes/${home}/invitations`, {}), 'link') ?? '';
    const guest = await portal.newVisit();
    await guest.signUp();
    await api(guest, 'POST', '/invitations/accept', { token: link.split('#')[1] });
    await guest.page.goto(`${portal.stack.file.portal}/devices`);
    await guest.page.locator('[data-device="lock#front_door"] summary').click();
    await guest.page.getByText('The owner of this home decides').waitFor();
    expect(await guest.page.locator('[role=switch], select, .details input').count()).toBe(0);
    await guest.page.goto(portal.stack.file.portal);
    await guest.page.locator('.condition').waitFor();
    expect(await guest.page.getByText('Settings').count()).toBe(0);
    await guest.page.context().close();
  });

  test.each([
    ['en', 'light', PHONE],
    ['de', 'dark', DESKTOP],
  ] as const)(
    'axe finds nothing in a device that is open, and nothing is too wide, in %s',
    async (...how) => {
      const [language, colorScheme, size] = how;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(size);
      await page.evaluate((chosen) => localStorage.setItem('porchlight.language', chosen), language);
      await page.goto(`${portal.stack.file.portal}/devices`);
      for (const id of ['lock#front_door', 'cover#garage_door', 'light#attic']) await open(id);
      await device('lock#front_door').locator('input[role=switch]').first().click();
      await device('lock#front_door').locator('.saved').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 740 });
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBe(0);
      const small = await page.evaluate(
        `[...document.querySelectorAll('.details :is(button, select, .switch), .chips label, .device summary')]
        .map((each) => [each.textContent, each.getBoundingClientRect()])
        .filter(([, { width, height }]) => height < 44 || width < 44).map(([text]) => text)`,
      );
      expect(small).toEqual([]);
    },
  );
});
