import type { ClientRequest } from 'node:http';
import type { GuardedAgent } from './guarded-agent.ts';

/** Requests whose answers nobody waits for any more, while the home still works on them. */
export interface Lingering {
  /** Leaves a request open for a while; breaks it off at once if too many of that home's are open already. */
  letBe(outgoing: ClientRequest, agent: GuardedAgent): void;
}

/** Longer than nearly any script. On Lambda the process is frozen meanwhile, and the connection stays as long as nobody in between closes it. */
const LINGER_MS = 5 * 60_000;
/** Of the connections that one home may have. */
const MOST_OF_A_HOME = 8;

/**
 * Home Assistant breaks off what it does for a request, scripts included, as soon as the connection is closed.
 * @see homeassistant/components/http/__init__.py (`handler_cancellation`)
 */
export function createLingering(lingerMs = LINGER_MS): Lingering {
  const open = new WeakMap<GuardedAgent, number>();
  const change = (agent: GuardedAgent, by: number) => open.set(agent, (open.get(agent) ?? 0) + by);
  return {
    letBe: (outgoing, agent) => {
      if ((open.get(agent) ?? 0) >= MOST_OF_A_HOME) {
        outgoing.destroy();
        return;
      }
      change(agent, 1);
      // Neither keeps a process alive that is done otherwise.
      outgoing.socket?.unref();
      const end = setTimeout(() => outgoing.destroy(), lingerMs).unref();
      outgoing.once('close', () => {
        clearTimeout(end);
        change(agent, -1);
      });
    },
  };
}
