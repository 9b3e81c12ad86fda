import type { EnablementMessage } from '../../lib/bridge/looks.ts';
import type { LookHandler } from './work.ts';

export const enablement: LookHandler<EnablementMessage> = async () => {
  throw new Error('not built yet');
};
