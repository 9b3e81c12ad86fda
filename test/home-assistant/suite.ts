import { describe, it } from 'vitest';
import { homeAssistantInstalled } from './installation.ts';

const HOW_TO_GET_IT =
  'Home Assistant is not installed for the tests: npm run test:home-assistant installs it';

/**
 * A `describe` for tests that need a real Home Assistant. Where none is installed they are skipped with the
 * reason on the terminal; in continuous integration (`CI` is set) that is a failure instead.
 */
export function describeWithHomeAssistant(name: string, body: () => void): void {
  if (homeAssistantInstalled() !== undefined) {
    describe(name, body);
    return;
  }
  if (process.env.CI !== undefined && process.env.CI !== '') {
    it(`${name}: finds a Home Assistant to run against`, () => {
      throw new Error(HOW_TO_GET_IT);
    });
    return;
  }
  console.warn(`skipped: ${name}. ${HOW_TO_GET_IT}`);
  describe.skip(name, body);
}
