import { LRUCache } from 'lru-cache';
import type { Clock } from '../../lib/deadline.ts';

/**
 * Keeps one home from flooding the queue: so many hints at once, and so many a second after that. Each home has a
 * measure of its own, so none is stopped for another.
 */
export interface FloodGate {
  /** @returns seconds to wait, or 0 when the hints may pass */
  admit(home: string, hints: number): number;
}

const BURST = 300;
const PER_SECOND = 20;
const MAX_HOMES = 10_000;

export function createFloodGate(clock: Clock = Date.now): FloodGate {
  const measures = new LRUCache<string, { left: number; at: number }>({ max: MAX_HOMES });
  return {
    admit: (home, hints) => {
      const now = clock();
      const last = measures.get(home) ?? { left: BURST, at: now };
      const left = Math.min(BURST, last.left + ((now - last.at) / 1000) * PER_SECOND);
      if (left < hints) {
        measures.set(home, { left, at: now });
        return Math.ceil((hints - left) / PER_SECOND);
      }
      measures.set(home, { left: left - hints, at: now });
      return 0;
    },
  };
}
