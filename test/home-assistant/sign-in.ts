import type { Page } from 'playwright-core';
import { launchChromium } from '../harness/chromium.ts';
import { call, HomeAssistantCallError } from './api.ts';

/** Home Assistant did not sign the user in; `reason` is its own word, such as `invalid_auth`. */
export class SignInRefusedError extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`Home Assistant refused the sign-in: ${reason}`);
    this.name = 'SignInRefusedError';
    this.reason = reason;
  }
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface FlowStep {
  readonly type: string;
  readonly flow_id: string;
  readonly result?: string;
  readonly reason?: string;
  readonly errors?: Readonly<Record<string, string>> | null;
}

function parameter(url: URL, name: string): string {
  const value = url.searchParams.get(name);
  if (value === null) throw new TypeError(`the authorize URL lacks ${name}`);
  return value;
}

/**
 * Signs in at `/auth/authorize` as Home Assistant's page does it, without a browser: loads the page, runs the
 * login flow behind it, and answers the URL that the page would send the browser to, with `code`, `state` and the page's own `storeToken`.
 * Nothing is fetched from that URL.
 * Source: homeassistant/components/auth/login_flow.py; home-assistant/frontend src/auth/ha-auth-flow.ts.
 *
 * @throws SignInRefusedError for wrong credentials
 * @throws HomeAssistantCallError when the page is missing or the client id or redirect URI is refused (403)
 */
export async function signIn(authorizeUrl: string, credentials: Credentials): Promise<string> {
  const authorize = new URL(authorizeUrl);
  const page = await fetch(authorize);
  const html = await page.text();
  if (page.status !== 200 || !html.includes('<ha-authorize')) {
    throw new HomeAssistantCallError('GET /auth/authorize', page.status, html);
  }
  const clientId = parameter(authorize, 'client_id');
  const redirectUri = parameter(authorize, 'redirect_uri');
  const flows = `${authorize.origin}/auth/login_flow`;
  const form = await call<FlowStep>(flows, {
    json: { client_id: clientId, handler: ['homeassistant', null], redirect_uri: redirectUri },
  });
  const done = await call<FlowStep>(`${flows}/${form.flow_id}`, {
    json: { client_id: clientId, username: credentials.username, password: credentials.password },
  });
  if (done.type !== 'create_entry' || done.result === undefined) {
    throw new SignInRefusedError(done.errors?.base ?? done.reason ?? done.type);
  }
  const redirect = new URL(redirectUri);
  redirect.searchParams.set('code', done.result);
  const state = authorize.searchParams.get('state');
  if (state !== null) redirect.searchParams.set('state', state);
  redirect.searchParams.set('storeToken', 'true'); // "Keep me logged in", which the page has ticked
  return redirect.href;
}

/** Fills in Home Assistant's sign-in page, on which `page` is, and submits it. */
export async function submitSignInPage(page: Page, credentials: Credentials): Promise<void> {
  await page.locator('input[name="username"]').fill(credentials.username);
  await page.locator('input[name="password"]').fill(credentials.password);
  await page.locator('input[name="password"]').press('Enter');
}

/**
 * The same through the real page in a headless Chromium; answers the URL that the page went to. The browser
 * is kept from loading that URL.
 *
 * @throws Error from Playwright when Chromium is missing or the page does not come to its end in 30 seconds
 */
export async function signInWithBrowser(authorizeUrl: string, credentials: Credentials): Promise<string> {
  const redirectUri = parameter(new URL(authorizeUrl), 'redirect_uri');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    const isRedirect = (url: URL) => url.href.startsWith(redirectUri);
    await page.route(isRedirect, (route) =>
      route.fulfill({ status: 200, contentType: 'text/plain', body: '' }),
    );
    const arrived = page.waitForRequest((request) => isRedirect(new URL(request.url())));
    await page.goto(authorizeUrl);
    await submitSignInPage(page, credentials);
    return (await arrived).url();
  } finally {
    await browser.close();
  }
}
