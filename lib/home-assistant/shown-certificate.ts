import type { X509Certificate } from 'node:crypto';

/** What a home's server shows as its certificate: for people, who compare it. Nothing in it is verified. */
export interface ShownCertificate {
  /** SHA-256 of the certificate, as browsers and OpenSSL write it: `AB:CD:…`. */
  fingerprint256: string;
  /** The distinguished name, such as `CN=home.example.org`; may be empty. */
  subject: string;
  issuer: string;
  /** DNS names and IP addresses that it is for. */
  names: string[];
  /** ISO 8601. */
  validFrom: string;
  validTo: string;
  /** The certificate itself, as `tls.pinnedCertificate` takes it. */
  pem: string;
}

/** Nobody compares more, and whoever answers there may have made the certificate as they like. */
const MAX_NAMES = 20;
const MAX_TEXT = 300;

/** One entry: its kind, and its value, which is quoted as in JSON where it would be ambiguous otherwise. */
const ENTRY = /([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/gy;

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

/**
 * Reads the names in `subjectAltName` as Node writes it: `DNS:home.example.org, IP Address:192.0.2.1`.
 * @returns DNS names and IP addresses, in their order; what comes after something unreadable is left out
 * @see https://nodejs.org/api/crypto.html#x509subjectaltname
 */
export function namesIn(subjectAltName: string): string[] {
  return [...subjectAltName.matchAll(ENTRY)]
    .filter(([, kind]) => kind === 'DNS' || kind === 'IP Address')
    .map(([, , value = '']) => unquoted(value));
}

/** `CN=home\nO=Somebody` as one line. */
const inOneLine = (name: string | undefined) => (name ?? '').split('\n').join(', ').slice(0, MAX_TEXT);

export const shownCertificate = (certificate: X509Certificate): ShownCertificate => ({
  fingerprint256: certificate.fingerprint256,
  subject: inOneLine(certificate.subject),
  issuer: inOneLine(certificate.issuer),
  names: namesIn(certificate.subjectAltName ?? '')
    .slice(0, MAX_NAMES)
    .map((name) => name.slice(0, MAX_TEXT)),
  validFrom: certificate.validFromDate.toISOString(),
  validTo: certificate.validToDate.toISOString(),
  pem: certificate.toString(),
});
