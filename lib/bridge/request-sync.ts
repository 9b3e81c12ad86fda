import type { Deadline } from '../deadline.ts';
import type { Connections } from '../homes/connections.ts';
import type { Members } from '../homes/members.ts';
import { HomePaused } from '../outcomes/directive.ts';
import { NotFound } from '../outcomes/request.ts';
import type { LooksQueue } from './looks.ts';
import { queueLook } from './queue-look.ts';

/**
 * Has a home asked for its devices soon, on the word of anybody who belongs to it.
 * @throws {NotFound} no such home of this user
 * @throws {HomePaused | QueueUnavailable}
 */
export type RequestSync = (sub: string, home: string, deadline: Deadline) => Promise<void>;

export function createRequestSync(ports: {
  connections: Connections;
  members: Members;
  looks: LooksQueue;
}): RequestSync {
  const { connections, members, looks } = ports;
  return async (sub, home, deadline) => {
    const connection = await connections.read(home, deadline);
    const belonging = connection === undefined ? [] : await members.list(home, deadline);
    if (connection === undefined || !belonging.some((member) => member.sub === sub))
      throw new NotFound('home');
    if (connection.paused) throw new HomePaused(home);
    await queueLook(looks, { v: 1, type: 'sync', home }, deadline);
  };
}
