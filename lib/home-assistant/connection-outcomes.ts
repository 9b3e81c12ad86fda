import {
  HomeConnectionLost,
  HomeConnectionRefused,
  HomeNameUnresolved,
  HomeTimedOut,
  HomeTlsFailed,
  HomeWantsCertificate,
  HomeWithoutTls,
} from '../outcomes/home.ts';
import { asError, Outcome } from '../outcomes/outcome.ts';

const REFUSED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
]);
const TIMED_OUT = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT']);
const UNRESOLVED = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA']);
/** OpenSSL's X509_V_ERR names as Node reports them, and Node's and OpenSSL's own TLS errors. */
const TLS =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CRL_|ERROR_IN_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|EPROTO$|PORCHLIGHT_PIN_)/;

/** An address that this machine has no way to, such as an IPv6 one from Lambda: it was never tried. */
const NO_WAY = new Set(['ENETUNREACH', 'EADDRNOTAVAIL']);

/**
 * `net.connect` tries several addresses one after the other and then throws all their errors in one. What is
 * wrong is said by the last that was really tried: only it was given all the time.
 */
function tellingOf(error: Error): Error {
  if (!(error instanceof AggregateError)) return error;
  const errors = error.errors.map(asError);
  const tried = errors.filter(({ code }: NodeJS.ErrnoException) => !NO_WAY.has(code ?? ''));
  return tried.at(-1) ?? errors.at(-1) ?? error;
}

/** Something answered the TLS greeting with bytes that are none of TLS's: most often a plain http server. */
function isWithoutTls(code: string, message: string): boolean {
  if (code === 'EPROTO') return /wrong version number|packet length too long/.test(message);
  return code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG';
}

/**
 * The other side's word about our certificate: it has none of ours, or not one that it knows. What we think of
 * its certificate has other names. (OpenSSL puts the protocol's name in front, which changed between its releases.)
 * @see https://www.rfc-editor.org/rfc/rfc8446#section-6.2
 */
const WANTED_OURS =
  /alert (certificate required|bad certificate|unsupported certificate|certificate (revoked|expired|unknown)|unknown ca)/;

/** The alert in plain words, such as `certificate required`. */
const alertAboutOurs = (code: string, message: string): string | undefined =>
  WANTED_OURS.exec(`${code.toLowerCase().replaceAll('_', ' ')} ${message}`)?.[1];

/** Sorts an error of Node's network stack into the outcome that it is. */
export function toHomeOutcome(thrown: unknown): Outcome {
  if (thrown instanceof Outcome) return thrown;
  const cause = tellingOf(asError(thrown)) as NodeJS.ErrnoException & { host?: string; hostname?: string };
  if (cause instanceof Outcome) return cause;
  const code = cause.code ?? 'unknown';
  if (UNRESOLVED.has(code))
    return new HomeNameUnresolved(cause.hostname ?? cause.host ?? 'of the home', { cause });
  if (REFUSED.has(code)) return new HomeConnectionRefused(code, { cause });
  if (TIMED_OUT.has(code)) return new HomeTimedOut('connect', { cause });
  if (isWithoutTls(code, cause.message)) return new HomeWithoutTls({ cause });
  const alert = alertAboutOurs(code, cause.message);
  if (alert !== undefined) return new HomeWantsCertificate(alert, { cause });
  if (TLS.test(code)) return new HomeTlsFailed(code, {}, { cause });
  return new HomeConnectionLost(code, { cause });
}
