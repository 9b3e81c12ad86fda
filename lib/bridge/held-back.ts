import type { BrokenRule } from '../alexa/broken-rules.ts';
import { type HeldBackEndpoint, MAX_ENDPOINTS } from '../alexa/discovery.ts';

/** Why a device is not shown: its owner does not want it, there are too many, or Alexa would not take it. */
export type HeldBackCode = 'owner' | 'limit' | 'invalid';

export interface HeldBackReason {
  code: HeldBackCode;
  /** Of what is `invalid`, which of Alexa's rules it breaks. */
  rule?: BrokenRule;
  /** In English, for whoever does not know the codes. */
  text: string;
}

/** A device that Alexa is not shown, and why. */
export interface HeldBackDevice {
  /** The home's own id; empty where it sent none. */
  endpointId: string;
  friendlyName: string;
  reason: HeldBackReason;
}

export const BY_OWNER: HeldBackReason = { code: 'owner', text: 'Its owner holds it back from Alexa.' };

export const BY_LIMIT: HeldBackReason = {
  code: 'limit',
  text: `Alexa takes ${MAX_ENDPOINTS} devices of a customer, and there are more.`,
};

export const byRule = ({ rule, reason }: HeldBackEndpoint): HeldBackReason => ({
  code: 'invalid',
  rule,
  text: reason,
});
