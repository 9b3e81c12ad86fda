import type { PressMessage } from '../../lib/bridge/looks.ts';
import type { LookHandler } from './work.ts';

export const press: LookHandler<PressMessage> = async () => {
  throw new Error('not built yet');
};
