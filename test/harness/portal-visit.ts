import type { Page } from 'playwright-core';
import type { StackFile } from '../../local/stack/stack-file.ts';

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1200, height: 800 };
/** Of everybody who signs up here. */
export const PASSWORD = 'Porch-light-2026';

/** Somebody with a browser at the portal of a stack: what they press and type, in the page's English. */
export function visit(page: Page, stack: StackFile) {
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const heading = (name: string | RegExp) =>
    page.getByRole('heading', { name, exact: typeof name === 'string' });
  const addressField = () => page.getByLabel('Address of your Home Assistant');

  const readMail = async (to: string): Promise<string> => {
    const answer = await fetch(stack.cognito.mailbox, { headers: { accept: 'application/json' } });
    const { mails } = (await answer.json()) as { mails: { to: string; code: string }[] };
    return mails.find((mail) => mail.to === to)?.code ?? '';
  };

  const check = async (address: string) => {
    await addressField().fill(address);
    await button('Check the address').click();
  };

  const toConnect = async () => {
    await page
      .getByRole('link', { name: /^Connect (a|another) home$/ })
      .first()
      .click();
    await addressField().waitFor();
  };

  /** From the page about connecting to the home's own sign-in page, filled in. */
  const goToHome = async () => {
    await check(stack.homeAssistant.url);
    await button('Sign in at Home Assistant').click();
    await page.locator('input[name=username]').fill(stack.homeAssistant.username ?? '');
    await page.locator('input[name=password]').fill(stack.homeAssistant.password ?? '');
  };

  /** From a page of somebody who is not signed in, through those for signing up, and back to where they were. */
  const fillSignUp = async (email: string) => {
    await button('Create an account').click();
    await page.locator('input[name=username]').fill(email);
    await page.locator('input[name=password]').fill(PASSWORD);
    await button('Create account').click();
    await page.locator('input[name=code]').fill(await readMail(email));
    await button('Confirm').click();
  };

  return {
    page,
    button,
    heading,
    addressField,
    check,
    toConnect,
    goToHome,
    fillSignUp,

    /** Waits until the page is this one. */
    at: (path: string) => page.waitForURL(`${stack.portal}${path}`, { waitUntil: 'commit' }),

    /** Waits for a message. */
    noticed: (text: string) => page.locator('.notice', { hasText: text }).waitFor(),

    /** What this tab remembers of the sign-in. */
    remembered: () =>
      page.evaluate(() => JSON.parse(sessionStorage.getItem('porchlight.session') ?? '{}')) as Promise<{
        accessToken?: string;
        refreshToken?: string;
      }>,
    /** The names of all that this tab remembers. */
    kept: () => page.evaluate(() => Object.keys(sessionStorage).toSorted()),
    /** Changes what this tab remembers of the sign-in, as if time or somebody else had done so. */
    spoil: (changes: Record<string, unknown>) =>
      page.evaluate((given) => {
        const session = JSON.parse(sessionStorage.getItem('porchlight.session') ?? '{}');
        sessionStorage.setItem('porchlight.session', JSON.stringify({ ...session, ...given }));
      }, changes),

    /** Asks for the chosen home to be disconnected, and says yes. */
    disconnect: async () => {
      await button(/^Disconnect /).click();
      await button('Disconnect').click();
    },

    /** A person who was not here before signs up and confirms their address, and arrives at Home. */
    signUp: async (email = `${crypto.randomUUID()}@example.com`): Promise<string> => {
      await page.goto(stack.portal);
      await fillSignUp(email);
      await heading('Welcome').waitFor();
      return email;
    },

    /** On the sign-in page of Porchlight. */
    fillSignIn: async (email: string, password = PASSWORD) => {
      await page.locator('input[name=username]').fill(email);
      await page.locator('input[name=password]').fill(password);
      await button('Sign in').click();
    },

    /** On the sign-in page of the home. */
    fillHomeSignIn: async () => {
      await page.locator('input[name=username]').fill(stack.homeAssistant.username ?? '');
      await page.locator('input[name=password]').fill(stack.homeAssistant.password ?? '');
      await button('Sign in').click();
    },

    connect: async () => {
      await toConnect();
      await goToHome();
      await button('Sign in').click();
      await page.locator('.notice', { hasText: 'is connected' }).waitFor();
    },

    /** Signs in at the home beside the browser: the address that it would have been sent back to. */
    catchCallback: async (): Promise<string> => {
      await toConnect();
      await goToHome();
      const form = new URL(page.url()).searchParams;
      form.set('username', stack.homeAssistant.username ?? '');
      form.set('password', stack.homeAssistant.password ?? '');
      const answer = await fetch(`${stack.homeAssistant.url}/auth/authorize`, {
        method: 'POST',
        body: form,
        redirect: 'manual',
      });
      return answer.headers.get('location') ?? '';
    },
  };
}

export type Visit = ReturnType<typeof visit>;
