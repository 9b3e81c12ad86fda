import {
  HomeConnectionLost,
  HomeConnectionRefused,
  HomeNameUnresolved,
  HomeTimedOut,
  HomeTlsFailed,
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

/** `net.connect` tries several addresses and then throws all their errors in one. */
function firstOf(error: Error): Error {
  if (error instanceof AggregateError && error.errors.length > 0) return asError(error.errors[0]);
  return error;
}

/** Sorts an error of Node's network stack into the outcome that it is. */
export function toHomeOutcome(thrown: unknown): Outcome {
  if (thrown instanceof Outcome) return thrown;
  const cause = firstOf(asError(thrown)) as NodeJS.ErrnoException & { host?: string; hostname?: string };
  if (cause instanceof Outcome) return cause;
  const code = cause.code ?? 'unknown';
  if (UNRESOLVED.has(code))
    return new HomeNameUnresolved(cause.hostname ?? cause.host ?? 'of the home', { cause });
  if (REFUSED.has(code)) return new HomeConnectionRefused(code, { cause });
  if (TIMED_OUT.has(code)) return new HomeTimedOut('connect', { cause });
  if (TLS.test(code)) return new HomeTlsFailed(code, {}, { cause });
  return new HomeConnectionLost(code, { cause });
}
