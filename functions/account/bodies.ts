import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import * as v from 'valibot';
import { ASSISTANT_ID } from '../../lib/home-assistant/assistants.ts';
import { assertExtraHeaders, type HomeTls, parseHomeUrl } from '../../lib/home-assistant/home-access.ts';
import { LOCALES } from '../../lib/home-assistant/locales.ts';
import { PROBE_STAGES } from '../../lib/home-assistant/probe.ts';
import type { SealableAccess } from '../../lib/homes/access-codec.ts';
import { RequestInvalid } from '../../lib/outcomes/request.ts';
import { Secret } from '../../lib/vault/secret.ts';

const text = (max: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(max));

/** RFC 6750 §2.1: what an access token is made of. */
const token = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[A-Za-z0-9\-._~+/=|]{1,4096}$/, 'This does not look like a token.'),
);

const pem = v.pipe(v.string(), v.maxLength(32_768), v.includes('-----BEGIN ', 'This is not in PEM format.'));

/** To valibot a list is an object like any other. */
const notAList = v.custom<Record<string, unknown>>((value) => !Array.isArray(value), 'This is a list.');

const tls = v.strictObject({
  ca: v.optional(pem),
  pinnedCertificate: v.optional(pem),
  clientCertificate: v.optional(v.pipe(notAList, v.strictObject({ certificate: pem, key: pem }))),
});

/** How a home is reached, as a client sends it. */
const address = {
  url: text(2_048),
  headers: v.optional(v.pipe(notAList, v.record(v.string(), v.string())), {}),
  tls: v.optional(v.pipe(notAList, tls), {}),
};

/** What an owner calls a home. */
export const homeName = text(60);
/** One of Home Assistant's assistants. */
export const assistantId = v.pipe(v.string(), v.regex(ASSISTANT_ID, 'This is not the id of an assistant.'));
/** Without one a home keeps the name that it has. */
const name = v.optional(homeName);

export const probeBody = v.strictObject({
  ...address,
  token: v.optional(token),
  stage: v.optional(v.picklist(PROBE_STAGES)),
});
export const startSignInBody = v.strictObject({ ...address, name });
export const connectBody = v.strictObject({
  ...address,
  name,
  token,
  revokeOnDisconnect: v.optional(v.boolean(), false),
});

/**
 * An address as HTML's own rule for e-mail fields has it: nothing but ASCII, so that none looks like another, and
 * nothing that means something in a link.
 */
const email = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(254),
  v.regex(
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/,
    'This is not an e-mail address.',
  ),
);

export const inviteBody = v.strictObject({ email: v.optional(email) });
/** An invitation's token, out of the link. */
export const invitationBody = v.strictObject({ token: text(256) });
/** A home's key. */
export const chooseHomeBody = v.strictObject({ home: text(64) });
export const handOverBody = v.strictObject({ sub: text(128) });
export const packageBody = v.strictObject({ locale: v.optional(v.picklist(LOCALES)) });
export const finishSignInBody = v.strictObject({ state: text(256), code: text(2_048) });

function readTls({ ca, pinnedCertificate, clientCertificate }: v.InferOutput<typeof tls>): HomeTls {
  return {
    ...(ca !== undefined && { ca: bundleOf('tls.ca', ca) }),
    ...(pinnedCertificate !== undefined && { pinned: pinned(pinnedCertificate) }),
    ...(clientCertificate !== undefined && { clientCertificate: pairOf(clientCertificate) }),
  };
}

function certificateOf(field: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new RequestInvalid(field, 'This is not a certificate in PEM format.');
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** One or several certificates, one below the other: an authority and those above it. */
function bundleOf(field: string, text: string): string {
  const certificates = text.match(CERTIFICATE) ?? [text];
  return certificates.map((certificate) => certificateOf(field, certificate).toString()).join('');
}

/** A pair that TLS can present; found out here, where it can still be mended. */
function pairOf({ certificate, key }: { certificate: string; key: string }) {
  try {
    createSecureContext({ cert: certificate, key });
  } catch {
    throw new RequestInvalid(
      'tls.clientCertificate',
      'This is not a certificate with its own key, both in PEM.',
    );
  }
  return { certificate, key: new Secret(key) };
}

function pinned(text: string): NonNullable<HomeTls['pinned']> {
  const certificate = certificateOf('tls.pinnedCertificate', text);
  return { certificate: certificate.toString(), fingerprint256: certificate.fingerprint256 };
}

/**
 * How a home is reached, out of a body that was read.
 * @throws {RequestInvalid} for an address, header or certificate that does not fit
 */
export function accessOf(body: {
  url: string;
  headers: Record<string, string>;
  tls: v.InferOutput<typeof tls>;
  token?: string | undefined;
}): SealableAccess {
  const headers = Object.fromEntries(
    Object.entries(body.headers).map(([field, value]) => [field, new Secret(value)]),
  );
  assertExtraHeaders(headers);
  return {
    url: parseHomeUrl(body.url),
    token: body.token === undefined ? null : new Secret(body.token),
    headers,
    tls: readTls(body.tls),
  };
}
