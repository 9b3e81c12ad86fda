/**
 * `npm run screenshots`: walks through the portal on a stack of its own and takes a picture of each page, in daylight
 * and in the dark, on a phone and on a desktop: `docs/images/portal/<page>-<phone|desktop>-<light|dark>.png`.
 * `npm run screenshots -- speech` takes the pictures of that page only.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { fillAdvancedSettings } from '../harness/advanced-settings.ts';
import { type AwkwardHome, startAwkwardHomes } from '../harness/awkward-homes.ts';
import { withPalette } from '../harness/png.ts';
import { type PortalBrowser, startPortalBrowser } from '../harness/portal-browser.ts';
import type { Visit } from '../harness/portal-visit.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/portal/', import.meta.url));
const SIZES = {
  phone: { width: 390, height: 800 },
  desktop: { width: 1080, height: 720 },
} as const;
/** The pages whose pictures are taken; all where none is named. */
const WANTED = process.argv.slice(2);
const EMAIL = 'robin@example.com';
/** Beyond it a picture weighs on everybody who clones. */
const MAX_BYTES = 60 * 1024;

const homes = await startAwkwardHomes();

/** A home that cannot be connected just so, and what is said of it. */
async function showFailure({ page, check }: Visit, home: AwkwardHome): Promise<void> {
  await check(homes.at(home));
  await page.locator('.step.failed').waitFor();
}

