import { describe, expect, test } from 'vitest';
import { toHomeOutcome } from '../../lib/home-assistant/connection-outcomes.ts';
import { HomeAddressBlocked } from '../../lib/outcomes/home.ts';

const failed = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

/** What `net.connect` throws when none of a name's addresses took the connection; its code is the first's. */
const allFailed = (...codes: readonly string[]) =>
  Object.assign(new AggregateError(codes.map(failed)), { code: codes[0] });

describe('of several addresses, the one that was really tried last says what is wrong', () => {
  test.each([
    [['ENETUNREACH', 'ETIMEDOUT'], 'home_timed_out', { phase: 'connect' }],
    [['EADDRNOTAVAIL', 'ECONNREFUSED'], 'home_connection_refused', { reason: 'ECONNREFUSED' }],
    [['ETIMEDOUT', 'ENETUNREACH'], 'home_timed_out', { phase: 'connect' }],
    [['ETIMEDOUT', 'ECONNREFUSED'], 'home_connection_refused', { reason: 'ECONNREFUSED' }],
    [['ECONNREFUSED', 'ETIMEDOUT', 'ENETUNREACH'], 'home_timed_out', { phase: 'connect' }],
    [['ENETUNREACH', 'EADDRNOTAVAIL'], 'home_connection_refused', { reason: 'EADDRNOTAVAIL' }],
  ])('%j', (codes, code, data) => {
    const error = allFailed(...codes);
    expect(toHomeOutcome(error)).toMatchObject({ code, data, cause: { code: expect.any(String) } });
  });

  test('an outcome among them stays what it is', () => {
    const blocked = new HomeAddressBlocked('it is private, local or reserved');
    expect(toHomeOutcome(new AggregateError([failed('ENETUNREACH'), blocked]))).toBe(blocked);
  });

  test('without any there is only the error itself', () => {
    expect(toHomeOutcome(allFailed())).toMatchObject({ code: 'home_connection_lost' });
  });
});

describe('what TLS says', () => {
  test.each([
    [
      'EPROTO',
      'write EPROTO 40AD:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:x.c:77:',
    ],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'error:0A00010B:SSL routines::wrong version number'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'error:0A0000C6:SSL routines::packet length too long'],
  ])('%s: it is no TLS at all', (code, message) => {
    expect(toHomeOutcome(Object.assign(new Error(message), { code }))).toMatchObject({
      code: 'home_without_tls',
    });
  });

  test.each([
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'error:0A00045C:SSL routines::tlsv13 alert certificate required',
      'certificate required',
    ],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'ssl/tls alert bad certificate', 'bad certificate'],
    [
      'EPROTO',
      'write EPROTO 407D:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:x.c:918:',
      'unknown ca',
    ],
  ])('%s: it is our certificate that is wanted', (code, message, reason) => {
    expect(toHomeOutcome(Object.assign(new Error(message), { code }))).toMatchObject({
      code: 'home_wants_certificate',
      data: { reason },
    });
  });

  test.each([
    [
      'EPROTO',
      'write EPROTO 407D:error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:x.c:918:',
    ],
    ['CERT_HAS_EXPIRED', 'certificate has expired'],
  ])('%s: it is TLS, and fails', (code, message) => {
    expect(toHomeOutcome(Object.assign(new Error(message), { code }))).toMatchObject({
      code: 'home_tls_failed',
      data: { reason: code },
    });
  });
});
