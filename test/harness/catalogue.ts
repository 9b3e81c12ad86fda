import { randomUUID } from 'node:crypto';
import type { VettedDiscovery } from '../../lib/alexa/discovery.ts';
import { compareDevices } from '../../lib/bridge/compare-devices.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { createCatalogueSync } from '../../lib/homes/catalogue-sync.ts';
import type { Table } from '../../lib/homes/table.ts';

/** Stores a discovery in the steps of a sync, without a home that is asked and without anybody who is told. */
export async function storeDiscovery(
  devices: Table,
  home: string,
  { endpoints, heldBack }: VettedDiscovery,
  at: number,
  deadline: Deadline,
): Promise<void> {
  const catalogue = createCatalogueSync(devices);
  const known = await catalogue.read(home, deadline);
  const { after, changes } = compareDevices(known.devices, { endpoints, at, isRunning: true });
  const untold = { endpoints: [], occasion: randomUUID(), since: at };
  const begun = await catalogue.begin(known, untold, { at, devices: after.length }, deadline);
  await catalogue.write(home, changes, deadline);
  await catalogue.finish(begun, { at, heldBack, devices: after.length, dueAt: at }, deadline);
}