/** The pages, in the order in which somebody sees them; each leaves the page ready for its picture. */
const WALK: readonly [
  name: string,
  go: (visitor: Visit, around: PortalBrowser) => Promise<unknown>,
  /** The part that the picture is of, where it is not the page: homes on loopback have addresses that say nothing. */
  part?: string,
][] = [
  [
    'welcome',
    async ({ page, button }, { stack }) => {
      await page.goto(stack.file.portal);
      await button('Create an account').waitFor();
    },
  ],
  ['start', ({ signUp }) => signUp(EMAIL)],
  [
    'connect-explained',
    async ({ page, toConnect, addressField }) => {
      await toConnect();
      await addressField().fill('homeassistant.local:8123');
      await page.getByText('This name is only known').waitFor();
    },
  ],
  [
    'connect',
    async ({ page, check, button }, { stack }) => {
      await check(stack.file.homeAssistant.url);
      await button('Sign in at Home Assistant').waitFor();
      await page.evaluate('window.scrollTo(0, 0)');
    },
  ],
  ['connect-certificate', (visitor) => showFailure(visitor, 'selfSigned'), '.result .steps'],
  [
    'connect-wall',
    async (visitor) => {
      await fillAdvancedSettings(visitor.page, { ca: homes.authority.cert });
      await visitor.page.locator('summary', { hasText: 'Advanced settings' }).click();
      await showFailure(visitor, 'access');
    },
    '.result .steps',
  ],
  [
    'home-half-done',
    async ({ page, connect, button }, { stack }) => {
      await page.goto(stack.file.portal);
      await connect();
      await page.getByText('16 devices for Alexa').waitFor();
      await button('Dismiss').click();
    },
  ],
  [
    'reports',
    async ({ page, button }, { stack }) => {
      await page.goto(`${stack.file.portal}/reports`);
      await button('Make the package').click();
      const yaml = await page.getByLabel('The package as text').inputValue();
      await fetch(`${stack.file.api}/hints`, {
        method: 'POST',
        headers: {
          authorization: /Bearer [^"]+/.exec(yaml)?.[0] ?? '',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ event: 'heartbeat' }),
      });
      await page.getByText('Heard from your home').waitFor();
      // The key of a package is nothing for a picture.
      await page.reload();
      await button('Make a new package').waitFor();
    },
  ],
  [
    'home',
    async ({ page }, { stack, linkAlexa }) => {
      await linkAlexa(EMAIL);
      await page.goto(stack.file.portal);
      await page.getByText('Everything works').waitFor();
    },
  ],
  [
    'devices',
    async ({ page }, { stack }) => {
      await page.goto(`${stack.file.portal}/devices`);
      await page.getByText('Alexa is offered').waitFor();
    },
  ],
  [
    'device',
    async ({ page }) => {
      await page.getByLabel('Search devices').fill('door');
      await page.locator('[data-device="lock#front_door"] summary').click();
      await page.getByLabel('Never unlock through Alexa').check();
      await page.getByText('Saved.').waitFor();
      await page.locator('[data-device="lock#front_door"]').scrollIntoViewIfNeeded();
    },
  ],
  [
    'household',
    async ({ page, button }, { stack }) => {
      await page.goto(`${stack.file.portal}/household`);
      await page.getByLabel('Their e-mail address').fill('kim@example.com');
      await button('Make the link').click();
      await page.getByText('Only kim@example.com').waitFor();
      // The link is nothing for a picture.
      await page.reload();
      await page.getByText('kim@example.com', { exact: true }).waitFor();
    },
  ],
  [
    'speech',
    async ({ page, heading }, { stack }) => {
      await page.goto(`${stack.file.portal}/speech`);
      await heading('What to say').waitFor();
    },
  ],
  [
    'account',
    async ({ page }, { stack }) => {
      await page.goto(`${stack.file.portal}/account`);
      await page.getByText('North America').waitFor();
    },
  ],
  [
    'home-in-trouble',
    async ({ page, button }, { stack }) => {
      stack.demoHome?.setSmartHome(false);
      await page.goto(`${stack.file.portal}/devices`);
      await button('Sync devices now').click();
      await page.getByText('Porchlight is looking').waitFor();
      await page.goto(stack.file.portal);
      await page.getByText('What to do').waitFor({ timeout: 60_000 });
    },
  ],
  [
    'join',
    async ({ page, button, heading, fillSignUp }, { stack }) => {
      await page.goto(`${stack.file.portal}/household`);
      await button('Make the link').click();
      const link = await page.getByLabel('Link of the invitation').inputValue();
      await page.goto(`${stack.file.portal}/account`);
      await button('Sign out').click();
      await button('Create an account').waitFor();
      await page.goto(link);
      await fillSignUp('sam@example.com');
      await heading(/^Join /).waitFor();
    },
  ],
];

/** Nothing moves, and nothing has the focus. */
async function settle(page: Page): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  await page.evaluate(
    'Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})))',
  );
}

/** A part of the page with some room around it, and without the bar that would lie over it on a phone. */
async function pictureOf(page: Page, part: string): Promise<Buffer> {
  // The page's policy lets no style sheet in, but a script may set properties.
  const set = (visibility: string, padding: string) =>
    page.evaluate(`
      for (const bar of document.querySelectorAll('nav')) bar.style.visibility = '${visibility}';
      document.querySelector('${part}').style.padding = '${padding}';
    `);
  await set('hidden', '1rem');
  const picture = await page.locator(part).screenshot();
  await set('', '');
  return picture;
}

async function takePictures(page: Page, name: string, part?: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settle(page);
      const picture = withPalette(await (part === undefined ? page.screenshot() : pictureOf(page, part)));
      const file = `${name}-${size}-${colorScheme}.png`;
      if (picture.length > MAX_BYTES) throw new Error(`${file} is too large: ${picture.length} bytes`);
      await writeFile(join(FOLDER, file), picture);
      console.log(`${file.padEnd(36)}${(picture.length / 1024).toFixed(1).padStart(6)} KB`);
    }
  }
}

const portal = await startPortalBrowser({
  isBundled: false,
  logLevel: 'ERROR',
  homeAddressAllowlist: homes.allowlist,
});
try {
  await mkdir(FOLDER, { recursive: true });
  const visitor = await portal.newVisit();
  for (const [name, go, part] of WALK) {
    await go(visitor, portal);
    if (WANTED.length === 0 || WANTED.includes(name)) await takePictures(visitor.page, name, part);
  }
} finally {
  await portal.close();
  await homes.close();
}
