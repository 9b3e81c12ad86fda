import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext } from 'playwright-core';
import { freePorts } from '../local/stack/ports.ts';
import type { StackFile } from '../local/stack/stack-file.ts';
import { startStack } from '../local/stack/start-stack.ts';
import { chromiumPath, launchChromium } from '../test/harness/chromium.ts';
import { DESKTOP, visit } from '../test/harness/portal-visit.ts';
import { serve, startChild } from './child.ts';
import type { PageTime } from './report.ts';
import { inRounds, type Rounds } from './rounds.ts';
import { median, spread } from './statistics.ts';

const PROGRAM = fileURLToPath(import.meta.url);

/** A page of the portal: when there is what one came for, it is pressed at once, and what that brings is waited for. */
interface Goal {
  readonly press: string;
  readonly answer: string;
}

const PAGES: Readonly<Record<PageTime['page'], Goal>> = {
  welcome: { press: '.welcome .doors button', answer: '.welcome .doors button[aria-busy=true]' },
  home: { press: '.way-out button', answer: 'dialog[open]' },
};

/** What the browser itself needs for a page with a button on it: what the others are to be compared with. */
const PLAIN: Goal = { press: 'button', answer: 'button[aria-busy=true]' };
const PLAIN_PAGE = `<!doctype html><title>Plain</title><link rel="icon" href="data:,">
<button onclick="this.setAttribute('aria-busy', 'true')">Press</button>`;

const PATIENCE_MS = 30_000;

/** Runs in the page before anything else: presses what is to be pressed as soon as it is there. */
const watchFor = ({ press, answer }: Goal): string => `
  // Only the press counts, not where it leads.
  navigation.addEventListener('navigate', (event) => {
    if (new URL(event.destination.url).pathname === '/signup') event.preventDefault();
  });
  globalThis.answeredAfter = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('Nothing answered.')), ${PATIENCE_MS});
    let isPressed = false;
    new MutationObserver((_changes, observer) => {
      const button = document.querySelector(${JSON.stringify(press)});
      if (button !== null && !isPressed) { isPressed = true; button.click(); }
      if (!isPressed || document.querySelector(${JSON.stringify(answer)}) === null) return;
      observer.disconnect();
      resolve(performance.now());
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  globalThis.answeredAfter.catch(() => undefined);`;

async function servePlainPage() {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(PLAIN_PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** What a tab remembers of somebody who has signed in. */
async function signIn(browser: Browser, stack: StackFile): Promise<string> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-US' });
  const me = visit(await context.newPage(), stack);
  await me.page.goto(stack.portal);
  await me.button('Sign in').click();
  await me.fillSignIn(stack.demo.username, stack.demo.password);
  // Its devices are known: nothing is looked for any more.
  await me.page.getByRole('link', { name: /devices for Alexa$/ }).waitFor({ timeout: 60_000 });
  const session = await me.page.evaluate(() => sessionStorage.getItem('porchlight.session') ?? '');
  await context.close();
  return session;
}

/** Opens an address in a new tab. @returns milliseconds from the beginning of the navigation until it answered */
async function openOnce(context: BrowserContext, url: string, goal: Goal, session?: string): Promise<number> {
  const page = await context.newPage();
  try {
    const remember = `sessionStorage.setItem('porchlight.session', ${JSON.stringify(session)});`;
    await page.addInitScript(`${session === undefined ? '' : remember}${watchFor(goal)}`);
    await page.goto(url);
    return (await page.evaluate('answeredAfter')) as number;
  } finally {
    await page.close();
  }
}

const api = {
  /** The laptop's stack, in a process of its own. */
  start: async (): Promise<StackFile> => {
    const stateDir = mkdtempSync(join(tmpdir(), 'porchlight-pages-'));
    process.on('exit', () => rmSync(stateDir, { recursive: true, force: true }));
    return (await startStack({ ports: await freePorts('127.0.0.1'), stateDir })).file;
  },
};

/**
 * How soon pages of the portal can be used on the laptop's stack, with nothing in the browser's cache (`cold`) and with
 * what an earlier visit left there (`warm`), in turns with a page that has nothing but a button.
 * @returns nothing where there is no Chromium
 */
export async function measurePages(rounds: Rounds): Promise<PageTime[]> {
  if (chromiumPath() === undefined) return [];
  const child = startChild<typeof api>(PROGRAM, { env: process.env });
  const [browser, plain] = await Promise.all([launchChromium(), servePlainPage()]);
  try {
    const stack = await child.call('start', undefined as never);
    const session = await signIn(browser, stack);
    const rows = (['welcome', 'home'] as const).flatMap((page) =>
      (['cold', 'warm'] as const).map((cache) => ({
        page,
        cache,
        plain: [] as number[],
        portal: [] as number[],
      })),
    );
    await inRounds(rounds, async () => {
      for (const page of ['welcome', 'home'] as const) {
        const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-US' });
        for (const row of rows.filter((each) => each.page === page)) {
          row.plain.push(await openOnce(context, plain.url, PLAIN));
          const known = page === 'home' ? session : undefined;
          row.portal.push(await openOnce(context, stack.portal, PAGES[page], known));
        }
        await context.close();
      }
    });
    return rows.map((row) => ({
      page: row.page,
      cache: row.cache,
      samples: row.portal.length,
      plain: spread(row.plain),
      portal: spread(row.portal),
      ratio: median(row.portal.map((ms, round) => ms / (row.plain[round] ?? Number.NaN))),
    }));
  } finally {
    await browser.close();
    plain.server.close();
    plain.server.closeAllConnections();
    await child.stop();
  }
}

if (import.meta.main) serve(api);
