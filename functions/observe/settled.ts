import type { HomeOutcome } from '../../lib/outcomes/codes.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';

/** Homes that are away or misbehave are their owner's business; asking again at once would not change it. */
export const isOfTheHome = (error: unknown): error is HomeOutcome =>
  error instanceof Outcome && (error.code.startsWith('home_') || error.code === 'smart_home_not_enabled');
