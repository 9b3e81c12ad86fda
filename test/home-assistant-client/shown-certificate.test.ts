import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesIn, shownCertificate } from '../../lib/home-assistant/shown-certificate.ts';
import { createAuthority, selfSigned } from '../harness/tls.ts';

describe('the names of a certificate', () => {
  test.each([
    ['', []],
    ['DNS:home.example.org', ['home.example.org']],
    [
      'DNS:*.example.org, IP Address:192.0.2.1, IP Address:2001:DB8::1',
      ['*.example.org', '192.0.2.1', '2001:DB8::1'],
    ],
    ['email:me@example.org, DNS:home.example.org, URI:https://example.org/a', ['home.example.org']],
    // One name that looks like two, as Node quotes it.
    ['DNS:"good.example, DNS:evil.example"', ['good.example, DNS:evil.example']],
    ['URI:"https://x/?a,b", DNS:home.example.org', ['home.example.org']],
    ['DNS:home.example.org, gibberish', ['home.example.org']],
    ['gibberish', []],
  ])('%s', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  test('whatever stands in it, a name is one name', () => {
    const quoted = (name: string) =>
      /[^a-z0-9.*-]/i.test(name) || name === '' ? JSON.stringify(name) : name;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.domain(), fc.string(), fc.constant('a, DNS:b')), { maxLength: 6 }),
        (names) => {
          expect(namesIn(names.map((name) => `DNS:${quoted(name)}`).join(', '))).toEqual(names);
        },
      ),
    );
  });

  test('any text at all is read without harm, and quickly', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2_000 }), (text) => {
        expect(namesIn(text).every((name) => typeof name === 'string')).toBe(true);
      }),
    );
  });
});

test('what is shown is what the certificate says, and the same certificate comes back as PEM', async () => {
  const authority = await createAuthority('Somebody’s authority');
  const { cert, fingerprint256 } = await authority.wrongHost();
  const shown = shownCertificate(new X509Certificate(cert));
  expect(shown).toMatchObject({
    fingerprint256,
    subject: 'CN=elsewhere.example',
    issuer: expect.stringMatching(/^CN=Somebody.*authority$/),
    names: ['elsewhere.example'],
    validFrom: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    validTo: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  expect(new X509Certificate(shown.pem).fingerprint256).toBe(fingerprint256);
});

test('a certificate that is made to be long is shown in part', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `${'long-'.repeat(12)}${index}.example`);
  const { cert } = await selfSigned({ names, addresses: [], commonName: 'x'.repeat(60) });
  expect(shownCertificate(new X509Certificate(cert)).names).toEqual(names.slice(0, 20));
});
