import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { accessOf } from '../../functions/account/bodies.ts';
import { createAuthority } from '../harness/tls.ts';

let own: string;
let above: string;

beforeAll(async () => {
  own = (await createAuthority('Own authority')).cert;
  above = (await createAuthority('Authority above')).cert;
});

const trusted = (ca: string) =>
  accessOf({ url: 'https://home.example.org', headers: {}, tls: { ca } }).tls.ca?.match(/BEGIN CERTIFICATE/g)
    ?.length;

it('keeps every certificate of a bundle, whatever stands between them', () => {
  expect(trusted(own)).toBe(1);
  expect(trusted(`# my own\n${own}\n\n# and the one above\n${above}`)).toBe(2);
});

it('refuses a bundle with one that cannot be read', () => {
  const broken = above.replace(/\n[^\n]{64}\n/, '\n');
  expect(() => new X509Certificate(broken)).toThrow();
  expect(() => trusted(own + broken)).toThrow(expect.objectContaining({ data: { field: 'tls.ca' } }));
});
