import type { PresenceMessage } from '../../lib/bridge/looks.ts';
import type { LookHandler } from './work.ts';

export const presence: LookHandler<PresenceMessage> = async () => {
  throw new Error('not built yet');
};
