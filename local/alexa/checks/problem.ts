import type { JsonObject } from './json.ts';

/**
 * One thing wrong with a message.
 *
 * `rule` names the check (stable, for tests and for grouping), `path` is the JSON pointer of the place
 * (`''` is the message itself), `message` is one plain sentence. No part of a problem ever repeats a secret:
 * a leaked token is described, not shown.
 */
export type Problem = { readonly rule: string; readonly path: string; readonly message: string };

/**
 * What a check is given: the message, its namespace and name (empty when missing), and the directive it
 * answers. `directive` is the inner object (`header`, `endpoint`, `payload`); undefined means that the message
 * is an event on its way to the event gateway.
 */
export type Subject = {
  readonly message: JsonObject;
  readonly namespace: string;
  readonly name: string;
  readonly directive: JsonObject | undefined;
};

/** A check looks at one message and says what is wrong with it; it never throws. */
export type Check = (subject: Subject) => readonly Problem[];
