import tls from 'node:tls';
import type { HomeTls } from './home-access.ts';

/** Roots, versions and our own certificate, parsed. @throws Node's error for a PEM that cannot be read */
export function secureContextOf({ ca, clientCertificate }: HomeTls): tls.SecureContext {
  return tls.createSecureContext({
    minVersion: 'TLSv1.2',
    ...(ca !== undefined && { ca: [...tls.rootCertificates, ca] }),
    ...(clientCertificate !== undefined && {
      cert: clientCertificate.certificate,
      key: clientCertificate.key.reveal(),
    }),
  });
}

/** As an error of Node's would be. */
export const pinMismatch = (): Error =>
  Object.assign(new Error('The certificate is not the pinned one.'), { code: 'PORCHLIGHT_PIN_MISMATCH' });

/**
 * With a pinned certificate its fingerprint says who the server is, and nothing else does: no name, no authority, no
 * date. So Node's own verification is left out, and this takes its place, at the very moment at which Node's would
 * have closed the connection: before anything that waits to be sent is sent.
 * @param socket fresh from `tls.connect` with `rejectUnauthorized: false`, before anybody else has seen it; it must not
 *   resume a session, since Node does not know a certificate then
 */
export function holdToPin(socket: tls.TLSSocket, pinned: NonNullable<HomeTls['pinned']>): void {
  socket.prependOnceListener('secureConnect', () => {
    if (socket.getPeerCertificate().fingerprint256 !== pinned.fingerprint256) socket.destroy(pinMismatch());
  });
}
