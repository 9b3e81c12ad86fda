/**
 * `node test/local/alexa-page-screenshots.ts`: takes pictures of the page that plays the Alexa app, on a stack of its
 * own, for docs/simulator.md: `docs/images/alexa/<what>-<phone|desktop>-<light|dark>.png`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { withPalette } from '../harness/png.ts';
import { startPortalBrowser } from '../harness/portal-browser.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/alexa/', import.meta.url));
const DESKTOP = { width: 1080, height: 720 };
const PHONE = { width: 390, height: 800 };
/** Beyond it a picture weighs on everybody who clones. */
const MAX_BYTES = 60 * 1024;

async function take(page: Page, name: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate('document.activeElement?.blur()');

  const picture = withPalette(await page.screenshot());
  const file = `${name}-${colorScheme}.png`;
  if (picture.length > MAX_BYTES) throw new Error(`${file} is too large: ${picture.length} bytes`);
  await writeFile(join(FOLDER, file), picture);
  console.log(`${file.padEnd(36)}${(picture.length / 1024).toFixed(1).padStart(6)} KB`);
}

const around = await startPortalBrowser({ isBundled: false, logLevel: 'ERROR' });
try {
  await mkdir(FOLDER, { recursive: true });
  const { stack } = around;
  const { page, button, fillSignIn } = await around.newVisit({ viewport: DESKTOP });
  page.setDefaultTimeout(30_000);
  const part = (name: string) => page.getByRole('link', { name, exact: true }).click();
  await page.goto(stack.file.alexaPage);
  await page.setViewportSize(PHONE);
  await button('Enable to use').waitFor();
  await button('Enable to use').click();
  await fillSignIn(stack.file.demo.username, stack.file.demo.password);
  const spoken = (text: string) => page.locator('.speech', { hasText: text }).waitFor();
  await spoken('I found 16 devices.');
  await page.getByText('11.5 °C').waitFor();
  await page.getByRole('switch', { name: 'Kitchen light: power' }).click();
  await page.getByRole('switch', { name: 'Kitchen light: power', checked: true }).waitFor();
  await page.locator('[data-device="Kitchen light"]').getByText('80 %').waitFor();
  await page.evaluate('document.querySelector("#devices").scrollIntoView()');
  await take(page, 'devices-phone', 'dark');
  await part('Speak');
  const say = async (words: string, answer: string) => {
    await page.getByLabel('What you say').fill(words);
    await page.keyboard.press('Enter');
    await page.locator('.turn').last().locator('.bubble.alexa', { hasText: answer }).waitFor();
  };
  await say('activate movie night', 'on its way');
  await say('turn on the light', 'Which one');
  await button('Dismiss').click();
  await take(page, 'speak-phone', 'dark');
  await button('Deutsch').click();
  await say('Schalte das Light ein', 'Welches');
  await say('Kitchen light', 'eingeschaltet');
  await page.evaluate('scrollTo(0, 0)');
  await take(page, 'speak-phone', 'light');
  await button('English').click();
  await say('is the front door locked', 'is locked');
  await part('Devices');
  stack.demoHome?.press();
  await spoken('somebody is at the door');
  await page.setViewportSize(DESKTOP);
  await page.evaluate('scrollTo(0, 0)');
  await take(page, 'doorbell-desktop', 'light');
  await button('Dismiss').click();
  await page.setViewportSize(PHONE);
  await part('Try out');
  await page.getByRole('switch', { name: 'The home is down' }).click();
  await part('Devices');
  await page.getByRole('switch', { name: 'Hallway light: power' }).click();
  await spoken("isn't responding");
  await page.evaluate('scrollTo(0, 0)');
  await part('Messages');
  await page.locator('summary', { hasText: 'Turn on · Hallway light' }).first().click();
  await page.getByLabel('Porchlight answered').waitFor();
  await button('Dismiss').click();
  await take(page, 'messages-phone', 'light');
  await part('Try out');
  await page.evaluate('scrollTo(0, 200)');
  await take(page, 'try-out-phone', 'light');
} finally {
  await around.close();
}
