import { describeWhen } from '../harness/describe-when.ts';
import { homeAssistantInstalled } from './installation.ts';

/**
 * A `describe` for tests that need a real Home Assistant. Where none is installed they are skipped with the
 * reason on the terminal; in continuous integration (`CI` is set) that is a failure instead.
 */
export function describeWithHomeAssistant(name: string, body: () => void): void {
  const need = {
    isHere: homeAssistantInstalled() !== undefined,
    otherwise: 'Home Assistant is not installed for the tests: npm run test:home-assistant installs it',
  };
  describeWhen(need, name, body);
}
