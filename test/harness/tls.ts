import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

/** A certificate with its key, both PEM. */
export interface TlsIdentity {
  key: string;
  cert: string;
  /** SHA-256 of the certificate as Node writes it: `AB:CD:…`. */
  fingerprint256: string;
}

export interface CertificateOptions {
  commonName?: string;
  /** DNS names that it is good for; `localhost` unless given. */
  names?: readonly string[];
  /** IP addresses that it is good for; 127.0.0.1 unless given. */
  addresses?: readonly string[];
  notBefore?: Date;
  notAfter?: Date;
  usage?: 'server' | 'client';
}

const DAY_MS = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS);

async function issue(options: CertificateOptions, ca?: TlsIdentity): Promise<TlsIdentity> {
  const { names = ['localhost'], addresses = ['127.0.0.1'], usage = 'server' } = options;
  const subject = [{ name: 'commonName', value: options.commonName ?? names[0] ?? 'nobody' }];
  const made = await generate(subject, {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: options.notBefore ?? daysFromNow(-1),
    notAfterDate: options.notAfter ?? daysFromNow(30),
    ...(ca !== undefined && { ca: { key: ca.key, cert: ca.cert } }),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: usage === 'server', clientAuth: usage === 'client' },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return identityOf(made.private, made.cert);
}

const identityOf = (key: string, cert: string): TlsIdentity => ({
  key,
  cert,
  fingerprint256: new X509Certificate(cert).fingerprint256,
});

/** A certificate authority of a test's own, which no computer trusts by itself. */
export async function createAuthority(commonName = 'Harness authority') {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: daysFromNow(-10),
    notAfterDate: daysFromNow(30),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const authority = identityOf(made.private, made.cert);
  return {
    /** What a home that trusts it carries in `HomeTls.ca`. */
    cert: authority.cert,
    issue: (options: CertificateOptions = {}) => issue(options, authority),
    expired: () => issue({ notBefore: daysFromNow(-9), notAfter: daysFromNow(-1) }, authority),
    notYetValid: () => issue({ notBefore: daysFromNow(1), notAfter: daysFromNow(9) }, authority),
    wrongHost: () => issue({ names: ['elsewhere.example'], addresses: [] }, authority),
    client: (commonName = 'Porchlight') =>
      issue({ commonName, names: [], addresses: [], usage: 'client' }, authority),
  };
}

export type Authority = Awaited<ReturnType<typeof createAuthority>>;

/** A certificate that vouches for itself, as many people have at home. */
export const selfSigned = (options: CertificateOptions = {}): Promise<TlsIdentity> => issue(options);
