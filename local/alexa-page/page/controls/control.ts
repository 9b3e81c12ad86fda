import type { Capability } from '../../device-view.ts';

/** What a control is given. */
export interface ControlProps {
  /** The device's name: a control's own name begins with it, since there are many of each kind. */
  device: string;
  capability: Capability;
  /** A property of this capability as it was last heard of. */
  value: (property: string) => unknown;
  /** Sends a directive of this capability; resolves once it was answered. */
  send: (directive: string, payload?: Readonly<Record<string, unknown>>) => Promise<void>;
}
