import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { type Alexa, createAlexa } from '../../local/alexa/alexa.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { createMemorySession } from '../../local/alexa/session.ts';
import { readStack } from '../../local/alexa/stack.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, type StackOptions, startStack } from '../../local/stack/start-stack.ts';
import { launchChromium } from './chromium.ts';
import { PASSWORD, PHONE, type Visit, visit } from './portal-visit.ts';

export interface PortalBrowser {
  stack: Stack;
  browser: Browser;
  /** Somebody else with a browser of their own; on a phone, in English and in daylight unless said otherwise. */
  newVisit(options?: BrowserContextOptions): Promise<Visit>;
  /** Somebody's Alexa, linked with their login as the Alexa app does it. */
  linkAlexa(email: string): Promise<Alexa>;
  /** What browsers objected to on the portal's own pages, and origins that they were sent to ask; then forgotten. */
  takeFindings(): { objections: string[]; strangers: string[] };
  close(): Promise<void>;
}

/** A whole stack and a browser beside it. */
export async function startPortalBrowser(
  options: Partial<StackOptions> = {},
  browserArgs: readonly string[] = [],
): Promise<PortalBrowser> {
  const stateDir = await mkdtemp(join(tmpdir(), 'porchlight-portal-'));
  const [stack, browser] = await Promise.all([
    freePorts('127.0.0.1').then((ports) => startStack({ isBundled: true, ports, stateDir, ...options })),
    launchChromium(browserArgs),
  ]);
  let objections: string[] = [];
  let asked = new Set<string>();
  const { portal, cognito, homeAssistant } = stack.file;
  const known = [portal, cognito.endpoint, homeAssistant.url].map((url) => new URL(url).origin);
  return {
    stack,
    browser,
    newVisit: async (context = {}) => {
      const opened = await browser.newContext({ viewport: PHONE, locale: 'en-US', ...context });
      const page = await opened.newPage();
      page.setDefaultTimeout(8_000);
      page.on('pageerror', (error) => objections.push(error.message));
      page.on('console', (message) => {
        if (/content security policy|trusted/i.test(message.text())) objections.push(message.text());
      });
      page.on('request', (request) => {
        if (/^https?:/.test(request.url())) asked.add(new URL(request.url()).origin);
      });
      return visit(page, stack.file);
    },
    linkAlexa: async (email) => {
      const alexa = createAlexa({
        stack: await readStack(stack.path),
        session: createMemorySession(),
        checker: createChecker(),
      });
      await alexa.link({ username: email, password: PASSWORD });
      await alexa.grant();
      return alexa;
    },
    takeFindings: () => {
      const found = { objections, strangers: [...asked].filter((origin) => !known.includes(origin)) };
      objections = [];
      asked = new Set();
      return found;
    },
    close: async () => {
      await browser.close();
      await stack.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
