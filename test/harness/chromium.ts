import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describeWhen } from './describe-when.ts';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium or Chrome on this machine: where `CHROMIUM_PATH` says, or where it usually is; undefined without one. */
export const chromiumPath = (): string | undefined =>
  [process.env.CHROMIUM_PATH, ...PLACES].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  );

/** Nothing that a browser does of its own accord: no updates, no sync, no look at the network. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @param args further arguments, such as rules for names that no resolver knows
 * @throws playwright's error when the browser does not start
 */
export const launchChromium = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath() ?? 'chromium',
    headless: true,
    args: [...QUIET, ...args],
  });

/** A `describe` for tests in a real browser: skipped where there is none, a failure in continuous integration. */
export function describeInBrowser(name: string, body: () => void): void {
  const need = {
    isHere: chromiumPath() !== undefined,
    otherwise:
      'There is no Chromium: install one (Debian: apt install chromium) or name it (CHROMIUM_PATH=/path/to/chrome)',
  };
  describeWhen(need, name, body);
}
