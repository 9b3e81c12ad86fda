import type { Socket } from 'node:net';
import type { Clock } from '../deadline.ts';
import type { GuardedAgent } from './guarded-agent.ts';

/** Knows how long each kept-alive connection has been quiet, and closes those that were quiet for too long. */
export interface KeptConnections {
  /** Something was sent or received just now. */
  used(socket: Socket): void;
  /** Closes the agent's free connections that were quiet for more than `ms` milliseconds; 0 for all of them. */
  closeQuiet(agent: GuardedAgent, ms: number): void;
}

/** @param clock tells the time also for a process that was frozen meanwhile, which timers do not */
export function createKeptConnections(clock: Clock): KeptConnections {
  const usedAt = new WeakMap<Socket, number>();
  return {
    used: (socket) => void usedAt.set(socket, clock()),
    closeQuiet: (agent, ms) => {
      const latest = clock() - ms;
      for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) {
        if (ms === 0 || (usedAt.get(socket) ?? 0) < latest) socket.destroy();
      }
    },
  };
}
