import type { VettedEndpoint } from './discovery.ts';
import type { Property } from './message.ts';
import { reportableProperties } from './reportable.ts';

const isConnectivity = ({ namespace, name }: Property): boolean =>
  namespace === 'Alexa.EndpointHealth' && name === 'connectivity';

/**
 * A state with the device out of reach, and otherwise as it was last known.
 * @param at epoch milliseconds
 * @returns undefined for a device that does not report its health
 * @see https://developer.amazon.com/docs/device-apis/alexa-endpointhealth.html
 */
export function outOfReach(
  endpoint: VettedEndpoint,
  state: readonly Property[],
  at: number,
): Property[] | undefined {
  const connectivity: Property = {
    namespace: 'Alexa.EndpointHealth',
    name: 'connectivity',
    value: { value: 'UNREACHABLE' },
    timeOfSample: new Date(at).toISOString(),
    uncertaintyInMilliseconds: 0,
  };
  if (reportableProperties(endpoint, [connectivity]).length === 0) return undefined;
  return [connectivity, ...state.filter((property) => !isConnectivity(property))];
}
