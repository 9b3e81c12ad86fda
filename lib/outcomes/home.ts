import { Outcome } from './outcome.ts';

/** The address is not one that Porchlight connects to (loopback, private, reserved …). */
export class HomeAddressBlocked extends Outcome<{ reason: string }> {
  readonly code = 'home_address_blocked';
  constructor(reason: string, options?: ErrorOptions) {
    super(`The home's address is not allowed: ${reason}.`, { reason }, options);
  }
}

/** The address begins with http://, and no operator allows that for it: nothing was sent there. */
export class HomePlainHttp extends Outcome {
  readonly code = 'home_plain_http';
  constructor() {
    super('The address begins with http://; Porchlight needs https.', {});
  }
}

/** The host name has no address. */
export class HomeNameUnresolved extends Outcome<{ host: string }> {
  readonly code = 'home_name_unresolved';
  constructor(host: string, options?: ErrorOptions) {
    super(`The name ${host} has no address.`, { host }, options);
  }
}

/** Nothing listens there, or no route leads there. */
export class HomeConnectionRefused extends Outcome<{ reason: string }> {
  readonly code = 'home_connection_refused';
  constructor(reason: string, options?: ErrorOptions) {
    super(`The home does not accept connections (${reason}).`, { reason }, options);
  }
}

/** TLS failed; `reason` is OpenSSL's or Node's code, such as CERT_HAS_EXPIRED. */
export class HomeTlsFailed extends Outcome<{ reason: string; fingerprint256?: string }> {
  readonly code = 'home_tls_failed';
  constructor(reason: string, data: { fingerprint256?: string } = {}, options?: ErrorOptions) {
    super(`No secure connection to the home: ${reason}.`, { reason, ...data }, options);
  }
}

/** What answers at an https address does not speak TLS: plain http, or another protocol. */
export class HomeWithoutTls extends Outcome {
  readonly code = 'home_without_tls';
  constructor(options?: ErrorOptions) {
    super('It answers without TLS; Porchlight needs https.', {}, options);
  }
}

/** The home, or the proxy in front of it, lets nobody in without a client certificate that it knows. */
export class HomeWantsCertificate extends Outcome<{ reason: string }> {
  readonly code = 'home_wants_certificate';
  constructor(reason: string, options?: ErrorOptions) {
    super(`The home wants a client certificate that it knows (${reason}).`, { reason }, options);
  }
}

/** No answer within the time that was left. */
export class HomeTimedOut extends Outcome<{ phase: 'connect' | 'answer' }> {
  readonly code = 'home_timed_out';
  constructor(phase: 'connect' | 'answer', options?: ErrorOptions) {
    super(
      `The home did not ${phase === 'connect' ? 'accept the connection' : 'answer'} in time.`,
      { phase },
      options,
    );
  }
}

/** The connection broke before the answer was whole. */
export class HomeConnectionLost extends Outcome<{ reason: string }> {
  readonly code = 'home_connection_lost';
  constructor(reason: string, options?: ErrorOptions) {
    super(`The connection to the home broke (${reason}).`, { reason }, options);
  }
}

/** The answer is larger than what a home may send. */
export class HomeAnswerTooLarge extends Outcome<{ limitBytes: number }> {
  readonly code = 'home_answer_too_large';
  constructor(limitBytes: number) {
    super(`The home's answer is larger than ${limitBytes} bytes.`, { limitBytes });
  }
}

/** The answer is not JSON: a login wall, a proxy's error page, another program. */
export class HomeAnswerNotJson extends Outcome<{ status: number; contentType: string }> {
  readonly code = 'home_answer_not_json';
  constructor(status: number, contentType: string, options?: ErrorOptions) {
    super(
      `The home answered ${contentType || 'something'} instead of JSON.`,
      { status, contentType },
      options,
    );
  }
}

/** JSON, but not what this call must answer. `at` names the place. */
export class HomeAnswerInvalid extends Outcome<{ at: string }> {
  readonly code = 'home_answer_invalid';
  constructor(at: string, options?: ErrorOptions) {
    super(`The home's answer is not valid at ${at}.`, { at }, options);
  }
}

/** The home redirects; Porchlight follows none, since the target was never checked. */
export class HomeRedirects extends Outcome<{ status: number; target: string }> {
  readonly code = 'home_redirects';
  constructor(status: number, target: string) {
    super(`The home redirects to ${target || 'elsewhere'}.`, { status, target });
  }
}

/** 5xx. */
export class HomeFailed extends Outcome<{ status: number }> {
  readonly code = 'home_failed';
  constructor(status: number) {
    super(`The home answered with status ${status}.`, { status });
  }
}

/** 401: the token was revoked or its user disabled. The home is then left alone until it is reconnected. */
export class HomeTokenRefused extends Outcome {
  readonly code = 'home_token_refused';
  constructor(options?: ErrorOptions) {
    super('The home refuses the token.', {}, options);
  }
}

/** 403: Home Assistant banned our address, or a firewall in front of it blocks us. */
export class HomeForbids extends Outcome {
  readonly code = 'home_forbids';
  constructor() {
    super('The home, or a firewall in front of it, blocks this bridge.', {});
  }
}

/** 400 or another 4xx that Home Assistant itself does not send for this call: a proxy's objection. */
export class HomeRejects extends Outcome<{ status: number }> {
  readonly code = 'home_rejects';
  constructor(status: number) {
    super(`The home, or a proxy in front of it, rejects the request with status ${status}.`, { status });
  }
}

/** 401 to a request without a token: something in front of the home asks for a password of its own. */
export class HomeLoginWall extends Outcome {
  readonly code = 'home_login_wall';
  constructor() {
    super('Something in front of the home asks for a password.', {});
  }
}

/** The WebSocket route answers like a page: a proxy does not pass the upgrade on. */
export class HomeWebSocketRefused extends Outcome<{ status: number }> {
  readonly code = 'home_websocket_refused';
  constructor(status: number) {
    super(`The WebSocket of the home is answered with status ${status} instead of being opened.`, { status });
  }
}

/** 404 on the route: `alexa: smart_home:` is not in the home's configuration. */
export class SmartHomeNotEnabled extends Outcome {
  readonly code = 'smart_home_not_enabled';
  constructor() {
    super('smart_home is not enabled in this Home Assistant.', {});
  }
}

/** 429. */
export class HomeThrottles extends Outcome {
  readonly code = 'home_throttles';
  constructor() {
    super('The home asks for fewer requests.', {});
  }
}

/**
 * Not asked at all: the home failed a moment ago, or refused our token and waits for its owner. `because` is
 * the code of the outcome that led to it.
 */
export class HomeLeftAlone extends Outcome<{ because: string; retryAt: number | null }> {
  readonly code = 'home_left_alone';
  constructor(because: string, retryAt: number | null) {
    super(`The home is left alone for now (${because}).`, { because, retryAt });
  }
}

/** What an error code of Home Assistant's or of OAuth's looks like: words, and no sentence, number or secret. */
const ERROR_CODE = /^(?=.{1,40}$)[a-z]+(?:_[a-z]+)*$/;

/** Home Assistant answered a WebSocket command or an OAuth request with an error of its own. */
export class HomeRefusesCommand extends Outcome<{ command: string; reason: string }> {
  readonly code = 'home_refuses_command';
  /** @param said the home's own word; what does not look like an error code is not quoted */
  constructor(command: string, said: string, options?: ErrorOptions) {
    const reason = ERROR_CODE.test(said) ? said : 'unknown_error';
    super(`Home Assistant refused ${command}: ${reason}.`, { command, reason }, options);
  }
}
