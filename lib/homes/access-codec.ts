import type { HomeAccess, HomeTls } from '../home-assistant/home-access.ts';
import { SealBroken } from '../outcomes/service.ts';
import { Secret } from '../vault/secret.ts';

/** What is sealed of a home's access; the id is given anew each time it is opened. */
export type SealableAccess = Omit<HomeAccess, 'id'>;

interface Written {
  v: 1;
  url: string;
  token: string | null;
  headers: Record<string, string>;
  tls: {
    ca?: string;
    pinned?: { certificate: string; fingerprint256: string };
    clientCertificate?: { certificate: string; key: string };
  };
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

function writeTls({ clientCertificate, ...plain }: HomeTls): Written['tls'] {
  return {
    ...plain,
    ...(clientCertificate && {
      clientCertificate: { certificate: clientCertificate.certificate, key: clientCertificate.key.reveal() },
    }),
  };
}

function readTls({ clientCertificate, ...plain }: Written['tls']): HomeTls {
  return {
    ...plain,
    ...(clientCertificate && {
      clientCertificate: {
        certificate: clientCertificate.certificate,
        key: new Secret(clientCertificate.key),
      },
    }),
  };
}

/**
 * The address is sealed together with the token, so that whoever can write to the table still cannot have a
 * token sent to an address of their own.
 */
export function accessToSecret(access: SealableAccess): Secret {
  const written: Written = {
    v: 1,
    url: access.url.origin,
    token: access.token?.reveal() ?? null,
    headers: mapValues(access.headers, (value) => value.reveal()),
    tls: writeTls(access.tls),
  };
  return new Secret(JSON.stringify(written));
}

/** @throws {SealBroken} when it is of a version that this code does not know */
export function accessFrom(secret: Secret): SealableAccess {
  const { v, url, token, headers, tls } = JSON.parse(secret.reveal()) as Written;
  if (v !== 1) throw new SealBroken('connection');
  return {
    url: new URL(url),
    token: token === null ? null : new Secret(token),
    headers: mapValues(headers, (value) => new Secret(value)),
    tls: readTls(tls),
  };
}
