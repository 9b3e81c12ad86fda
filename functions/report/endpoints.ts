import type { EndpointsDelivery } from '../../lib/bridge/deliveries.ts';
import type { Teller } from './work.ts';

export const tellEndpoints: Teller<EndpointsDelivery> = async () => {
  throw new Error('not built yet');
};
