import type { HomeOutcomeCode } from '../../lib/outcomes/codes.ts';
import type { RemediedCode } from '../../lib/outcomes/remedies.ts';

/** What happened, and what the person can do about it. */
export interface OutcomeWords {
  readonly what: string;
  readonly remedy: string;
}

/** All that an owner may get to see: how homes fail, and whatever else has a remedy. */
export type OwnerFacingCode = HomeOutcomeCode | RemediedCode;

/** A language has words for each code, or it does not compile. */
export type WordsOfOutcomes = Readonly<Record<OwnerFacingCode, OutcomeWords>>;
