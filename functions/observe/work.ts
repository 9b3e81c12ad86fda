import type { LookMessage } from '../../lib/bridge/looks.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { ObservePorts } from './compose.ts';

/** Messages that are one piece of work. */
export type Together<Message> = readonly [Message, ...Message[]];

/**
 * Does what messages ask for.
 * @param messages of one key (see `observe.ts`): repeats of one message, or several looks at one home or words of it
 * @throws what is worth another try; the messages come again
 */
export type LookHandler<Message extends LookMessage> = (
  messages: Together<Message>,
  ports: ObservePorts,
  deadline: Deadline,
) => Promise<void>;
