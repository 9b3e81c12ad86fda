import { Outcome } from './outcome.ts';

/** The message is not a Smart Home v3 directive. `at` names the place, never the value. */
export class DirectiveMalformed extends Outcome<{ at: string }> {
  readonly code = 'directive_malformed';
  constructor(at: string) {
    super(`The directive is malformed at ${at}.`, { at });
  }
}

/** `header.payloadVersion` is not "3". */
export class PayloadVersionUnsupported extends Outcome<{ version: string }> {
  readonly code = 'payload_version_unsupported';
  constructor(version: string) {
    super(`Payload version ${version} is not supported; this bridge speaks version 3.`, { version });
  }
}

/** The scope's type is not `BearerToken`; hospitality partitions and delegated users are not served. */
export class ScopeUnsupported extends Outcome<{ type: string }> {
  readonly code = 'scope_unsupported';
  constructor(type: string) {
    super(`A scope of type ${type} is not supported.`, { type });
  }
}

export type UnknownEndpointReason = 'no_home_key' | 'not_a_member' | 'home_gone' | 'held_back';

/**
 * No endpoint of this caller has that id. Someone else's endpoint and one that never existed answer alike:
 * the caller learns nothing about other homes.
 */
export class EndpointUnknown extends Outcome<{ reason: UnknownEndpointReason }> {
  readonly code = 'endpoint_unknown';
  constructor(reason: UnknownEndpointReason) {
    super('This account has no such endpoint.', { reason });
  }
}

/** The owner paused the home for Alexa. */
export class HomePaused extends Outcome<{ home: string }> {
  readonly code = 'home_paused';
  constructor(home: string) {
    super('The owner has paused this home for Alexa.', { home });
  }
}

/**
 * The owner forbids that this device is opened, unlocked or disarmed by voice, and the directive may come to that.
 * `directive` is `namespace/name`.
 */
export class EndpointSecured extends Outcome<{ directive: string }> {
  readonly code = 'endpoint_secured';
  constructor(directive: string) {
    super('The owner has forbidden to open, unlock or disarm this device by voice.', { directive });
  }
}
