import { expect } from 'vitest';
import type { AlexaPageMessages } from '../harness/alexa-page-messages.ts';
import type { AlexaVisit } from '../harness/alexa-page-visit.ts';
import type { Visit } from '../harness/portal-visit.ts';
import { HOUSE, type HomeAssistant, submitSignInPage } from './home.ts';
import type { Overheard } from './overheard.ts';

const LAMP = HOUSE.dimmableLight;
/** What is looked at for an address on loopback, in its order: without https there is no certificate to look at. */
const PASSED = ['Name', 'Public address', 'Reachable', 'Home Assistant', 'Alexa in Home Assistant'];

/** A person's way from nothing to a lamp, each step as the page asks for it. */
export function createPortalWalk(around: {
  homeAssistant: HomeAssistant;
  messages: AlexaPageMessages;
  /** What somebody does to a control: a finger or a mouse. */
  press: 'tap' | 'click';
}) {
  const { homeAssistant, messages, press } = around;

  return {
    /** @returns their e-mail address */
    signUp: async (me: Visit, email?: string): Promise<string> => {
      const address = await me.signUp(email);
      await me.page.getByText('0 of 3 done').waitFor();
      await me.page.locator('.checklist .next', { hasText: 'Connect your home' }).waitFor();
      return address;
    },

    /** Types the home's address, watches the check, and signs in at Home Assistant's own page. */
    connect: async (me: Visit, { url }: Overheard): Promise<void> => {
      const { page } = me;
      await me.toConnect();
      await me.check(url);
      await me.heading(`${url} can be connected.`).waitFor();
      expect(await page.locator('.step.failed, .step.warning').count()).toBe(0);
      const passed = await page.locator('.step.passed strong').allTextContents();
      expect(passed).toEqual(PASSED.map((step) => `${step}: passed`));
      await me.button('Sign in at Home Assistant').click();
      await page.waitForURL(`${url}/auth/authorize?**`);
      await submitSignInPage(page, homeAssistant);
      await me.noticed('is connected');
      await me.heading('Your home answers').waitFor();
      await page.getByText('1 of 3 done').waitFor();
      await page.locator('.checklist .next', { hasText: 'Link Alexa' }).waitFor();
    },

    /** From the Alexa page through the login, until Alexa knows the house; nothing goes wrong on the way. */
    enable: async (alexa: AlexaVisit, email: string): Promise<void> => {
      await alexa.open();
      const badBefore = await alexa.bad.count();
      await alexa.enable();
      await alexa.fillSignIn(email);
      await alexa.tile(LAMP.name).waitFor();
      await alexa.entry(/I found \d+ devices\./).waitFor({ state: 'attached' });
      expect(await alexa.bad.count()).toBe(badBefore);
    },

    /** Switches the lamp by its tile, off and on again, and asks Home Assistant itself how it is. */
    switchLamp: async (alexa: AlexaVisit): Promise<void> => {
      const badBefore = await alexa.bad.count();
      for (const [from, to] of [
        [true, 'off'],
        [false, 'on'],
      ] as const) {
        await alexa.power(LAMP.name, from)[press]();
        await alexa.power(LAMP.name, !from).waitFor();
        await homeAssistant.waitForState(LAMP.id, to);
      }
      expect(await alexa.bad.count()).toBe(badBefore);
      expect(await messages.check()).toBeGreaterThan(3);
    },

    /** The portal says by itself that all is well. */
    seeItWorks: async (me: Visit): Promise<void> => {
      await me.page.reload();
      await me.heading('Everything works').waitFor();
      await me.page.getByText('Alexa reaches Home.').waitFor();
      await me.page.getByText('2 of 3 done').waitFor();
      await me.page.locator('.checklist .next', { hasText: 'Turn reports on' }).waitFor();
      await me.page.getByText(homeAssistant.version, { exact: true }).waitFor();
    },
  };
}

export type PortalWalk = ReturnType<typeof createPortalWalk>;
