import { createHash } from 'node:crypto';

/**
 * Where a home's place is in whatever all homes do in turn, from 0 to below 1: always the same for one home, and all
 * over for many, so that they do not all come at once.
 */
export const shareOfTurn = (home: string): number =>
  createHash('sha256').update(home).digest().readUInt32BE() / 2 ** 32;
