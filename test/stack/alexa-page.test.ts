import { request } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from '../harness/axe.ts';
import { describeInBrowser } from '../harness/chromium.ts';
import { createOwner } from '../harness/owner.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import { DESKTOP, PHONE, type Visit } from '../harness/portal-visit.ts';
import { asText, dumpTable } from '../harness/table-dump.ts';

const WITHIN = { timeout: 15_000 };

/** What somebody does with the Alexa app, at the page that plays it. */
describeInBrowser('the Alexa page of the laptop stack', () => {
  let around: PortalBrowser;
  let stack: PortalBrowser['stack'];
  let me: Visit;
  let page: Page;
  /** Everything that the page was told, apart from its own files. */
  const told: string[] = [];

  beforeAll(async () => {
    around = await startPortalBrowser();
    stack = around.stack;
    me = await around.newVisit({ viewport: DESKTOP });
    page = me.page;
    page.setDefaultTimeout(WITHIN.timeout);
    page.on('response', (response) => {
      // The feed has no end, and so no body: what it says is on the page.
      if (!/\/api\/(?!feed)/.test(response.url())) return;
      response.text().then(
        (text) => told.push(text),
        () => undefined,
      );
    });
  });
  afterAll(() => around?.close());
  afterEach(() => {
    const { objections, strangers } = around.takeFindings();
    expect(objections).toEqual([]);
    expect(strangers.filter((origin) => origin !== stack.file.alexaPage)).toEqual([]);
  });

  const tile = (name: string) => page.locator(`[data-device="${name}"]`);
  const power = (name: string, checked: boolean) =>
    page.getByRole('switch', { name: `${name}: power`, checked });
  const spoken = (text: string) => page.locator('.speech', { hasText: text }).waitFor();
  const entry = (title: string) => page.locator('.entry', { hasText: title }).first();
  /** What is said last in the chat, once it is this. */
  const answer = (text: string) =>
    page.locator('.turn').last().locator('.bubble.alexa', { hasText: text }).waitFor();
  const say = async (sentence: string) => {
    await page.getByLabel('What you say').fill(sentence);
    await page.keyboard.press('Enter');
    await page.locator('.turn').last().getByText(sentence).first().waitFor();
  };
  const heard = (intent: string) =>
    page.locator('.turn').last().locator('.heard', { hasText: intent }).waitFor();
  const mood = (ring: 'listening' | 'asleep' | 'busy') => page.locator(`.mood.${ring}`).waitFor();
  const atHome = (entityId: string) =>
    stack.demoHome?.entities().find((entity) => entity.entityId === entityId)?.state;
  const enable = async (found: string) => {
    await me.button('Enable to use').click();
    await me.fillSignIn(stack.file.demo.username, stack.file.demo.password);
    await spoken(found);
  };
  const grants = async () =>
    asText(await dumpTable(stack.file, stack.file.dynamodb.registry)).match(/"GRANT#/g)?.length ?? 0;

  test('is where the stack says, and enables the skill through the login page', async () => {
    await page.goto(stack.file.alexaPage);
    await me.heading('Robin’s Alexa').waitFor();
    await me.button('Enable to use').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    // Whoever speaks with the skill before that is shown the way.
    await me.button('Open the skill').click();
    await answer('Please link your account first.');
    await me.button('Enable the skill').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await enable('I found 16 devices.');
    await expect.poll(() => new URL(page.url()).search).toBe('?person=robin');
    expect(await page.locator('.tile').count()).toBe(16);
    for (const step of ['Accept grant', 'Skill enabled', 'Skill account linked', 'Discover']) {
      await entry(step).waitFor();
    }
    expect(await page.locator('.entry.bad').count()).toBe(0);
    expect(await grants()).toBe(1);
  });

  test('shows each device as it is, with the controls that it has', async () => {
    await tile('Front door').getByText('Locked').waitFor();
    await tile('Outdoor temperature').getByText('11.5 °C').waitFor();
    await tile('Living room thermostat').getByText('20.0°').waitFor();
    await power('Living room lamp', true).waitFor();
    const controls: readonly [
      device: string,
      role: 'slider' | 'button' | 'combobox' | 'switch',
      name: string,
    ][] = [
      ['Kitchen light', 'slider', 'Kitchen light: brightness'],
      ['Kitchen light', 'button', 'Kitchen light: blue'],
      ['Kitchen light', 'combobox', 'Kitchen light: white'],
      ['Living room thermostat', 'button', 'Living room thermostat: warmer'],
      ['Living room thermostat', 'combobox', 'Living room thermostat: mode'],
      ['Front door', 'button', 'Unlock Front door'],
      ['Bedroom blinds', 'slider', 'Bedroom blinds: position'],
      ['Bedroom fan', 'switch', 'Bedroom fan: oscillate'],
      ['Garage door', 'combobox', 'Garage door: position'],
      ['Kitchen radio', 'slider', 'Kitchen radio: volume'],
      ['Movie night', 'button', 'Start Movie night'],
    ];
    for (const [device, role, name] of controls)
      expect(await tile(device).getByRole(role, { name }).count(), name).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
  });

  test('switches a lamp at home, by keyboard, and shows the two messages without a token', async () => {
    await power('Kitchen light', false).focus();
    await page.keyboard.press('Space');
    await power('Kitchen light', true).waitFor();
    expect(atHome('light.kitchen')).toBe('on');
    await spoken('OK.');
    await entry('Turn on · Kitchen light').locator('summary').click();
    const sent = await page.getByLabel('Alexa sent').inputValue();
    const received = await page.getByLabel('Porchlight answered').inputValue();
    expect(JSON.parse(sent)).toMatchObject({
      directive: {
        header: { namespace: 'Alexa.PowerController', name: 'TurnOn' },
        endpoint: { scope: { token: '(withheld)' } },
      },
    });
    expect(JSON.parse(received)).toMatchObject({ event: { header: { name: 'Response' } } });
    expect(await axeFindings(page)).toEqual([]);
    await entry('Turn on · Kitchen light').locator('summary').click();
  });

  test('sets, dims, colours, locks and starts', async () => {
    await page.getByRole('slider', { name: 'Kitchen light: brightness' }).fill('40');
    await entry('Set brightness 40').waitFor();
    await me.button('Living room thermostat: warmer').click();
    await entry('Set target temperature 20.5').waitFor();
    await me.button('Unlock Front door').click();
    await tile('Front door').getByText('Unlocked').waitFor();
    expect(atHome('lock.front_door')).toBe('unlocked');
    await page.getByRole('combobox', { name: 'Garage door: position' }).selectOption('Open');
    await expect.poll(() => atHome('cover.garage_door'), WITHIN).toMatch(/^open/);
    await me.button('Start Movie night').click();
    await entry('Activate · Movie night').waitFor();
    await expect.poll(() => atHome('light.kitchen'), WITHIN).toBe('off');
    // The scene turned the lamp off behind Alexa's back; the report says so.
    await power('Kitchen light', false).waitFor();
    expect(await page.locator('.entry.bad').count()).toBe(0);
  });

  test('shows by itself what happens at home', async () => {
    stack.demoHome?.setState('binary_sensor.kitchen_window', { state: 'on' });
    await tile('Kitchen window').getByText('Open').waitFor();
    await entry('Change report · Kitchen window').waitFor();
    await me.button('Switch the kitchen light').click();
    await power('Kitchen light', true).waitFor();
    stack.demoHome?.press();
    await spoken('Doorbell: somebody is at the door.');
    await tile('Doorbell').getByText('Rang at').waitFor();
    await me.button('Dismiss').click();
    stack.demoHome?.addDevice({ entityId: 'switch.attic', name: 'Attic fan', state: 'off' });
    await tile('Attic fan').waitFor();
  });

  test('holds a conversation with the skill: it opens, a scene starts, it asks back, and it is ended', async () => {
    await me.button('Open the skill').click();
    await answer('What shall I do?');
    await heard('LaunchRequest');
    await mood('listening');
    await say('Activate movie night');
    // The launch taught the name.
    await heard('ActivateSceneIntent · Scene: “movie night” = movie_night');
    await answer('Movie night is on its way.');
    await power('Kitchen light', false).waitFor();
    await mood('asleep');
    await say('turn on the light');
    await answer('Which one: Kitchen light or Hallway light?');
    await mood('listening');
    await say('the kitchen light');
    await answer('Turned on Kitchen light.');
    await power('Kitchen light', true).waitFor();
    await me.button('Open the skill').click();
    await mood('listening');
    expect(await axeFindings(page)).toEqual([]);
    await me.button('End').click();
    await page.getByText('You ended it').waitFor();
    await mood('asleep');
    expect(await page.locator('.entry.bad').count()).toBe(0);
  });

  test('speaks German, remembers it, and shows the two messages without a token', async () => {
    await me.button('Deutsch').click();
    await say('Schalte das Light ein');
    await answer('Welches: Kitchen light oder Hallway light?');
    await say('Hallway light');
    await answer('Hallway light eingeschaltet.');
    await power('Hallway light', true).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Deutsch', pressed: true }).waitFor();
    await answer('Hallway light eingeschaltet.');
    await page.locator('.turn').last().locator('summary').click();
    const sent = JSON.parse(await page.getByLabel('Alexa sent').inputValue());
    expect(sent).toMatchObject({
      session: { new: false, user: { accessToken: '(withheld)' } },
      context: { System: { user: { accessToken: '(withheld)' }, apiAccessToken: '(withheld)' } },
      request: { type: 'IntentRequest', locale: 'de-DE' },
    });
    expect(await axeFindings(page)).toEqual([]);
    await me.button('English').click();
    stack.demoHome?.setState('light.hallway', { state: 'off' });
    await power('Hallway light', false).waitFor();
  });

  test('lets Alexa say a word while the home thinks, and what is wrong with it', async () => {
    const fault = async (name: string, isOn: boolean) => {
      await page.getByRole('switch', { name, checked: !isOn }).click();
      await page.getByRole('switch', { name, checked: isOn }).waitFor();
    };
    await fault('The home’s assistant takes three seconds', true);
    await say('turn off the kitchen light');
    await mood('busy');
    await answer('One moment.');
    await answer('Turned off Kitchen light.');
    await fault('conversation is not enabled there', true);
    await say('turn on the kitchen light');
    await answer('conversation');
    await fault('conversation is not enabled there', false);
    await say('turn on the kitchen light');
    await answer('Turned on Kitchen light.');
    expect(await page.locator('.entry.bad').count()).toBe(0);
  });

  test('says what Alexa would say when the home is down, and goes on afterwards', async () => {
    const down = page.getByRole('switch', { name: 'The home is down' });
    await down.click();
    await page.getByRole('switch', { name: 'The home is down', checked: true }).waitFor();
    await power('Hallway light', false).click();
    const sentence = "Sorry, Hallway light isn't responding: its hub can't be reached.";
    await spoken(sentence);
    await tile('Hallway light').getByText(sentence).waitFor();
    await entry('BRIDGE_UNREACHABLE').waitFor();
    await page.getByText('What Alexa says to each error').click();
    await expect.poll(() => page.locator('.sentences dt').count(), WITHIN).toBeGreaterThan(50);
    await down.click();
    await page.getByRole('switch', { name: 'The home is down', checked: false }).waitFor();
    await power('Hallway light', false).click();
    await power('Hallway light', true).waitFor();
    expect(await tile('Hallway light').getByText(sentence).count()).toBe(0);
  });

  test('keeps two accounts apart, and outlives a reload', async () => {
    await page.getByRole('link', { name: 'Kim' }).click();
    await me.heading('Kim’s Alexa').waitFor();
    expect(await page.locator('.tile').count()).toBe(0);
    expect(await page.locator('.turn').count()).toBe(0);
    await enable('I found 17 devices.');
    expect(await grants()).toBe(2);
    stack.demoHome?.setState('light.kitchen', { state: 'off' });
    await power('Kitchen light', false).waitFor();
    await page.reload();
    await me.heading('Kim’s Alexa').waitFor();
    await page.getByRole('link', { name: 'Robin' }).click();
    await me.heading('Robin’s Alexa').waitFor();
    await power('Kitchen light', false).waitFor();
    await page.goBack();
    await me.heading('Kim’s Alexa').waitFor();
    await page.goForward();
    await me.heading('Robin’s Alexa').waitFor();
  });

  test('has nothing for axe to find on a phone, in the dark, in any of its parts', async () => {
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const part of ['Speak', 'Messages', 'Try out', 'Devices']) {
      await page.getByRole('link', { name: part, exact: true }).click();
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    await page.setViewportSize(DESKTOP);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('disables the skill of one account: its devices and its grant are gone', async () => {
    await me.button('Disable skill').click();
    await me.button('Disable').click();
    await spoken('The skill is disabled.');
    await me.button('Enable to use').waitFor();
    expect(await page.locator('.tile').count()).toBe(0);
    await expect.poll(grants, WITHIN).toBe(1);
  });

  test('comes to no link when Login with Amazon is down, as at Alexa', async () => {
    const down = page.getByRole('switch', { name: 'Login with Amazon is down' });
    await down.click();
    await me.button('Enable to use').click();
    await me.fillSignIn(stack.file.demo.username, stack.file.demo.password);
    await spoken('We were unable to link your account at this time.');
    await entry('ACCEPT_GRANT_FAILED').waitFor();
    await me.button('Enable to use').waitFor();
    await down.click();
    await page.getByRole('switch', { name: 'Login with Amazon is down', checked: false }).waitFor();
  });

  test('forgets the devices of a home that was disconnected', async () => {
    await page.getByRole('link', { name: 'Kim' }).click();
    await tile('Kitchen light').waitFor();
    const owner = createOwner(stack.file, stack.file.demo);
    await owner.signIn();
    const { body } = await owner.api('GET', '/me');
    const [home] = body.homes as { home: string }[];
    expect((await owner.api('DELETE', `/homes/${home?.home}`)).status).toBe(200);
    await expect.poll(() => page.locator('.tile').count(), WITHIN).toBe(0);
    await entry('Delete report').waitFor();
  });

  test('told the browser no token', async () => {
    const { body } = await fetch(`${stack.file.alexaPage}/api/feed`);
    const feed = body?.pipeThrough(new TextDecoderStream()).getReader();
    let snapshot = '';
    while (!/^data: .+\n\n/m.test(snapshot)) snapshot += (await feed?.read())?.value ?? '';
    await feed?.cancel();
    expect(snapshot).toContain('Kitchen light');
    told.push(snapshot);
    expect(told.length).toBeGreaterThan(10);
    const secrets = stack.issued().filter(({ value }) => value.length > 20);
    expect(secrets.length).toBeGreaterThan(5);
    for (const { what, value } of secrets)
      expect(
        told.some((text) => text.includes(value)),
        what,
      ).toBe(false);
  });

  const raw = (options: { path: string; method: string; headers: Record<string, string> }) =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(stack.file.alexaPage);
      request({ hostname, port, ...options }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .once('error', reject)
        .end();
    });

  test.each([
    ['another name for this computer', 421, { host: 'evil.example' }],
    ['another page', 403, { origin: 'https://evil.example', 'content-type': 'application/json' }],
    ['no page at all', 403, { 'content-type': 'application/json' }],
    ['a form', 415, { 'content-type': 'text/plain' }],
  ])('does nothing for %s', async (_, status, headers) => {
    const own = { ...(status === 415 && { origin: stack.file.alexaPage }), ...headers } as Record<
      string,
      string
    >;
    expect(await raw({ path: '/api/people/robin/link', method: 'POST', headers: own })).toBe(status);
  });

  test('takes no sign-in that was not begun here', async () => {
    const answer = await fetch(`${stack.file.alexaPage}/linked?code=abc&state=def`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/?trouble=stale']);
    await page.goto(`${stack.file.alexaPage}/?trouble=stale`);
    await page.getByText('was not begun here').waitFor();
  });
});
