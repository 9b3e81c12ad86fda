import type { HeardMessage } from '../../lib/bridge/looks.ts';
import type { LookHandler } from './work.ts';

export const heard: LookHandler<HeardMessage> = async () => {
  throw new Error('not built yet');
};
