import { expect } from 'vitest';

/**
 * Signs in on a home's own page as a browser does: opens it, fills in the form that is on it, and posts it.
 * @returns the address that the browser is sent to
 */
export async function signInAt(
  authorizeUrl: string,
  user: { username: string; password: string },
): Promise<URL> {
  const page = await fetch(authorizeUrl);
  expect(page.status).toBe(200);
  const html = await page.text();
  const form = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? '';
    if (name !== undefined) form.set(name, value.replaceAll('&amp;', '&').replaceAll('&quot;', '"'));
  }
  form.set('username', user.username);
  form.set('password', user.password);
  const action = /<form[^>]*action="([^"]*)"/.exec(html)?.[1] ?? authorizeUrl;
  const sent = await fetch(new URL(action.replaceAll('&amp;', '&'), authorizeUrl), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  expect(sent.status).toBe(303);
  return new URL(sent.headers.get('location') ?? '');
}
