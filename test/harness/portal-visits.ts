import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { StackOptions } from '../../local/stack/start-stack.ts';
import { type PortalBrowser, startPortalBrowser } from './portal-browser.ts';
import type { Visit } from './portal-visit.ts';

/**
 * One stack for the tests that stand beside this call, and for each of them somebody new with a browser, who is gone
 * afterwards; then no browser may have objected to anything, or asked anybody whom the portal does not know.
 * @param onVisit told before each test
 * @param prepare what the stack needs, made before it is started
 */
export function visitForEachTest(
  onVisit: (visit: Visit, portal: PortalBrowser) => void,
  prepare: () => Promise<Partial<StackOptions>> = async () => ({}),
): void {
  let portal: PortalBrowser | undefined;
  const started = (): PortalBrowser => {
    if (portal === undefined) throw new Error('The stack was not started.');
    return portal;
  };
  beforeAll(async () => {
    portal = await startPortalBrowser(await prepare());
  });
  afterAll(() => portal?.close());
  beforeEach(async () => onVisit(await started().newVisit(), started()));
  afterEach(async () => {
    const { browser, takeFindings } = started();
    await Promise.all(browser.contexts().map((opened) => opened.close()));
    expect(takeFindings()).toEqual({ objections: [], strangers: [] });
  });
}
