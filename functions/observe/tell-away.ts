import type { VettedEndpoint } from '../../lib/alexa/discovery.ts';
import { outOfReach } from '../../lib/alexa/endpoint-health.ts';
import { differenceFrom } from '../../lib/alexa/reportable.ts';
import { tellState } from '../../lib/bridge/look-at-device.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import type { ObservePorts } from './compose.ts';
import { sideBySide } from './side-by-side.ts';

/**
 * Tells Alexa that the devices of a home are out of reach. The home may come back at any moment: then nothing more is
 * said, and what was said too late is put right by another look.
 */
export async function tellAway(
  home: string,
  endpoints: readonly VettedEndpoint[],
  listeners: readonly GrantSummary[],
  ports: ObservePorts,
  deadline: Deadline,
): Promise<void> {
  const { presences, clock } = ports;
  const isAway = async () => (await presences.read(home, deadline))?.away === true;
  const audience = { listeners, answered: [] };

  await sideBySide(endpoints, (endpoint) =>
    tellState(home, endpoint.endpointId, audience, ports, deadline, async ({ properties }) => {
      const state = outOfReach(endpoint, properties, clock());
      if (state === undefined || differenceFrom(properties, state).changed.length === 0) return undefined;
      return (await isAway()) ? state : undefined;
    }),
  );
  // Heard of between that question and the telling: the look that it brought may have seen the state of before.
  const known = await presences.read(home, deadline);
  if (known !== undefined && !known.away) await presences.owe(home, deadline);
}
