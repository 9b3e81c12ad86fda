import { inspect } from 'node:util';

/** What every printed form of a secret says. */
export const REDACTED = '[redacted]';

/**
 * A token, code, key or password. It can be carried and compared, but whatever prints it (template strings,
 * JSON, `console.log`, a debugger's inspection) gets `[redacted]`; only `reveal()` gives the value, and each
 * call of it is a place to look at in review.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that has to send or seal it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
