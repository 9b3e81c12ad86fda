/** Something the simulator could not do. `message` is for the person at the terminal and holds no secret. */
export class SimulatorError extends Error {
  override readonly name: string = 'SimulatorError';
}

/** There is no usable stack file. */
export class StackFileError extends SimulatorError {
  override readonly name = 'StackFileError';
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** Nothing answers at an address of the stack. */
export class UnreachableError extends SimulatorError {
  override readonly name = 'UnreachableError';
  readonly origin: string;

  constructor(what: string, url: string | URL, options?: ErrorOptions) {
    const { origin } = new URL(url);
    super(`${what} at ${origin} does not answer. Is the stack running? Start it with: npm start`, options);
    this.origin = origin;
  }
}

/** This Amazon account has no link; `gone` says that it had one until now. */
export class NotLinkedError extends SimulatorError {
  override readonly name = 'NotLinkedError';
  readonly gone: boolean;

  constructor(account: string, reason?: string, options?: ErrorOptions) {
    super(
      reason === undefined
        ? `The Amazon account "${account}" is not linked. Link it with: npm run alexa -- link`
        : `The link of "${account}" is gone: ${reason}. Link again with: npm run alexa -- link`,
      options,
    );
    this.gone = reason !== undefined;
  }
}

/** This Amazon account has not enabled the skill, or has disabled it. */
export class NotEnabledError extends SimulatorError {
  override readonly name = 'NotEnabledError';

  constructor(account: string) {
    super(
      `The Amazon account "${account}" has not enabled the skill. Enable it with: npm run alexa -- enable`,
    );
  }
}

/** Linking came to an end without a code, or without tokens. `step` is where. */
export class LinkError extends SimulatorError {
  override readonly name = 'LinkError';
  readonly step: 'sign-in' | 'redirect' | 'token';

  constructor(step: LinkError['step'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.step = step;
  }
}

/** The token endpoint refused or failed. `error` is OAuth's error code where it gave one. */
export class TokenEndpointError extends SimulatorError {
  override readonly name = 'TokenEndpointError';
  readonly status: number;
  readonly error: string | undefined;

  constructor(status: number, error: string | undefined) {
    super(`The token endpoint answered ${status}${error === undefined ? '' : ` (${error})`}`);
    this.status = status;
    this.error = error;
  }
}

/** A function did not give an answer that Alexa could use. `kind` tells how. */
export class InvokeError extends SimulatorError {
  override readonly name = 'InvokeError';
  readonly kind: 'function-error' | 'timeout' | 'refused' | 'no-json';

  constructor(kind: InvokeError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** The stand-in for Amazon did not do what it was asked. */
export class ControlError extends SimulatorError {
  override readonly name = 'ControlError';
}
