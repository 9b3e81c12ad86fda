import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { LinkError } from './errors.ts';
import type { SignIn } from './sign-in.ts';

/** Where Linux distributions and macOS put a Chromium; `CHROMIUM_PATH` names any other. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A person needs time to type, and to fetch a code from their mail. */
const personTimeoutMs = 5 * 60_000;
/** Without a window nobody can type; what is filled in here goes through at once. */
const aloneTimeoutMs = 30_000;

const closingPage =
  '<!doctype html><meta charset="utf-8"><title>Linked</title><p>Signed in. Alexa would take over here; this window closes by itself.</p>';

/**
 * Signs in in Chromium: with a window where there is a display, without one elsewhere. Credentials that are given
 * are filled in; otherwise the person at the window does it. The redirect to Amazon is caught in the browser.
 */
export function createBrowserSignIn(ports: { readonly env: NodeJS.ProcessEnv }): SignIn {
  return async ({ authorizeUrl, redirectUri, username, password }) => {
    const headed = hasDisplay(ports.env);
    const filled = username !== undefined && password !== undefined;
    if (!headed && !filled) {
      throw new LinkError('sign-in', 'There is no display to type at: give --username and --password');
    }
    // Loaded here, since nothing else needs a browser.
    const { chromium } = await import('playwright-core');
    const executablePath = findChromium(ports.env);
    const browser = await chromium.launch({ executablePath, headless: !headed });
    try {
      const page = await browser.newPage();
      const devtools = await page.context().newCDPSession(page);
      // The page's own routing does not see redirects; the browser's does, hop by hop, before they are opened.
      const landed = new Promise<URL>((resolve) => {
        devtools.on('Fetch.requestPaused', ({ requestId, request }) => {
          resolve(new URL(request.url));
          const body = Buffer.from(closingPage).toString('base64');
          const headers = [{ name: 'content-type', value: 'text/html;charset=utf-8' }];
          devtools
            .send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders: headers, body })
            .catch(() => {
              // The window may be closed already; the code is ours all the same.
            });
        });
      });
      await devtools.send('Fetch.enable', { patterns: [{ urlPattern: `${redirectUri}*` }] });
      await page.goto(authorizeUrl.href);
      if (filled) {
        // Cognito's classic page holds the form twice, one for each screen size; the visible one counts.
        await page.locator('input[name="username"]:visible').first().fill(username);
        await page.locator('input[name="password"]:visible').first().fill(password);
        await page.locator('input[name="password"]:visible').first().press('Enter');
      }
      const ends = [landed, givenUp(page, headed ? personTimeoutMs : aloneTimeoutMs)];
      // A person at the window can try again; nobody else can.
      return await Promise.race(headed ? ends : [...ends, refused(page)]);
    } catch (cause) {
      if (cause instanceof LinkError) throw cause;
      throw new LinkError('sign-in', 'Signing in with the browser did not work', { cause });
    } finally {
      await browser.close();
    }
  };
}

/** Rejects with the page's own words as soon as it shows an alert. */
async function refused(page: Page): Promise<never> {
  const alert = page.locator('[role="alert"]:visible').first();
  const text = (await alert.textContent({ timeout: aloneTimeoutMs })) ?? '';
  throw new LinkError('sign-in', `Signing in was refused: ${text.replace(/\s+/g, ' ').trim().slice(0, 200)}`);
}

/** Rejects when the window is closed or the time is up. */
function givenUp(page: Page, timeoutMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new LinkError('sign-in', `Nobody had signed in after ${timeoutMs / 1000} seconds`));
    }, timeoutMs);
    page.once('close', () => {
      clearTimeout(timer);
      reject(new LinkError('sign-in', 'The window was closed before signing in'));
    });
  });
}

function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return true;
  return [env.DISPLAY, env.WAYLAND_DISPLAY].some((display) => display !== undefined && display !== '');
}

function findChromium(env: NodeJS.ProcessEnv): string {
  const found = [env.CHROMIUM_PATH ?? '', ...usualPlaces].find((path) => path !== '' && existsSync(path));
  if (found !== undefined) return found;
  throw new LinkError(
    'sign-in',
    'No Chromium or Chrome was found: name it in CHROMIUM_PATH, or link without --browser',
  );
}
