import { LRUCache } from 'lru-cache';
import type { Clock } from '../deadline.ts';
import type { Connection } from '../homes/connections.ts';
import type { HomeOutcomeCode } from '../outcomes/codes.ts';
import { HomeLeftAlone } from '../outcomes/home.ts';

/**
 * Keeps a home from being asked when that can only do harm.
 *
 * A home that refused our token is left alone until its owner reconnects it: Home Assistant bans addresses after
 * a few failed logins. A home that cannot be reached is tried again after a short, growing pause, so that its
 * users hear at once that it is away instead of waiting seven seconds each time.
 */
export interface Breaker {
  /** @throws {HomeLeftAlone} */
  assertMayAsk(connection: Connection): void;
  /** @param outcome `ok` or the code of an outcome */
  note(connection: Connection, outcome: string): void;
}

const REFUSED: HomeOutcomeCode = 'home_token_refused';

/** Outcomes that cost time or say that the home is overloaded; a pause helps. */
const PAUSING: ReadonlySet<string> = new Set<HomeOutcomeCode>([
  'home_name_unresolved',
  'home_connection_refused',
  'home_tls_failed',
  'home_without_tls',
  'home_timed_out',
  'home_throttles',
]);

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const MAX_HOMES = 5_000;

interface Trouble {
  outcome: string;
  failures: number;
  /** Epoch milliseconds; null for "not before it is reconnected". */
  retryAt: number | null;
}

/**
 * What this process has seen is kept in memory; that a token was refused is also in the registry, for all.
 */
export function createBreaker(clock: Clock = Date.now): Breaker {
  // The key names the version of the connection, so a reconnected home starts without a past.
  const troubles = new LRUCache<string, Trouble>({ max: MAX_HOMES });
  const keyOf = ({ home, connectionVersion }: Connection) => `${home}@${connectionVersion}`;

  return {
    assertMayAsk: (connection) => {
      if (connection.health?.outcome === REFUSED) throw new HomeLeftAlone(REFUSED, null);
      const trouble = troubles.get(keyOf(connection));
      if (trouble === undefined) return;
      if (trouble.retryAt === null || trouble.retryAt > clock()) {
        throw new HomeLeftAlone(trouble.outcome, trouble.retryAt);
      }
    },
    note: (connection, outcome) => {
      const key = keyOf(connection);
      const known = troubles.get(key);
      if (outcome === REFUSED) {
        troubles.set(key, { outcome, failures: 1, retryAt: null });
        return;
      }
      if (!PAUSING.has(outcome)) {
        if (outcome === 'ok' || known?.retryAt !== null) troubles.delete(key);
        return;
      }
      // Who hears of it only now asked before the pause began: many at once are one failure.
      if (known !== undefined && (known.retryAt === null || known.retryAt > clock())) return;
      const failures = (known?.failures ?? 0) + 1;
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      troubles.set(key, { outcome, failures, retryAt: clock() + pause });
    },
  };
}
