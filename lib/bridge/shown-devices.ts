import type { VettedEndpoint } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import type { Catalogue } from '../homes/catalogue.ts';
import type { Overrides } from '../homes/overrides.ts';
import { applyOverrides } from './apply-overrides.ts';

/** What is known of a home's devices, as its owner wants Alexa to see them; Alexa's limit is not looked at. */
export async function shownDevices(
  home: string,
  { catalogue, overrides }: { catalogue: Catalogue; overrides: Overrides },
  deadline: Deadline,
): Promise<VettedEndpoint[]> {
  const [endpoints, wanted] = await Promise.all([
    catalogue.endpoints(home, deadline),
    overrides.list(home, deadline),
  ]);
  return applyOverrides(endpoints, wanted);
}
