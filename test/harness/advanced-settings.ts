import type { Page } from 'playwright-core';

/** What somebody fills in below the address. */
export interface AdvancedSettings {
  headers?: Readonly<Record<string, string>>;
  /** An authority of their own, PEM. */
  ca?: string;
  /** A certificate to be held on to, PEM. */
  pinned?: string;
  client?: { cert: string; key: string };
}

/** Fills in the advanced settings of the page about connecting, in English; what was there before is replaced. */
export async function fillAdvancedSettings(page: Page, settings: AdvancedSettings): Promise<void> {
  const { headers = {}, ca, pinned, client } = settings;
  if ((await page.locator('details.advanced[open]').count()) === 0)
    await page.locator('summary', { hasText: 'Advanced settings' }).click();

  const removers = page.locator('.pair button');
  while ((await removers.count()) > 0) await removers.first().click();
  for (const [name, value] of Object.entries(headers)) {
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByLabel('Header', { exact: true }).last().fill(name);
    await page.getByLabel('Value').last().fill(value);
  }

  const trust = pinned !== undefined ? 'pinned' : ca !== undefined ? 'ca' : 'none';
  await page.locator(`#trust-${trust}`).check();
  if (trust !== 'none') await page.getByLabel('Certificate in PEM').fill(pinned ?? ca ?? '');

  await page.locator('#client-certificate').fill(client?.cert ?? '');
  await page.locator('#client-key').fill(client?.key ?? '');
}
