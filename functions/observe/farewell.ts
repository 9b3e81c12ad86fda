import type { FarewellMessage } from '../../lib/bridge/looks.ts';
import type { LookHandler } from './work.ts';

export const farewell: LookHandler<FarewellMessage> = async () => {
  throw new Error('not built yet');
};
