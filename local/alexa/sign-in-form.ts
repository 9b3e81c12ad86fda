import { createCookieJar } from './cookie-jar.ts';
import { LinkError, UnreachableError } from './errors.ts';
import { type HtmlForm, readAlert, readForms } from './html-form.ts';
import type { Fetch, SignIn } from './sign-in.ts';

/** How many pages and redirects a sign-in may take before it is called a loop. */
const maxSteps = 20;
const pageTimeoutMs = 15_000;

type Page = { readonly url: URL; readonly html: string };

/**
 * Signs in without a browser: follows the authorize URL to the login page, fills in Cognito's fields `username` and
 * `password` (with whatever hidden fields and cookies the page gave), and stops at the redirect to Amazon, whose
 * address it never opens.
 */
export function createFormSignIn(ports: { readonly fetch: Fetch }): SignIn {
  return async ({ authorizeUrl, redirectUri, username, password }) => {
    if (username === undefined || password === undefined) {
      throw new LinkError('sign-in', 'Signing in needs --username and --password, or --browser');
    }
    const follow = createFollower(ports.fetch, redirectUri);
    const known: Readonly<Record<string, string>> = { username, password };
    let reached = await follow(authorizeUrl);
    let passwordSent = false;
    for (let step = 0; step < maxSteps; step += 1) {
      if (reached instanceof URL) return reached;
      const page: Page = reached;
      const chosen = loginForm(page.html);
      if (chosen === undefined || passwordSent) throw refused(page, chosen, passwordSent);
      passwordSent = chosen.fields.has('password');
      reached = await follow(...submission(page, chosen, known));
    }
    throw new LinkError('sign-in', 'The login pages lead round in circles');
  };
}

/** The form with both fields; else, for pages that ask for one after the other, the one with either. */
function loginForm(html: string): HtmlForm | undefined {
  const forms = readForms(html);
  const withFields = (...names: readonly string[]) =>
    forms.find(({ fields }) => names.every((name) => fields.has(name)));
  return withFields('username', 'password') ?? withFields('password') ?? withFields('username');
}

function submission(page: Page, form: HtmlForm, known: Readonly<Record<string, string>>): [URL, string?] {
  const filled = new URLSearchParams(
    [...form.fields].map(([name, value]): [string, string] => [name, known[name] ?? value]),
  );
  const action = new URL(form.action === '' ? page.url : form.action, page.url);
  if (form.method === 'post') return [action, filled.toString()];
  action.search = filled.toString();
  return [action];
}

function refused(page: Page, form: HtmlForm | undefined, passwordSent: boolean): LinkError {
  const alert = readAlert(page.html);
  if (passwordSent)
    return new LinkError('sign-in', `Signing in was refused: ${alert ?? 'no reason was given'}`);
  const hint =
    form === undefined ? 'it shows no login form that can be filled in; try --browser' : 'no field fits';
  return new LinkError('sign-in', `The page ${page.url.origin}${page.url.pathname}: ${alert ?? hint}`);
}

/** Opens an address and follows redirects; gives the page, or the redirect to Amazon without opening it. */
function createFollower(fetch: Fetch, redirectUri: string): (url: URL, body?: string) => Promise<Page | URL> {
  const jar = createCookieJar();
  return async (start, form) => {
    let url = start;
    let body = form;
    for (let step = 0; step < maxSteps; step += 1) {
      const response = await open(fetch, url, jar.header(url), body);
      jar.store(url, response);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        return { url, html: await response.text() };
      }
      await response.body?.cancel();
      const next = new URL(location, url);
      if (isRedirectTo(next, redirectUri)) return next;
      url = next;
      body = undefined;
    }
    throw new LinkError('sign-in', 'The login pages redirect without end');
  };
}

async function open(fetch: Fetch, url: URL, cookie: string, body: string | undefined): Promise<Response> {
  const headers: Record<string, string> = { accept: 'text/html' };
  if (cookie !== '') headers.cookie = cookie;
  if (body !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    // Login pages guard against forged posts by looking at where they come from.
    headers.origin = url.origin;
  }
  try {
    return await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(pageTimeoutMs),
      ...(body === undefined ? {} : { body }),
    });
  } catch (cause) {
    throw new UnreachableError('The login page', url, { cause });
  }
}

/** Whether an address is the redirect URI with an answer in its query. */
export function isRedirectTo(url: URL, redirectUri: string): boolean {
  const expected = new URL(redirectUri);
  return url.origin === expected.origin && url.pathname === expected.pathname;
}
