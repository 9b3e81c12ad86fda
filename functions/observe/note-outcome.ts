import type { OutcomeMessage } from '../../lib/bridge/looks.ts';
import type { LookHandler } from './work.ts';

/** Writes down how a home answered a directive. */
export const noteOutcome: LookHandler<OutcomeMessage> = async ([message], { connections }, deadline) => {
  const { home, connectionVersion, outcome, at } = message;
  await connections.noteHealth(home, connectionVersion, outcome, at, deadline);
};
