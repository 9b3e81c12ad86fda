/**
 * `npm run screenshots`: walks through the portal on a stack of its own and takes a picture of each page, in daylight
 * and in the dark, on a phone and on a desktop: `docs/images/portal/<page>-<phone|desktop>-<light|dark>.png`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { withPalette } from '../harness/png.ts';
import { startPortalBrowser } from '../harness/portal-browser.ts';
import type { Visit } from '../harness/portal-visit.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/portal/', import.meta.url));
const SIZES = {
  phone: { width: 390, height: 800 },
  desktop: { width: 1080, height: 720 },
} as const;
/** Beyond it a picture weighs on everybody who clones. */
const MAX_BYTES = 60 * 1024;

/** For what a healthy stack does not show: changes what the API says on its way to this page. */
const pretend = (page: Page, change: (status: { homes: Record<string, unknown>[] }) => void) =>
  page.route('**/v1/status', async (route) => {
    const response = await route.fetch();
    const status = await response.json();
    change(status);
    await route.fulfill({ response, json: status });
  });

/** The pages, in the order in which somebody sees them; each leaves the page ready for its picture. */
const WALK: readonly [name: string, go: (visitor: Visit, portal: string) => Promise<unknown>][] = [
  [
    'welcome',
    async ({ page, button }, portal) => {
      await page.goto(portal);
      await button('Create an account').waitFor();
    },
  ],
  ['start', ({ signUp }) => signUp('robin@example.com')],
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
    async ({ page, check, button }, _portal) => {
      await check(homeUrl);
      await button('Sign in at Home Assistant').waitFor();
      await page.evaluate('window.scrollTo(0, 0)');
    },
  ],
  [
    'home',
    async (visitor, portal) => {
      await visitor.page.goto(portal);
      await visitor.connect();
      await visitor.page.getByText('16 devices for Alexa').waitFor();
      await visitor.button('Dismiss').click();
    },
  ],
  [
    'reports',
    async ({ page, button }, portal) => {
      await page.goto(`${portal}/reports`);
      await button('Make the package').waitFor();
    },
  ],
  [
    'devices',
    async ({ page }, portal) => {
      await page.goto(`${portal}/devices`);
      await page.getByText('Alexa is offered').waitFor();
    },
  ],
  [
    'account',
    async ({ page }, portal) => {
      await page.goto(`${portal}/account`);
      await page.getByText('Alexa links').waitFor();
    },
  ],
  [
    'home-in-trouble',
    async ({ page }, portal) => {
      const since = new Date(Date.now() - 7_500_000).toISOString();
      await pretend(page, ({ homes }) => {
        for (const home of homes) home.lastOutcome = { outcome: 'home_token_refused', at: since, since };
      });
      await page.goto(portal);
      await page.getByText('Connect again').waitFor();
    },
  ],
];

let homeUrl = '';

/** Nothing moves, and nothing has the focus. */
async function settle(page: Page): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  await page.evaluate(
    'Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})))',
  );
}

async function takePictures(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settle(page);
      const picture = withPalette(await page.screenshot());
      const file = `${name}-${size}-${colorScheme}.png`;
      if (picture.length > MAX_BYTES) throw new Error(`${file} is too large: ${picture.length} bytes`);
      await writeFile(join(FOLDER, file), picture);
      console.log(`${file.padEnd(36)}${(picture.length / 1024).toFixed(1).padStart(6)} KB`);
    }
  }
}

const portal = await startPortalBrowser({ logLevel: 'ERROR' });
try {
  await mkdir(FOLDER, { recursive: true });
  homeUrl = portal.stack.file.homeAssistant.url;
  const visitor = await portal.newVisit();
  for (const [name, go] of WALK) {
    await go(visitor, portal.stack.file.portal);
    await takePictures(visitor.page, name);
  }
} finally {
  await portal.close();
}
