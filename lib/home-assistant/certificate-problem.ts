/** What is wrong with a home's certificate, as far as a person can do something about each. */
export type CertificateProblem =
  | 'self_signed'
  | 'unknown_authority'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_host'
  | 'not_the_pinned_one'
  | 'client_certificate_required';

/**
 * OpenSSL's X509_V_ERR names as Node reports them, Node's own, and ours.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const PROBLEMS: readonly [pattern: RegExp, problem: CertificateProblem][] = [
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, 'self_signed'],
  [/^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED$|INVALID_CA$)/, 'unknown_authority'],
  [/^CERT_HAS_EXPIRED$/, 'expired'],
  [/^CERT_NOT_YET_VALID$/, 'not_yet_valid'],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'wrong_host'],
  [/^PORCHLIGHT_PIN_MISMATCH$/, 'not_the_pinned_one'],
];

/** @param reason the code in `HomeTlsFailed` */
export const certificateProblem = (reason: string): CertificateProblem | undefined =>
  PROBLEMS.find(([pattern]) => pattern.test(reason))?.[1];

/** What the owner can do about each; pages with other languages have words of their own. */
export const CERTIFICATE_REMEDIES: Readonly<Record<CertificateProblem, string>> = {
  self_signed:
    'Get a certificate of an authority such as Let’s Encrypt; or compare the fingerprint with that of your own server, and trust exactly this certificate.',
  unknown_authority:
    'Install the whole chain (fullchain.pem). If the authority is your own, name it; or compare the fingerprint, and trust exactly this certificate.',
  expired:
    'Renew the certificate, and see why it was not renewed by itself. If you trust exactly this certificate instead, its date no longer counts; a renewed one has to be trusted anew.',
  not_yet_valid: 'Set the clock of the machine that made the certificate, and make it anew.',
  wrong_host:
    'Use the name that the certificate is for, or get one for this name; or compare the fingerprint, and trust exactly this certificate.',
  not_the_pinned_one:
    'If you have renewed the certificate, compare the new fingerprint and trust it. If not, somebody else may be answering: do not connect.',
  client_certificate_required:
    'Something in front of the home asks for a client certificate. Give one that it takes, with its key.',
};
