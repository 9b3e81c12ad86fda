import type { Visit } from './portal-visit.ts';

/** The Amazon accounts of the page. */
export type AmazonAccount = 'Robin' | 'Kim';

/**
 * Somebody at the page that plays the Alexa app: what they press, and what Alexa says.
 * @param at the page's address
 */
export function visitAlexa(visitor: Visit, at: string, account: AmazonAccount) {
  const { page } = visitor;
  const id = account.toLowerCase();
  const power = (device: string, checked?: boolean) =>
    page.getByRole('switch', { name: `${device}: power`, ...(checked !== undefined && { checked }) });
  const said = (text: string | RegExp) => page.locator('.speech', { hasText: text }).waitFor();

  return {
    ...visitor,
    power,
    said,
    tile: (device: string) => page.locator(`[data-device="${device}"]`),
    entry: (title: string | RegExp) => page.locator('.entry', { hasText: title }).first(),
    /** What went wrong. */
    bad: page.locator('.entry.bad'),
    open: async () => {
      await page.goto(`${at}/?person=${id}`);
      await visitor.heading(`${account}’s Alexa`).waitFor();
    },
    /** As far as the login page, which is asked for even where somebody has signed in before. */
    enable: () => visitor.button('Enable to use').click(),
    disable: async () => {
      await visitor.button('Disable skill').click();
      await visitor.button('Disable').click();
      await visitor.button('Enable to use').waitFor();
    },
    /** Something is made to fail, or works again. */
    setFault: async (name: string, isOn: boolean) => {
      await page.getByRole('switch', { name, checked: !isOn }).click();
      await page.getByRole('switch', { name, checked: isOn }).waitFor();
    },
  };
}

export type AlexaVisit = ReturnType<typeof visitAlexa>;
