import { Outcome } from './outcome.ts';

/** DynamoDB failed, throttled, or left keys unprocessed until time ran out. */
export class StoreUnavailable extends Outcome<{ operation: string }> {
  readonly code = 'store_unavailable';
  constructor(operation: string, options?: ErrorOptions) {
    super(`The store is not available (${operation}).`, { operation }, options);
  }
}

/** Someone else changed the item first; whoever gets this reads again. */
export class StoreConflict extends Outcome<{ item: string }> {
  readonly code = 'store_conflict';
  constructor(item: string, options?: ErrorOptions) {
    super(`The ${item} was changed at the same time.`, { item }, options);
  }
}

/** KMS failed or throttled. */
export class VaultUnavailable extends Outcome<{ operation: string }> {
  readonly code = 'vault_unavailable';
  constructor(operation: string, options?: ErrorOptions) {
    super(`The key service is not available (${operation}).`, { operation }, options);
  }
}

/** A sealed value does not open in this place for this purpose: moved, altered, or of another kind. */
export class SealBroken extends Outcome<{ purpose: string }> {
  readonly code = 'seal_broken';
  constructor(purpose: string, options?: ErrorOptions) {
    super(`A sealed ${purpose} does not open here.`, { purpose }, options);
  }
}

/** The whole budget of the request is spent. */
export class OutOfTime extends Outcome<{ doing: string }> {
  readonly code = 'out_of_time';
  constructor(doing: string, options?: ErrorOptions) {
    super(`Time ran out while ${doing}.`, { doing }, options);
  }
}

/** Another Lambda function of ours could not be invoked, or failed. */
export class FunctionUnavailable extends Outcome<{ function: string }> {
  readonly code = 'function_unavailable';
  constructor(name: string, options?: ErrorOptions) {
    super(`The function ${name} is not available.`, { function: name }, options);
  }
}

/** SQS failed or did not answer. */
export class QueueUnavailable extends Outcome<{ queue: string }> {
  readonly code = 'queue_unavailable';
  constructor(queue: string, options?: ErrorOptions) {
    super(`The queue ${queue} is not available.`, { queue }, options);
  }
}
