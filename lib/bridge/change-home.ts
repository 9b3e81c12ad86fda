import type { Deadline } from '../deadline.ts';
import type { Connections } from '../homes/connections.ts';
import { retryConflicts } from '../homes/retry-conflicts.ts';
import type { HomeGuard } from './home-guard.ts';
import type { LooksQueue } from './looks.ts';
import { queueLook } from './queue-look.ts';

/** What an owner can change of a home without connecting it anew. */
export interface HomeChange {
  name?: string | undefined;
  /** Whether Alexa may neither control it nor hear of it for now. Its devices stay in Alexa. */
  paused?: boolean | undefined;
  /** Who answers free speech: the id of one of its assistants, or null for Home Assistant's own. */
  assistant?: string | null | undefined;
}

export interface ChangedHome {
  home: string;
  name: string;
  paused: boolean;
  assistant: string | null;
}

/**
 * Renames a home, pauses or resumes it, or chooses its assistant. A home that is resumed is looked at, and asked for its devices; also when it was
 * not paused, so that a failure can be repeated.
 * @throws {NotFound} no such home of this user
 * @throws {Forbidden} a member who is not the owner
 * @throws {QueueUnavailable} with the change made
 */
export type ChangeHome = (
  request: { sub: string; home: string; change: HomeChange },
  deadline: Deadline,
) => Promise<ChangedHome>;

export function createChangeHome(ports: {
  guard: HomeGuard;
  connections: Connections;
  looks: LooksQueue;
}): ChangeHome {
  const { guard, connections, looks } = ports;

  return async ({ sub, home, change }, deadline) => {
    const changed = await retryConflicts(deadline, async () => {
      const connection = await guard.forOwner(sub, home, 'change a home that is not yours', deadline);
      const { name = connection.name, paused = connection.paused } = change;
      const { assistant = connection.assistant ?? null } = change;
      const next = { name, paused, ...(assistant !== null && { assistant }) };
      await connections.change(connection, next, deadline);
      return { home, name, paused, assistant };
    });
    if (change.paused === false) {
      await queueLook(looks, { v: 1, type: 'resumed', home }, deadline);
      await queueLook(looks, { v: 1, type: 'sync', home }, deadline);
    }
    return changed;
  };
}
