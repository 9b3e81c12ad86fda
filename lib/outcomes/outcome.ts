/**
 * Everything that can go wrong is an outcome: one class each, with its data and its cause.
 *
 * Domain code throws outcomes and knows nothing of how they are told. Three mappers tell them:
 * `to-alexa.ts`, `to-http.ts` and, for the custom skill, one to speech. An error that is no outcome is a
 * defect, and each mapper has an answer for that too.
 */
export abstract class Outcome<
  Data extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>,
> extends Error {
  /** Stable, machine-readable name; the key in the mappers' tables. */
  abstract readonly code: string;
  /** What the failure is about. Never a secret: outcomes are logged. */
  readonly data: Data;

  constructor(message: string, data: Data, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.data = data;
  }
}

/** Turns whatever was thrown into an Error, so that it can be carried as a `cause`. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
