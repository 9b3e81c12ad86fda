import type { Deletion, DeletionStep } from '../homes/deletions.ts';
import type { TokenFate } from './home-removal.ts';

export interface ReceiptStep {
  what: DeletionStep['what'];
  status: DeletionStep['status'];
  /** Key and name of a home. */
  home?: string;
  name?: string;
  /** Alexa's, of an account there. */
  region?: string;
  /** `token_kept`, `token_still_accepted`, or an outcome's code. */
  because?: string;
  /** What is left for the user to do. */
  remedy?: string;
}

/** What a deletion has done, and what it could not. */
export interface DeletionReceipt {
  deletion: string;
  state: 'running' | 'done';
  /** ISO 8601. */
  startedAt: string;
  /** ISO 8601; absent while it is running. */
  doneAt?: string;
  steps: ReceiptStep[];
}

const TOKEN_BY_HAND =
  'Porchlight’s token may still open this home. Delete it by hand: in Home Assistant, open your profile, then “Security”, and delete the long-lived access token that begins with “Porchlight”, or that you pasted.';
const DEVICES_BY_HAND =
  'Alexa could not be told that the devices are gone. Remove them in the Alexa app, and disable the skill there.';

/** How the fate of a token stands in the step of its home. */
export const STEP_BY_FATE: Record<
  Exclude<TokenFate, 'not_reached'>,
  Pick<DeletionStep, 'status' | 'because'>
> = {
  revoked: { status: 'done' },
  kept: { status: 'done', because: 'token_kept' },
  still_accepted: { status: 'failed', because: 'token_still_accepted' },
};

function remedyFor({ what, status, because }: DeletionStep): string | undefined {
  if (what === 'home' && (status === 'failed' || because === 'token_kept')) return TOKEN_BY_HAND;
  if (what === 'alexa' && status === 'failed') return DEVICES_BY_HAND;
  return undefined;
}

function stepOf(step: DeletionStep): ReceiptStep {
  const { id: _id, ...shown } = step;
  const remedy = remedyFor(step);
  return { ...shown, ...(remedy !== undefined && { remedy }) };
}

export const receiptOf = ({ id, startedAt, doneAt, steps }: Deletion): DeletionReceipt => ({
  deletion: id,
  state: doneAt === undefined ? 'running' : 'done',
  startedAt: new Date(startedAt).toISOString(),
  ...(doneAt !== undefined && { doneAt: new Date(doneAt).toISOString() }),
  steps: steps.map(stepOf),
});
