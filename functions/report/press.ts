import type { PressDelivery } from '../../lib/bridge/deliveries.ts';
import type { Teller } from './work.ts';

export const tellPress: Teller<PressDelivery> = async () => {
  throw new Error('not built yet');
};
