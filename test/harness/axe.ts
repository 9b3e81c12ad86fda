import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong with a page as it is: the rule, and where. Empty when there is nothing. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated from outside: the page's own policy lets nobody add a script.
  await page.evaluate(axe.source);
  return (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, any }) => id + ': ' + target.join(' ') + ' ' + any.map((check) => check.message).join('; '))))`,
  )) as string[];
}
